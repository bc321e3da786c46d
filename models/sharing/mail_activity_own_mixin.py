from odoo import api, models
from odoo.exceptions import ValidationError


class MailActivityOwnMixin(models.AbstractModel):
    """Rows of one's own: their user decides on them, and they are about colleagues."""

    _name = "mail.activity.own.mixin"
    _description = "Rows of One's Own"

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse rows of someone else at once: later errors say which there are."""
        if not self.env.su:
            default = self.default_get(["user_id"])
            for vals in vals_list:
                self._check_owner({**default, **vals})
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to give a row to someone else: it would decide for that person."""
        self._check_owner(vals)
        return super().write(vals)

    @api.model
    def _check_owner(self, vals):
        """Check that values don't name another owner.

        :raise AccessError: they do
        """
        owner = vals.get("user_id", self.env.uid)
        if not self.env.su and owner != self.env.uid:
            self.browse().check_access("write")
            raise self.env["ir.rule"]._make_access_error("write", self.browse())

    @api.model
    def _check_colleagues(self, users):
        """Refuse people who don't work in Odoo: customers, and users of the portal.

        :param res.users users: whom rows name, or none
        :raise ValidationError: one of them isn't an internal user
        """
        for user in users.sudo():
            if user.share:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” isn't an internal user. Choose someone who works "
                        "with you in Odoo.",
                        name=user.name,
                    )
                )
