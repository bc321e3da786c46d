from odoo.tests import tagged

from .common import PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleLost(PostSaleCommon):
    """A lost deal is archived, but its assignee still sees the open activities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.assignee = cls.users["own_documents"]
        cls.deal = cls._create_deal(user_id=cls.assignee.id)
        cls.deal.with_user(cls.user).action_set_lost()
        cls.deal.invalidate_recordset()

    def setUp(self):
        super().setUp()
        self.activities = self._get_open()
        self.assertEqual(self.activities.user_id, self.assignee)
        self.assertFalse(self.deal.active)

    def test_menu(self):
        """The activity menu counts them, and its list finds the deal."""
        groups = self.assignee.with_user(self.assignee)._get_activity_groups()
        [group] = [group for group in groups if group["model"] == "crm.lead"]
        self.assertEqual(group["total_count"], 1)
        domain = [*group["domain"], ("activity_user_id", "=", self.assignee.id)]
        self.assertIn(self.deal, self._as(self.assignee).search(domain))

    def test_my_activities(self):
        """CRM's list of documents with the user's activities includes the deal."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_action_my_activities"
        )
        domain = [("activity_user_id", "=", self.assignee.id)]
        domain += [("active", "in", [True, False])]
        domain += [("activity_ids.active", "in", [True, False])]
        self.assertIn("active", action["domain"])
        self.assertIn(self.deal, self._as(self.assignee).search(domain))

    def test_list_and_calendar(self):
        """The lists and the calendar of activities show them."""
        own = self.Activity.with_user(self.assignee)
        domain = [("user_id", "=", self.assignee.id), ("res_model", "=", "crm.lead")]
        found = own.web_search_read(domain, {"res_name": {}, "date_deadline": {}})
        self.assertEqual(
            {record["id"] for record in found["records"]}, set(self.activities.ids)
        )
        self.assertEqual({rec["res_name"] for rec in found["records"]}, {"Flow deal 0"})

    def test_board(self):
        """The board shows them in the first column."""
        board = self.Activity.with_user(self.assignee).with_context(
            active_test=False, read_group_expand=True
        )
        groups = board.web_read_group(
            [("user_id", "=", self.assignee.id)], ["status_id"], ["__count"]
        )["groups"]
        self.assertEqual(groups[0]["__count"], len(self.activities))

    def test_overview(self):
        """The report includes them."""
        overview = self.env["mail.activity.overview"].with_user(self.assignee)
        [(count,)] = overview._read_group(
            [("user_id", "=", self.assignee.id), ("res_model", "=", "crm.lead")],
            [],
            ["__count"],
        )
        self.assertEqual(count, len(self.activities))

    def test_opens_the_deal(self):
        """An activity opens the archived deal, and is completed like any other."""
        activity = self.activities[0].with_user(self.assignee)
        action = activity.action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self.deal.id)
        )
        self.assertTrue(self._as(self.assignee).read(["name"]))
        activity.action_feedback("Flow")
        self.assertFalse(activity.active)
