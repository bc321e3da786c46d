from odoo import models
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from .hidden_error import HiddenError


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        """Send no traceback with a missing record: it differs for a hidden one.

        Nor with an error that follows from one about access, or a missing record.
        """
        hides = isinstance(exception, MissingError | HiddenError)
        reason = exception
        while not hides and (reason := reason.__cause__ or reason.__context__):
            hides = isinstance(reason, AccessError | MissingError)
        if hides and request.env["mail.activity"]._has_sharing():
            exception.__cause__ = exception.__context__ = None
            exception = exception.with_traceback(None)
        return super()._handle_error(exception)
