from odoo import models
from odoo.exceptions import MissingError
from odoo.http import request

from .hidden_error import HiddenError


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Send no traceback with a missing record: it differs for a hidden one."""
        looks_missing = isinstance(exception, MissingError | HiddenError)
        if looks_missing and request.env["mail.activity"]._has_sharing():
            exception.__cause__ = exception.__context__ = None
            exception = exception.with_traceback(None)
        return super()._handle_error(exception)
