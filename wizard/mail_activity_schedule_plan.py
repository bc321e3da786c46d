from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..models.plan.mail_activity_plan import RECORDS_MAX

TEXTS_SHOWN = 5


class MailActivitySchedule(models.TransientModel):
    """What Odoo's dialog says of a plan: which there are, what is in the way."""

    _inherit = "mail.activity.schedule"
    _batch_size = RECORDS_MAX

    def _get_applied_on_records(self):
        """A record that is named twice is one; a model that isn't there has none."""
        if self.res_model and self.res_model not in self.env:
            raise ValidationError(
                self.env._(
                    "There are no records of the kind “%(model)s”. Choose others.",
                    model=self.res_model,
                )
            )
        records = super()._get_applied_on_records()
        return records.union() if records else records

    def _get_plan_available_base_domain(self):
        """Offer the plans for further kinds of records, and for each company."""
        domain = super()._get_plan_available_base_domain()
        companies = self._get_record_companies() | self.company_id
        further = (
            (
                Domain("model_ids.model", "=", self.res_model)
                | Domain("res_model", "=", self.res_model)
            )
            & Domain("company_id", "in", [False, *companies.ids])
            & Domain("template_ids", "!=", False)
        )
        return domain | further

    def _get_record_companies(self):
        records = self._get_applied_on_records()
        if not records or "company_id" not in records._fields:
            return self.env["res.company"]
        return records.exists()._filtered_access("read").sudo().company_id

    @api.depends("res_ids")
    def _compute_plan_available_ids(self):
        return super()._compute_plan_available_ids()

    @api.depends_context("plan_mode")
    def _compute_plan_id(self):
        """Choose the plan that is used most, if any is, where Odoo chooses one."""
        result = super()._compute_plan_id()
        for scheduler in self.filtered("plan_id"):
            plans = scheduler.plan_available_ids._origin.sorted("id")
            usage = plans._get_usage(scheduler.res_model)
            scheduler.plan_id = max(plans, key=lambda plan: usage.get(plan.id, 0))
        return result

    @api.depends("plan_preview")
    def _compute_error(self):
        """Tell of plans in our way: records of two companies are no obstacle."""
        planned = self.filtered("plan_id")
        for scheduler in planned:
            errors = scheduler._get_plan_errors()
            warnings = [] if errors else scheduler._get_plan_warnings()
            scheduler.has_error = bool(errors)
            scheduler.error = bool(errors) and scheduler._format_texts(
                self.env._("This plan can't be launched:"), errors
            )
            scheduler.has_warning = bool(warnings)
            scheduler.warning = bool(warnings) and scheduler._format_texts(
                self.env._("Good to know before you launch this plan:"), warnings
            )
        return super(MailActivitySchedule, self - planned)._compute_error()

    def _get_plan_errors(self):
        error = self.plan_preview["error"]
        if error:
            return [error]
        return self._check_plan_templates_error(self._get_applied_on_records())

    def _get_plan_warnings(self):
        return self._check_plan_templates_warning(self._get_applied_on_records())

    def _format_texts(self, header, texts):
        items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
        return Markup("%s<ul>%s</ul>") % (header, items)

    def _shorten(self, texts, limit=TEXTS_SHOWN):
        """Return the first of many reasons of one kind, and how many there are more."""
        shown = list(dict.fromkeys(texts))
        if len(shown) > limit:
            more = self.env._("and %(count)s more.", count=len(shown) - limit)
            shown = [*shown[:limit], more]
        return shown

    def _check_plan_templates_error(self, applied_on):
        """Records that can't be served don't hold up the others."""
        refusals = self.plan_preview["refusals"]
        if len(refusals) < len(applied_on):
            return []
        single = applied_on.exists() if len(applied_on) == 1 else applied_on.browse()
        errors = list(super()._check_plan_templates_error(single))
        return self._shorten(errors or refusals.values())

    def _check_plan_templates_warning(self, applied_on):
        refusals = self.plan_preview["refusals"]
        served = applied_on.filtered(lambda record: str(record.id) not in refusals)
        warnings = list(super()._check_plan_templates_warning(served))
        running = self.plan_id._get_running_warning(applied_on)
        return [
            *([running] if running else []),
            *self._shorten(refusals.values()),
            *self._shorten(warnings),
        ]
