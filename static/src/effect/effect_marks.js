import { onWillStart } from "@odoo/owl";

import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** The number of deals below which a figure is marked, as on the server. */
const MIN_DEALS = 10;

/** What each figure is based on: the measure with the number of deals. */
export const BASES = {
    deals: "deals",
    closed: "closed",
    won: "closed",
    lost: "closed",
    won_rate: "closed",
    won_rate_low: "closed",
    won_rate_high: "closed",
    won_rate_all: "closed",
    days_to_close: "closed",
    revenue: "won",
};

/** What the server answers salespeople about, as many at a time as it does. */
const DIMENSIONS = [
    "activity_type_id",
    "outcome_id",
    "sentiment",
    "attempt",
    "team_id",
    "next_type_id",
    "next_days",
];
const MAX_DIMENSIONS = 3;

/**
 * Mark a figure on few deals, and show none as none: Odoo shows it as 0%.
 *
 * @param {{ value: string }} formatted as Odoo shows it
 * @param {string} name of the measure
 * @param {Object} figures of the same deals, by measure
 */
export function markFigure(formatted, name, figures) {
    const value = figures[name];
    if (value === undefined || value === null || value === false) {
        return { value: "" };
    }
    const count = figures[BASES[name]];
    if (!count || count >= MIN_DEALS) {
        return formatted;
    }
    const help = _t("Fewer than ten deals");
    return { ...formatted, value: `${formatted.value} *`, help };
}

/**
 * Return whether figures are published for a question, so that salespeople read them.
 *
 * @param {Array} domain
 * @param {string[]} groupBy
 */
export function isAnswered(domain, groupBy) {
    const conditions = new Domain(domain).toList().filter(Array.isArray);
    const specs = [...conditions.map(([path]) => String(path)), ...groupBy];
    const names = new Set(specs.map((spec) => spec.split(/[.:]/)[0]));
    const asked = DIMENSIONS.filter((name) => names.has(name));
    const hasBoth = (...pair) => pair.every((name) => names.has(name));
    // an outcome has a sentiment, so these are one
    const count = asked.length - hasBoth("outcome_id", "sentiment");
    return count <= MAX_DIMENSIONS && !hasBoth("next_type_id", "next_days");
}

/**
 * Let the note above the figures say what the user can see.
 *
 * @param {Component} controller
 */
export function useEffectNote(controller) {
    onWillStart(async () => {
        controller.isManager = await user.hasGroup(
            "crm_activity_flow.group_activity_manager"
        );
    });
}
