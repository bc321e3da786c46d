from odoo import api, models
from odoo.exceptions import ValidationError


class MailActivityOwnMixin(models.AbstractModel):
    """Rows of one's own: their user decides on them, and they are about colleagues."""

    _name = "mail.activity.own.mixin"
    _description = "Rows of One's Own"

    def write(self, vals):
        """Refuse to give a row to someone else: it would decide for that person."""
        result = super().write(vals)
        if "user_id" in vals:
            self.check_access("write")
        return result

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
