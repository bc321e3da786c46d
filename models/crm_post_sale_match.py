from collections import defaultdict, namedtuple

from odoo import api, models
from odoo.tools import SQL, ormcache

from .crm_post_sale_rule import LOST

Condition = namedtuple("Condition", "rule_id event team_id reason_ids tag_ids")


class CrmPostSaleRule(models.Model):
    """Which rules match, without a query: closing a deal mustn't cost more for it.

    A class of its own, because everything in here is read from a cache, which whatever
    changes the rules or the teams' choice clears.
    """

    _inherit = "crm.post.sale.rule"

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_conditions(self):
        """Return when each rule matches, in order, and which teams cancel what is open.

        Both in one query, so that the first closing after a change costs no more.

        :rtype: tuple[tuple[Condition, ...], frozenset[int]]
        """
        self.flush_model()
        self.env["crm.team"].flush_model(["post_sale_open_activities"])
        rows = self.env.execute_query(
            SQL(
                """
                (SELECT rule.id, rule.event, rule.team_id,
                        ARRAY(SELECT crm_lost_reason_id
                                FROM crm_lost_reason_crm_post_sale_rule_rel
                               WHERE crm_post_sale_rule_id = rule.id),
                        ARRAY(SELECT crm_tag_id
                                FROM crm_post_sale_rule_crm_tag_rel
                               WHERE crm_post_sale_rule_id = rule.id)
                   FROM crm_post_sale_rule rule
                  WHERE rule.active
                  ORDER BY rule.sequence, rule.id)
                UNION ALL
                SELECT NULL, NULL, team.id, '{}', '{}'
                  FROM crm_team team
                 WHERE team.post_sale_open_activities = 'cancel'
                """
            )
        )
        conditions = tuple(
            Condition(rule_id, event, team_id, frozenset(reasons), frozenset(tags))
            for rule_id, event, team_id, reasons, tags in rows
            if rule_id
        )
        cancelling = frozenset(row[2] for row in rows if not row[0])
        return conditions, cancelling

    @api.model
    def _get_matches(self, event, leads):
        """Return what is to be done for these opportunities, now that they are closed.

        :param str event: see ``EVENTS``
        :param crm.lead leads: those that have just become so, as the superuser
        :return: ids of the rules that match, in order, by the id of the opportunity;
            it is empty where only open activities are to be cancelled
        :rtype: dict[int, list[int]]
        """
        every, cancelling = self._get_conditions()
        conditions = [condition for condition in every if condition.event == event]
        matches = defaultdict(list)
        if not (conditions or cancelling):
            return matches
        for lead in leads:
            team_id = lead.team_id.id
            if team_id in cancelling:
                matches[lead.id] = []
            for condition in conditions:
                if self._matches(condition, lead, team_id):
                    matches[lead.id].append(condition.rule_id)
        return matches

    @api.model
    def _matches(self, condition, lead, team_id):
        if condition.team_id and condition.team_id != team_id:
            return False
        asks_why = condition.event == LOST and condition.reason_ids
        if asks_why and lead.lost_reason_id.id not in condition.reason_ids:
            return False
        return not condition.tag_ids or not condition.tag_ids.isdisjoint(
            lead.tag_ids._ids
        )
