import {
    deserializeDateTime,
    formatDate,
    getStartOfLocalWeek,
    parseDateTime,
    serializeDate,
    today,
} from "@web/core/l10n/dates";

import { isAbout, splitConditions } from "../conditions";

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

/** Return what a favorite keeps of a period: "week", or "2026-11-01/2026-11-30". */
export function toText(period) {
    if (isCurrent(period)) {
        return period.unit;
    }
    return [period.first, period.last].map(serializeDate).join("/");
}

/** @returns {Period|null} null if the text is no period */
export function parsePeriod(text) {
    if (UNITS.includes(text)) {
        return getPeriod(text);
    }
    const [first, last] = `${text}`.split("/").map((day) => DateTime.fromISO(day));
    return first.isValid && last?.isValid && first <= last
        ? { unit: CUSTOM, first, last }
        : null;
}

/** @returns {DateTime|false} the moment that a condition on a time compares with */
function parseMoment(value) {
    if (typeof value !== "string") {
        return false;
    }
    if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) {
        return deserializeDateTime(value);
    }
    try {
        return parseDateTime(value); // such as "=week_start"
    } catch {
        return false;
    }
}

/** Return the day that begins at a moment. */
function getDay(moment) {
    return moment && moment.equals(moment.startOf("day")) ? moment : null;
}

function getFirst([[, operator, value]]) {
    return operator === ">=" ? getDay(parseMoment(value)) : null;
}

function getLast([[, operator, value]]) {
    const moment = parseMoment(value);
    if (!moment || !["<", "<="].includes(operator)) {
        return null;
    }
    // until the last second of a day, or before the next one
    const next = operator === "<=" ? moment.plus({ seconds: 1 }) : moment;
    return getDay(next)?.minus({ days: 1 });
}

/**
 * Take the period out of the filters, if they choose one by "Completed On".
 *
 * As a mere filter, it would leave out what is open, and the period before.
 *
 * @param {Array} domain
 * @returns {{ domain: Array, period: Period|null }}
 */
export function splitPeriod(domain) {
    const conditions = splitConditions(domain);
    const bounds = conditions.filter((condition) => isAbout(condition, "done_at"));
    const first = bounds.map(getFirst).find(Boolean);
    const last = bounds.map(getLast).find(Boolean);
    if (bounds.length !== 2 || !first || !last || first > last) {
        return { domain, period: null };
    }
    const others = conditions.filter((condition) => !bounds.includes(condition));
    return {
        domain: [...Array(Math.max(others.length - 1, 0)).fill("&"), ...others.flat()],
        period: { unit: CUSTOM, first, last },
    };
}
