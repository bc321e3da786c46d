"""XML-RPC answers for a hidden record as for a missing one.

It asks for the class of an error instead of its name, in two functions that belong to
no controller. No method of a model sees the error after that.
"""

from odoo.exceptions import MissingError

from odoo.addons.rpc.controllers import xmlrpc

from ..models.sharing.hidden_error import HiddenError


def _show_as_missing(make_fault):
    """Return Odoo's function that turns an error into a fault, for hidden ones, too."""

    def make(error):
        is_hidden = isinstance(error, HiddenError)
        return make_fault(MissingError(error.args[0]) if is_hidden else error)

    return make


for _name in ("xmlrpc_handle_exception_int", "xmlrpc_handle_exception_string"):
    setattr(xmlrpc, _name, _show_as_missing(getattr(xmlrpc, _name)))
