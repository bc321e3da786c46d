const { DateTime, Interval } = luxon;

/**
 * Return what intervals leave of a period.
 *
 * @param {DateTime} start
 * @param {DateTime} end
 * @param {Interval[]} intervals
 * @returns {Interval[]}
 */
export function getGaps(start, end, intervals) {
    return Interval.fromDateTimes(start, end).difference(...intervals);
}

/**
 * Return the days between two moments on which there is nothing of some intervals, as
 * ISO dates, in the time zone of the moments.
 *
 * @param {DateTime} start
 * @param {DateTime} end
 * @param {Interval[]} intervals
 * @returns {string[]}
 */
export function getFreeDays(start, end, intervals) {
    const days = [];
    for (let day = start.startOf("day"); day < end; day = day.plus({ days: 1 })) {
        const whole = Interval.fromDateTimes(day, day.plus({ days: 1 }));
        if (!intervals.some((interval) => interval.overlaps(whole))) {
            days.push(day.toISODate());
        }
    }
    return days;
}

/**
 * Return the hours of a day, at least 8 to 18, between which all timed entries are.
 *
 * @param {Object<number, Object>} records of the calendar
 * @returns {[number, number]} whole hours; 24 is midnight
 */
export function getHours(records) {
    let [first, last] = [8, 18];
    for (const { end, isAllDay, start } of Object.values(records)) {
        if (isAllDay) {
            continue;
        }
        // what ends at midnight isn't on the next day
        const stop = end.minus({ milliseconds: 1 });
        const isOneDay = stop <= start || start.hasSame(stop, "day");
        first = Math.min(first, isOneDay ? start.hour : 0);
        last = Math.max(last, isOneDay ? DateTime.max(start, stop).hour + 1 : 24);
    }
    return [first, last];
}

/** As many entries as are drawn in a second or two where they are one below the other. */
const ENTRIES_MAX = 600;
/** If there are more, as many a day; what is beyond is behind a link. */
const DAY_MAX = 15;

/**
 * Leave out entries of days, or of a month, if there are too many to draw all of them.
 *
 * Those beside one another in the hours of a day don't matter: what has no room there
 * isn't drawn anyway.
 *
 * @param {Object<number, Object>} records of the calendar
 * @returns {Object<number, Object>} those to draw
 */
export function cutDays(records) {
    const isEntry = ({ isAllDay, isMonth }) => isAllDay || isMonth;
    if (Object.values(records).filter(isEntry).length <= ENTRIES_MAX) {
        return records;
    }
    const counts = {};
    const isDrawn = (record) => {
        const day = record.start.toISODate();
        counts[day] = (counts[day] || 0) + 1;
        return counts[day] <= DAY_MAX;
    };
    return Object.fromEntries(
        Object.entries(records).filter(
            ([, record]) => !isEntry(record) || isDrawn(record)
        )
    );
}

/**
 * Return how a key moves or resizes an entry, or nothing.
 *
 * Shift and an arrow move it by a quarter of an hour or a day; with Alt, up and down
 * change its length.
 *
 * @param {KeyboardEvent} event
 * @param {Object} record of the calendar
 * @returns {{start: Object, end: Object}|undefined} durations to add
 */
export function getKeyMove({ altKey, key, shiftKey }, record) {
    if (!shiftKey) {
        return;
    }
    const sign = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[key];
    if (!sign) {
        return;
    }
    const isAcross = ["ArrowLeft", "ArrowRight"].includes(key);
    const isDays = record.isAllDay || record.isMonth;
    if (altKey) {
        return isAcross || isDays
            ? undefined
            : { start: {}, end: { minutes: 15 * sign } };
    }
    if (isAcross) {
        return { start: { days: sign }, end: { days: sign } };
    }
    if (record.isMonth) {
        return { start: { weeks: sign }, end: { weeks: sign } };
    }
    if (!isDays) {
        return { start: { minutes: 15 * sign }, end: { minutes: 15 * sign } };
    }
}
