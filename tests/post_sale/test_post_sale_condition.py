from odoo.tests import BaseCase, tagged

from odoo.addons.crm_activity_flow.models.post_sale.condition import (
    LOST,
    WON,
    Condition,
)

TEAM, OTHER_TEAM = 1, 2
REASON, OTHER_REASON = 11, 12
TAG, OTHER_TAG = 21, 22
BOTH_REASONS = {"reason_ids": frozenset({REASON, OTHER_REASON})}
BOTH_TAGS = {"tag_ids": frozenset({TAG, OTHER_TAG})}
ALL = {
    "team_id": TEAM,
    "reason_ids": frozenset({REASON}),
    "tag_ids": frozenset({TAG}),
}


@tagged("post_install", "-at_install")
class TestPostSaleCondition(BaseCase):
    """Which deals match a rule."""

    def test_matches(self):
        """Rows: event, the rule's conditions, the deal, whether it matches."""
        rows = [
            (WON, {}, {}, True),
            (LOST, {}, {"reason_id": REASON, "tag_ids": [TAG]}, True),
            (WON, {"team_id": TEAM}, {"team_id": TEAM}, True),
            (WON, {"team_id": TEAM}, {"team_id": OTHER_TEAM}, False),
            (WON, {"team_id": TEAM}, {}, False),
            (WON, {}, {"team_id": TEAM}, True),
            (LOST, BOTH_REASONS, {"reason_id": OTHER_REASON}, True),
            (LOST, BOTH_REASONS, {"reason_id": 13}, False),
            (LOST, BOTH_REASONS, {}, False),
            (WON, BOTH_REASONS, {}, True),
            (WON, BOTH_REASONS, {"reason_id": 13}, True),
            (WON, BOTH_TAGS, {"tag_ids": [OTHER_TAG]}, True),
            (WON, BOTH_TAGS, {"tag_ids": [23, TAG]}, True),
            (WON, BOTH_TAGS, {"tag_ids": [23]}, False),
            (WON, BOTH_TAGS, {}, False),
            (LOST, ALL, {"team_id": TEAM, "reason_id": REASON, "tag_ids": [TAG]}, True),
            (LOST, ALL, {"team_id": TEAM, "reason_id": REASON}, False),
            (LOST, ALL, {"team_id": TEAM, "tag_ids": [TAG]}, False),
            (LOST, ALL, {"reason_id": REASON, "tag_ids": [TAG]}, False),
        ]
        for event, asked, deal, expected in rows:
            with self.subTest(event=event, asked=asked, deal=deal):
                condition = Condition(1, event, **asked)
                self.assertIs(self._matches(condition, **deal), expected)

    def _matches(self, condition, team_id=False, reason_id=False, tag_ids=()):
        return condition.matches(team_id, lambda: reason_id, lambda: tag_ids)

    def test_not_read(self):
        """Reason and tags are read only if nothing else decides."""
        everything = Condition(1, LOST, **ALL)
        self.assertFalse(everything.matches(OTHER_TEAM, self.fail, self.fail))
        self.assertFalse(everything.matches(TEAM, lambda: OTHER_REASON, self.fail))
        for condition in (Condition(1, LOST), Condition(1, WON, **BOTH_REASONS)):
            self.assertTrue(condition.matches(TEAM, self.fail, self.fail))
