from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestMergeFields(OutcomeCommon):
    """Custom fields of users move, too, and so do their default values."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ring = cls._create_type("Flow ring", outcomes=cls.outcome_plain)
        cls.buzz = cls._create_type("Flow buzz", outcomes=cls.outcome_plain)
        cls.sources = cls.ring | cls.buzz
        cls._create_fields(
            {"name": "x_flow_type_id", "ttype": "many2one"},
            {"name": "x_flow_type_ids", "ttype": "many2many"},
            {
                "name": "x_flow_company_type_id",
                "ttype": "many2one",
                "company_dependent": True,
            },
        )
        cls.partner = cls.env["res.partner"].create({"name": "Flow partner"})

    @classmethod
    def _create_fields(cls, *vals_list):
        """Add fields to contacts, as an administrator does in the technical menu."""
        cls.env["ir.model.fields"].create(
            [
                {
                    "field_description": values["name"],
                    "model_id": cls.env["ir.model"]._get_id("res.partner"),
                    "relation": "mail.activity.type",
                    **values,
                }
                for values in vals_list
            ]
        )

    def test_many2one(self):
        """A custom many2one field moves."""
        self.partner.x_flow_type_id = self.ring
        self.sources.action_merge_into(self.call.id)
        self.assertEqual(self.partner.x_flow_type_id, self.call)

    def test_many2many(self):
        """A custom many2many field moves, without duplicates."""
        other = self.partner.copy()
        self.partner.x_flow_type_ids = self.sources | self.call | self.letter
        other.x_flow_type_ids = self.sources
        self.sources.action_merge_into(self.call.id)
        everything = (self.partner | other).with_context(active_test=False)
        self.assertEqual(everything[0].x_flow_type_ids, self.call | self.letter)
        self.assertEqual(everything[1].x_flow_type_ids, self.call)

    def test_company_dependent(self):
        """A company-dependent field moves for each company."""
        other = self.env["res.company"].create({"name": "Flow company"})
        elsewhere = self.partner.with_company(other)
        self.partner.x_flow_company_type_id = self.ring
        elsewhere.x_flow_company_type_id = self.letter
        untouched = self.partner.copy({"x_flow_company_type_id": self.letter.id})
        self.sources.action_merge_into(self.call.id)
        self.assertEqual(self.partner.x_flow_company_type_id, self.call)
        self.assertEqual(elsewhere.x_flow_company_type_id, self.letter)
        self.assertEqual(untouched.x_flow_company_type_id, self.letter)

    def test_default(self):
        """A merged type that was a default is replaced by the survivor."""
        self._switch_outcomes(on=False)  # its checks clear the caches as well
        Default = self.env["ir.default"]
        Default.set("mail.activity", "activity_type_id", self.ring.id)
        Default.set("mail.activity", "res_id", self.ring.id)
        Default._get_model_defaults("mail.activity")  # fills the cache
        self.sources.action_merge_into(self.call.id)
        values = Default._get_model_defaults("mail.activity")
        self.assertEqual(values["activity_type_id"], self.call.id)
        self.assertEqual(values["res_id"], self.ring.id)

    def test_unique(self):
        """A violated unique index is reported, and nothing is moved."""
        activity = self._create_activity(self.ring)
        self.partner.x_flow_type_id = self.ring
        self.partner.copy().x_flow_type_id = self.call
        self.env.flush_all()
        self.env.cr.execute(
            "CREATE UNIQUE INDEX flow_once ON res_partner (x_flow_type_id)"
        )
        with self.assertRefused("Contact", "flow_once"):
            self.sources.action_merge_into(self.call.id)
        self.env.invalidate_all()
        self.assertEqual(activity.activity_type_id, self.ring)
        self.assertEqual(self.partner.x_flow_type_id, self.ring)
        self.assertTrue(self.ring.active)
