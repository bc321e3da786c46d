/** What activities relate to, as conditions say it. Plain functions. */

import { isAbout, splitConditions, workOut } from "./conditions";

const VALUES = ["contact", "deal", "other", "none"];
/** The filters of the search view that stand for one value each, by their names. */
const FILTERS = { contacts: "contact", deals: "deal" };

export const RELATION_FILTERS = Object.keys(FILTERS);

/** Return the values that a comparison allows; none if that isn't known. */
function getValues([, operator, value]) {
    const given = [value].flat();
    switch (operator) {
        case "=":
        case "in":
            return VALUES.filter((each) => given.includes(each));
        case "!=":
        case "not in":
            return VALUES.filter((each) => !given.includes(each));
        default:
            return [];
    }
}

const ALGEBRA = {
    compare: getValues,
    and: (some, others) => some.filter((value) => others.includes(value)),
    or: (some, others) => [...new Set([...some, ...others])],
    not: (some) => VALUES.filter((value) => !some.includes(value)),
};

export function isRelation(condition) {
    return isAbout(condition, "relates_to");
}

/**
 * Return which choices say the same as a domain: "any", or filters, by their names.
 *
 * @param {Array} domain
 * @returns {string[]} empty if no choice does, such as for all that isn't a deal
 */
export function getChoices(domain) {
    const allowed = splitConditions(domain)
        .filter(isRelation)
        .map((condition) => workOut(condition, ALGEBRA))
        .reduce(ALGEBRA.and, VALUES);
    if (allowed.length === VALUES.length) {
        return ["any"];
    }
    const names = RELATION_FILTERS.filter((name) => allowed.includes(FILTERS[name]));
    return names.length === allowed.length ? names : [];
}
