from odoo import http
from odoo.http import request

from odoo.addons.html_editor.controllers.main import HTML_Editor

from ..models.activity.source import OWN_CODE
from ..models.sharing.hidden_error import AS_MISSING


class LinkPreview(HTML_Editor):
    @http.route()
    def link_preview_metadata_internal(self, preview_url):
        """Answer for a hidden record as for a missing one: Odoo sends which error."""
        request.update_context(**{AS_MISSING: OWN_CODE})
        return super().link_preview_metadata_internal(preview_url)
