from collections import defaultdict

from odoo import SUPERUSER_ID, models

from .crm_post_sale_rule import CUSTOMER


class CrmPostSaleRule(models.Model):
    """Launching the plan of a rule: step by step, so that what can be done, is done."""

    _inherit = "crm.post.sale.rule"

    def _launch_on(self, closings, lines):
        """Launch the plan for closings, as the system, and note what came of it.

        :param crm.post.sale.closing closings: of opportunities that the rule matches
        :param dict lines: to which the text for the chatter is added, by closing
        """
        failures = defaultdict(list)
        activities = self.env["mail.activity"]
        fitting = closings.filtered(self._fits_company)
        # a rule for every team may well have a plan of one company
        for closing in closings - fitting if self.team_id else ():
            failures[closing].append(
                self.env._(
                    "The plan “%(plan)s” is for another company.",
                    plan=self.plan_id.name,
                )
            )
        for launcher, own in fitting.grouped(lambda it: it._get_launcher()).items():
            rule = self.with_user(launcher).sudo()
            activities += rule._launch_as(own, failures).with_env(self.env)
        by_closing = activities.grouped("post_sale_closing_id")
        for closing in closings:
            created = by_closing.get(closing, activities.browse())
            lines[closing] += self._get_lines(created, failures[closing])
        if activities:
            closings._attempt(lambda: self.plan_id._notify_launch(activities))

    def _fits_company(self, closing):
        """A plan of one company isn't meant for the deals of another."""
        companies = closing.lead_id.company_id | self.plan_id.company_id
        return len(companies) < 2

    def _launch_as(self, closings, failures):
        """Launch the plan for those closings of which the current user is the launcher.

        :param dict failures: to which is added why a step couldn't be created
        :return: the activities
        """
        created = self.env["mail.activity"]
        with_target = closings.filtered(self._get_target)
        for closing in closings - with_target:
            failures[closing].append(self.env._("The opportunity has no customer."))
        error = self._get_plan_error() if with_target else None
        if error:
            for closing in with_target:
                failures[closing].append(error)
            return created
        for step in self.plan_id.template_ids if with_target else ():
            plan = self.plan_id.with_context(plan_template_ids=step.ids)
            target = self._get_target(with_target[0])
            _none, error = closings._attempt(
                lambda plan=plan, target=target: plan._check_launchable(target)
            )
            if not error:
                created += self._launch_step(plan, with_target, failures)
            for closing in with_target if error else ():
                failures[closing].append(error)
        return created

    def _get_plan_error(self):
        """Say why the plan as a whole can't be launched any more, if so."""
        if not self.plan_id.active:
            return self.env._(
                "The plan “%(plan)s” is archived.", plan=self.plan_id.name
            )
        if not self.plan_id.template_ids:
            return self.env._(
                "The plan “%(plan)s” has no steps.", plan=self.plan_id.name
            )
        return None

    def _launch_step(self, plan, closings, failures):
        """Create one step, for all closings at once; halve them to find what fails.

        :param mail.activity.plan plan: with the one step in its context
        """
        result, error = closings._attempt(
            lambda: self._create_step(plan, closings), logs=len(closings) == 1
        )
        if not error:
            activities, refusals = result
            for closing in closings:
                if refusal := refusals.get(self._get_target(closing).id):
                    failures[closing].append(self._get_refusal(plan, refusal))
            return activities
        if len(closings) == 1:
            failures[closings].append(error)
            return self.env["mail.activity"]
        middle = len(closings) // 2
        return self._launch_step(plan, closings[:middle], failures) + self._launch_step(
            plan, closings[middle:], failures
        )

    def _get_refusal(self, plan, refusal):
        """Say why a step wasn't created; not who looks after a customer, nor where."""
        if self.target != CUSTOMER:
            return refusal
        return self.env._(
            "Nobody can be given “%(step)s” on the customer: who is responsible is "
            "missing, archived, of another company, or may not open it.",
            step=plan._get_launch_templates()._get_step_label(),
        )

    def _create_step(self, plan, closings):
        """Create one step: once for each closing, also where they share a customer.

        The creator is the system, and not who closed the deal: creators may change
        what they created, and find it, wherever it is.

        :return: the activities, and why records were left alone, by id
        """
        targets = {closing: self._get_target(closing).id for closing in closings}
        records = self._get_target(closings[0]).browse(dict.fromkeys(targets.values()))
        assigned, refusals = self._assign_step(plan, records)
        served = records.filtered(lambda record: record.id not in refusals)
        vals_list = plan._prepare_activity_values_list(
            served, closings[0].closed_at, assigned, self.event
        )
        by_record = {vals["res_id"]: vals for vals in vals_list}
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        activities = quiet.with_user(SUPERUSER_ID).create(
            [
                {
                    **by_record[target_id],
                    "post_sale_closing_id": closing.id,
                    "post_sale_rule_id": self.id,
                }
                for closing, target_id in targets.items()
                if target_id in by_record
            ]
        )
        return activities.with_env(self.env), refusals

    def _assign_step(self, plan, records):
        """Return who gets the step by record, and why records are left alone, by id.

        What nobody but the system could be given is left: no one would ever see it.
        """
        assigned, refusals = plan._assign_steps(records, self.env["res.users"])
        for (record, step), user in assigned.items():
            if error := step._get_absence_error(user):
                refusals.setdefault(record.id, error)
        return assigned, refusals

    def _get_target(self, closing):
        """Return on which record the activities of a closing are created."""
        lead = closing.lead_id
        return lead.partner_id if self.target == CUSTOMER else lead
