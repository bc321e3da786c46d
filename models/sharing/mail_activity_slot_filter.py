from odoo import api, fields, models


class MailActivitySlotFilter(models.Model):
    """Whom a user looks at in the shared calendar, as ``calendar.filters`` of Odoo's.

    Users see and change their own rows.
    """

    _name = "mail.activity.slot.filter"
    _inherit = "mail.activity.own.mixin"
    _description = "Person in the Shared Calendar"

    user_id = fields.Many2one(
        "res.users",
        "Me",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    colleague_id = fields.Many2one(
        "res.users",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    colleague_name = fields.Char("Name", related="colleague_id.name")
    is_checked = fields.Boolean("Shown", default=True)

    _unique_colleague = models.UniqueIndex(
        "(user_id, colleague_id)", "This person is already in your calendar."
    )

    @api.constrains("colleague_id")
    def _check_colleague(self):
        """Refuse people whom the user can't see: a row would tell their names."""
        self.env["mail.activity"]._browse_busy_users(self.colleague_id.ids)
        self._check_colleagues(self.colleague_id)

    @api.model
    @api.readonly
    def get_people(self):
        """Return whom the user looks at, as Odoo's calendar reads it: rows with names.

        In one query; to read them takes one for the rows, the users and the contacts
        each.

        :return: dicts of ``id``, ``colleague_id`` (id and name) and ``is_checked``, in
            the order in which they were added
        :rtype: list[dict]
        """
        self.check_access("read")
        names = ("id", "colleague_id", "colleague_name", "is_checked")
        self.flush_model(["colleague_id", "is_checked"])
        query = self._search([("user_id", "=", self.env.uid)])
        columns = [self._field_to_sql(self._table, name, query) for name in names]
        return [
            {"id": id_, "colleague_id": (user_id, name), "is_checked": is_checked}
            for id_, user_id, name, is_checked in self.env.execute_query(
                query.select(*columns)
            )
        ]

    @api.model
    def add_team(self, team_id):
        """Show the members of a sales team in the user's calendar, with the others.

        :param int team_id: id of a team
        :raise ValidationError: there is no such team, or the user can't read it
        """
        team = self.env["crm.team"]._browse_named(team_id)
        self._show(team.member_ids)
        return True

    @api.model
    def _show(self, users):
        """Add users to those whom the current user looks at, and check them.

        The calendar always has the user's own line, and leaves out whom the user
        doesn't see: teams can have members in other companies.
        """
        users = users.filtered(self._is_known) - self.env.user
        known = self.search([("user_id", "=", self.env.uid)])
        shown = known.filtered(lambda each: each.colleague_id in users)
        shown.is_checked = True
        self.create([{"colleague_id": user.id} for user in users - shown.colleague_id])

    @api.model
    def _is_known(self, user):
        activities = self.env["mail.activity"]
        return not user.sudo().share and activities._shares_company(user)

    @api.model
    def _show_only(self, users):
        """Show these users, and uncheck all others."""
        self.search([("user_id", "=", self.env.uid)]).is_checked = False
        self._show(users)
