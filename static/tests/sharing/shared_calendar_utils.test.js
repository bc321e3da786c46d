import { describe, expect, test } from "@odoo/hoot";

import {
    cutDays,
    getFreeDays,
    getGaps,
    getHours,
    getKeyMove,
} from "@crm_activity_flow/sharing/shared_calendar_utils";

const { DateTime, Interval } = luxon;

describe.current.tags("headless");

const berlin = (text) => DateTime.fromISO(text, { zone: "Europe/Berlin" });
const hours = (day, from, to) =>
    Interval.fromDateTimes(berlin(`${day}T${from}`), berlin(`${day}T${to}`));

test("the hours off are what the working hours leave", () => {
    const work = [hours("2026-03-10", "08:00", "12:00")];
    const gaps = getGaps(berlin("2026-03-10"), berlin("2026-03-11"), work);
    expect(gaps.map((gap) => gap.toFormat("HH:mm"))).toEqual([
        "00:00 – 08:00",
        "12:00 – 00:00",
    ]);
});

test("days off are days of the viewer, also when the clocks change", () => {
    // on the 29th, the clocks in Berlin go forward; work until midnight isn't the 30th
    const start = berlin("2026-03-28");
    const end = berlin("2026-03-30").endOf("day");
    const work = [
        hours("2026-03-28", "22:00", "23:59"),
        Interval.after(berlin("2026-03-29T23:00"), { hours: 1 }),
    ];
    expect(getFreeDays(start, end, work)).toEqual(["2026-03-30"]);
    // one hour later, in New York it is the day before
    const there = (moment) => moment.setZone("America/New_York");
    const early = [Interval.after(berlin("2026-03-30T02:00"), { hours: 1 })];
    const days = getFreeDays(there(start).startOf("day"), there(end), early);
    expect(days).not.toInclude("2026-03-29");
    expect(days).toInclude("2026-03-30");
});

test("where there are too many entries, each day has some of its own", () => {
    const getEntries = (day, count, values = { isAllDay: true }) =>
        Array.from({ length: count }, () => ({ start: berlin(day), ...values }));
    const getDrawn = (...entries) => {
        const records = entries.flat();
        const drawn = Object.keys(cutDays({ ...records })).length;
        return [drawn < records.length, drawn];
    };
    // many on one day, which is all that there is
    expect(getDrawn(getEntries("2026-03-10", 600))).toEqual([false, 600]);
    const days = ["2026-03-10", "2026-03-11"].map((day) => getEntries(day, 400));
    expect(getDrawn(...days, getEntries("2026-03-12", 3))).toEqual([true, 33]);
    // in hours, entries are beside one another; in a month, they aren't
    const hours = getEntries("2026-03-10", 700, { isAllDay: false });
    expect(getDrawn(hours)).toEqual([false, 700]);
    const month = getEntries("2026-03-10", 700, { isMonth: true });
    expect(getDrawn(month)).toEqual([true, 15]);
});

test("the hours on paper are those of a working day, and of all timed entries", () => {
    const entry = (start, end, isAllDay = false) => ({
        start: berlin(start),
        end: berlin(end),
        isAllDay,
    });
    const cases = [
        [[], [8, 18]],
        [[entry("2026-03-10", "2026-03-10", true)], [8, 18]],
        [[entry("2026-03-10T06:30", "2026-03-10T07:00")], [6, 18]],
        [[entry("2026-03-10T19:00", "2026-03-10T20:00")], [8, 20]],
        [[entry("2026-03-10T19:00", "2026-03-10T20:15")], [8, 21]],
        [[entry("2026-03-10T20:00", "2026-03-10T20:00")], [8, 21]],
        [[entry("2026-03-10T22:00", "2026-03-11T00:00")], [8, 24]],
        [[entry("2026-03-10T22:00", "2026-03-11T01:00")], [0, 24]],
    ];
    for (const [records, expected] of cases) {
        expect(getHours(records)).toEqual(expected);
    }
});

test("Shift and arrows move, with Alt they change the length", () => {
    const timed = { isAllDay: false, isMonth: false };
    const move = (key, record, altKey = false) =>
        getKeyMove({ key, altKey, shiftKey: true }, record);
    expect(move("ArrowDown", timed)).toEqual({
        start: { minutes: 15 },
        end: { minutes: 15 },
    });
    expect(move("ArrowLeft", timed)).toEqual({
        start: { days: -1 },
        end: { days: -1 },
    });
    expect(move("ArrowUp", timed, true)).toEqual({ start: {}, end: { minutes: -15 } });
    expect(move("ArrowDown", { isMonth: true })).toEqual({
        start: { weeks: 1 },
        end: { weeks: 1 },
    });
    expect(move("ArrowDown", { isAllDay: true })).toBe(undefined);
    expect(move("ArrowDown", { isAllDay: true }, true)).toBe(undefined);
    expect(move("Enter", timed)).toBe(undefined);
    expect(getKeyMove({ key: "ArrowDown" }, timed)).toBe(undefined);
});
