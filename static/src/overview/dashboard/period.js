import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    getStartOfLocalWeek,
    parseDateTime,
    serializeDate,
    today,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { QUARTERS } from "@web/search/utils/dates";

import {
    getComparisons,
    isAbout,
    joinConditions,
    splitConditions,
    workOut,
} from "../conditions";
import { ALWAYS, intersect, unite } from "../ranges";

const { DateTime } = luxon;

/**
 * Days in a row, the first and the last one included.
 *
 * @typedef {Object} Period
 * @property {"week"|"month"|"quarter"|"custom"} unit
 * @property {DateTime} first
 * @property {DateTime} last
 */

export const UNITS = ["week", "month", "quarter"];
export const CUSTOM = "custom";

/**
 * @param {string} unit
 * @param {DateTime} [day] in the period
 * @returns {Period}
 */
export function getPeriod(unit, day = today()) {
    const first = unit === "week" ? getStartOfLocalWeek(day) : day.startOf(unit);
    const last = first.plus({ [`${unit}s`]: 1 }).minus({ days: 1 });
    return { unit, first, last };
}

/** Return the period as many periods later, or earlier. */
export function shiftPeriod({ unit, first, last }, count) {
    if (unit !== CUSTOM) {
        return getPeriod(unit, first.plus({ [`${unit}s`]: count }));
    }
    const days = count * (Math.round(last.diff(first, "days").days) + 1);
    return { unit, first: first.plus({ days }), last: last.plus({ days }) };
}

/** Return whether a period is the one of today. */
export function isCurrent({ unit, first }) {
    return unit !== CUSTOM && getPeriod(unit).first.equals(first);
}

export function formatPeriod({ first, last }) {
    const days = [formatDate(first), formatDate(last)];
    return [...new Set(days)].join(" – ");
}

/** Return a period of its days alone: November is a month, however it was chosen. */
export function makePeriod(first, last) {
    const isSame = (unit) => {
        const period = getPeriod(unit, first);
        return +period.first === +first && +period.last === +last;
    };
    return { unit: UNITS.find(isSame) || CUSTOM, first, last };
}

// ---------------------------------------------------------------------------
// As a filter
// ---------------------------------------------------------------------------

const FIRST_OF_QUARTER =
    "context_today() + relativedelta(day=1, month=3 * ((context_today().month - 1) // 3) + 1)";
/** The first days of the current period and of the next one: favorites move along. */
const CURRENT = {
    week: [`"today =week_start"`, `"today =week_start +1w"`],
    month: [`"today =1d"`, `"today =1d +1m"`],
    quarter: [
        `(${FIRST_OF_QUARTER}).strftime("%Y-%m-%d")`,
        `(${FIRST_OF_QUARTER} + relativedelta(months=3)).strftime("%Y-%m-%d")`,
    ],
};

/** Return what a facet has room for, as Odoo names months and quarters. */
function getName(period) {
    const { first, unit } = period;
    const current = {
        week: _t("This week"),
        month: _t("This month"),
        quarter: _t("This quarter"),
    };
    if (isCurrent(period)) {
        return current[unit];
    }
    const names = {
        month: first.toFormat("MMMM yyyy"),
        quarter: `${QUARTERS[first.quarter].description} ${first.year}`,
    };
    return names[unit] || formatPeriod(period);
}

/**
 * Return the filter that stands for a period: its name, and its domain as text.
 *
 * Days without an hour begin at midnight for whoever uses the filter.
 */
export function getPeriodFilter(period) {
    const days = [period.first, period.last.plus({ days: 1 })];
    const [begin, end] = isCurrent(period)
        ? CURRENT[period.unit]
        : days.map((day) => `"${serializeDate(day)}"`);
    return {
        description: _t("Completed On: %s", getName(period)),
        domain: `[("done_at", ">=", ${begin}), ("done_at", "<", ${end})]`,
    };
}

// ---------------------------------------------------------------------------
// Out of filters
// ---------------------------------------------------------------------------

const DAY_ONLY = /^(\d{4}-\d\d-\d\d|today( .*)?)$/;
const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** @returns {DateTime|false} the moment that a condition on a time compares with */
function parseMoment(value) {
    if (typeof value !== "string") {
        return false;
    }
    if (MOMENT.test(value)) {
        return deserializeDateTime(value);
    }
    if (DAY_ONLY.test(value) && !value.startsWith("today")) {
        return deserializeDate(value);
    }
    try {
        return parseDateTime(value); // such as "today =week_start"
    } catch {
        return false;
    }
}

/** Return the ranges of a comparison, null if it has none. */
function getRanges([, operator, value]) {
    const moment = parseMoment(value);
    if (!moment?.isValid) {
        return null;
    }
    // "<=" and ">" are about the whole day, or the whole second
    const next = moment.plus(DAY_ONLY.test(value) ? { days: 1 } : { seconds: 1 });
    return {
        ">=": [[+moment, Infinity]],
        ">": [[+next, Infinity]],
        "<": [[-Infinity, +moment]],
        "<=": [[-Infinity, +next]],
    }[operator];
}

const ifKnown = (join) => (some, others) => some && others && join(some, others);
const ALGEBRA = {
    compare: getRanges,
    and: ifKnown(intersect),
    or: ifKnown(unite),
    not: () => null,
};

/** Return whether a condition is about when activities were completed, and no more. */
export function isAboutPeriod(condition) {
    return (
        isAbout(condition, "done_at") &&
        getComparisons(condition).every(([, operator]) => /^[<>]=?$/.test(operator))
    );
}

/** Return the day that begins then, null if none does. */
function getDay(milliseconds) {
    const moment = Number.isFinite(milliseconds) && DateTime.fromMillis(milliseconds);
    return moment && +moment === +moment.startOf("day") ? moment : null;
}

/** Return the period that a single range is, null if it isn't made of days. */
function toPeriod(ranges) {
    const [first, next] = (ranges[0] || []).map(getDay);
    if (ranges.length !== 1 || !first || !next) {
        return null;
    }
    return makePeriod(first, next.minus({ days: 1 }).startOf("day"));
}

/**
 * Take the period out of the filters, if they choose one by "Completed On".
 *
 * As a mere filter, it would leave out open activities, and the period before.
 *
 * @param {Array} domain
 * @returns {{ domain: Array, period: Period|null, isOnlyFilter: boolean }}
 *  isOnlyFilter: whether days are chosen that are no period, such as two months
 *  with a gap
 */
export function splitPeriod(domain) {
    const conditions = splitConditions(domain);
    const bounds = conditions.filter(isAboutPeriod);
    const ranges = bounds.map((condition) => workOut(condition, ALGEBRA));
    const period = ranges.every(Boolean)
        ? toPeriod(ranges.reduce(intersect, ALWAYS))
        : null;
    if (!period) {
        return { domain, period, isOnlyFilter: bounds.length > 0 };
    }
    const others = conditions.filter((condition) => !bounds.includes(condition));
    return { domain: joinConditions(others), period, isOnlyFilter: false };
}
