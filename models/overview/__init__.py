"""What other apps of Odoo show of the overview: the figures of the digest mail.

Takes part in no step of activities. The overview itself is in ``report/``. Needs
*outcome*.
"""

from . import digest_digest
