from unittest.mock import patch

from odoo import api
from odoo.tests import no_retry, tagged

from odoo.addons.base.models.ir_module import IrModuleModuleDependency
from odoo.addons.web.tests.test_js import HOOTCommon, unit_test_error_checker


@tagged("post_install", "-at_install")
class TestHoot(HOOTCommon):
    """Unit tests of the web client."""

    def _run_suite(self, suite):
        # a suite that does not exist would run all of Odoo's tests
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000"
            f"&id={self._generate_hash(suite)}",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )

    @no_retry
    def test_own(self):
        """This addon's own unit tests."""
        self._run_suite("@crm_activity_flow")

    @no_retry
    def test_odoo_activity(self):
        """Odoo's activity tests pass with our patches, while Outcomes is off.

        For an addon's tests, Odoo only loads the code that the addon depends on: here,
        mail is made to depend on this addon.
        """
        all_dependencies = IrModuleModuleDependency.all_dependencies

        @api.model
        def with_ours(model, module_names):
            dependencies = all_dependencies(model, module_names)
            dependencies.setdefault("mail", []).append("crm_activity_flow")
            return {**dependencies, "crm_activity_flow": []}

        with patch.object(IrModuleModuleDependency, "all_dependencies", with_ours):
            self._run_suite("@mail/activity")
