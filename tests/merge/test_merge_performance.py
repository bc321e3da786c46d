from odoo import Command
from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestMergePerformance(OutcomeCommon):
    """A merge takes as many queries for ten activities as for a thousand."""

    def _prepare(self, count):
        """Return types used by this many activities, and by plan steps."""
        types = self.env["mail.activity.type"].create(
            [
                {
                    "name": f"Flow {count} {number}",
                    "outcome_ids": [Command.set(self.outcome_good.ids)],
                }
                for number in range(2)
            ]
        )
        source = types[0]
        activities = self._create_activity(source, count=count)
        activities[: count // 2].action_complete(self.outcome_good.id)
        self.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": source.id,
                            "next_activity_ids": [Command.set(types.ids)],
                        }
                    )
                ]
                * (count // 10),
            }
        )
        return types

    def _count_queries(self, act, *args, **kwargs):
        """Do so with empty caches of the registry, too."""
        self.env.flush_all()
        self.env.registry.clear_cache()
        return super()._count_queries(act, *args, **kwargs)

    def test_types(self):
        """Merging types and opening the dialog don't depend on how much moves."""
        counts = []
        for count in (10, 10, 1000):
            types = self._prepare(count).with_user(self.users["manager"])
            counts.append(
                (
                    self._count_queries(types.action_open_merge),
                    self._count_queries(types.action_merge_into, types[1].id),
                )
            )
        self.assertEqual(counts[1], counts[2])

    def test_outcomes(self):
        """The same applies to outcomes."""
        counts = []
        for count in (10, 10, 300):
            source, survivor = (
                self._create_outcome(f"Flow {count} {len(counts)} {name}")
                for name in ("from", "to")
            )
            activity_type = self._create_type(outcomes=source | survivor)
            activities = self._create_activity(activity_type, count=count)
            activities.action_complete(source.id)
            counts.append(self._count_queries(source.action_merge_into, survivor.id))
        self.assertEqual(counts[1], counts[2])
