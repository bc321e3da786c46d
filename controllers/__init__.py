from . import link_preview
from . import mail
from . import xmlrpc
