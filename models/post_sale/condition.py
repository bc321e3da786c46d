"""When a rule matches a deal that was won or lost: plain, without Odoo."""

from typing import NamedTuple

WON = "won"
LOST = "lost"


class Condition(NamedTuple):
    """What a rule asks of a deal; empty values match every deal."""

    rule_id: int
    event: str
    team_id: int | None = None
    reason_ids: frozenset[int] = frozenset()
    tag_ids: frozenset[int] = frozenset()

    def matches(self, team_id, get_reason_id, get_tag_ids):
        """Return whether this matches a deal that the event has just happened to.

        Reason and tags can cost a query, so they are read only if the rest matches.

        :param int team_id: the deal's team, or False
        :param callable get_reason_id: returns the id of the lost reason, or False
        :param callable get_tag_ids: returns the ids of its tags
        """
        if self.team_id and self.team_id != team_id:
            return False
        asks_why = self.event == LOST and self.reason_ids
        if asks_why and get_reason_id() not in self.reason_ids:
            return False
        return not self.tag_ids or not self.tag_ids.isdisjoint(get_tag_ids())
