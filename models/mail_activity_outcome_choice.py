from odoo import api, models

from odoo.addons.mail.tools.discuss import Store


class MailActivity(models.Model):
    """What the web client asks before it completes.

    A class of its own, apart from the rule in ``mail_activity_outcome_rule.py``:
    nothing in here decides whether an activity may be completed.
    """

    _inherit = "mail.activity"

    @api.readonly
    def get_outcome_choices(self):
        """Return what to ask before these activities are completed.

        Activities that share the same choices are one group, so that a selection of
        many is one question wherever possible.

        :return: ``groups``, each with ``activity_ids`` (list of int), ``label`` (str),
            ``required`` (bool), ``choices`` (list, see
            :meth:`mail.activity.outcome._get_choice`; the user's last choice first) and
            ``preselected_id`` (int or False); and ``refused``, the activities left
            alone, each with ``id``, ``name`` (str or False) and ``reason`` (str)
        :rtype: dict[str, list[dict]]
        """
        self._check_ids()
        refused = self._get_refused_reasons()
        completable = self.browse(id_ for id_ in self.ids if id_ not in refused)
        groups = completable.grouped(
            lambda activity: (activity._get_outcomes(), activity._requires_outcome())
        )
        choices = completable.activity_type_id._get_outcome_choices()
        return {
            "groups": [
                activities._prepare_choice_group(required, choices)
                for (_outcomes, required), activities in groups.items()
            ],
            "refused": list(refused.values()),
        }

    def _prepare_choice_group(self, required, choices):
        """Return one question, see :meth:`get_outcome_choices`."""
        types = self.activity_type_id
        options = choices[types[0]] if types else []
        return {
            "activity_ids": self.ids,
            "label": ", ".join(types.mapped("name")),
            "required": required,
            "choices": options,
            "preselected_id": len(options) == 1 and required and options[0]["id"],
        }

    def _get_refused_reasons(self):
        """Return why activities can't be completed by this user, by id.

        The name of an activity that the user may not read is False.
        """
        existing = self.exists()
        readable = existing._filtered_access("read")
        writable = readable._filtered_access("write")
        reasons = {
            id_: self.env._("it was deleted, or you may not see it")
            for id_ in self.ids
            if id_ not in set(readable.ids)
        }
        for activity in readable - writable:
            reasons[activity.id] = self.env._("you may not change it")
        for activity in writable.filtered(lambda activity: not activity.active):
            reasons[activity.id] = (
                self.env._("it is cancelled")
                if activity.cancelled_at
                else self.env._("it is done already")
            )
        names = {activity.id: activity.display_name for activity in readable}
        return {
            id_: {"id": id_, "name": names.get(id_, False), "reason": reason}
            for id_, reason in reasons.items()
        }

    def action_open_complete(self):
        """Complete these activities, after the questions that are needed.

        :return: the dialog that asks, or, when there is nothing to ask, the client
            action that tells what was completed
        :rtype: dict, an action
        """
        wizard = self.env["mail.activity.complete"]._create_for(self)
        if wizard._has_questions():
            return wizard._get_action()
        return wizard.action_apply()

    def _get_completed_action(self, next_action=False, suggestions=()):
        """Return the client action that tells what was completed and offers *Undo*.

        :param dict next_action: what to open afterwards
        :param list[dict] suggestions: what may follow, see :meth:`_get_suggestions`
        """
        if len(self) == 1:
            message = self.env._("“%(activity)s” is done.", activity=self.display_name)
        else:
            message = self.env._("Activities done: %(count)s", count=len(self))
        return {
            "type": "ir.actions.client",
            "tag": "crm_activity_flow.completed",
            "params": {
                "activity_ids": self.ids,
                "message": message,
                "next": next_action,
                "suggestions": list(suggestions),
            },
        }

    def _flow_store_fields(self):
        """Let the web client show how done activities ended."""
        store_fields = super()._flow_store_fields()
        if self._has_outcomes():
            store_fields += [
                Store.Attr("outcome_name", lambda activity: activity.outcome_id.name),
                "outcome_sentiment",
            ]
        return store_fields
