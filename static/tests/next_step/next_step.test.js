import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { mockDate, mockTimeZone } from "@odoo/hoot-mock";
import { groupSuggestions, NextStep } from "@crm_activity_flow/next_step/next_step";
import { makeMockEnv } from "@web/../tests/web_test_helpers";

import { suggest, suggestCall } from "./next_step_test_helpers";

describe.current.tags("headless");
beforeEach(async () => {
    mockDate("2026-11-20 08:00:00");
    await makeMockEnv(); // formats and translations
});

const { DateTime } = luxon;

test("what follows many activities in the same way is one line", () => {
    const steps = groupSuggestions([
        suggest({ previous_activity_id: 1 }),
        suggestCall({ previous_activity_id: 1 }),
        suggest({ previous_activity_id: 2 }),
        suggest({ previous_activity_id: 3, next_step_id: 8 }),
    ]);
    expect(steps.map(({ name, details }) => `${name} ${details}`)).toEqual([
        "Email 2 records",
        "Call ",
        "Email ",
    ]);
});

test("a plan is called by its name and says how long it is", () => {
    const plan = { plan_id: 4, plan_name: "Onboarding", plan_steps: 3 };
    const step = new NextStep([suggest(plan), suggest(plan)]);
    expect(step.name).toBe("Onboarding");
    expect(step.details).toBe("3 steps · 2 records");
    expect(step.busyRequest).toBe(undefined);
});

test("what is edited in a group is so for all of it", () => {
    const step = new NextStep([suggest(), suggest({ user_id: 9, user_name: "Ben" })]);
    expect(step.getShared("user_id")).toBe(undefined);
    expect(step.busyRequest).toBe(undefined);
    step.set({ user_id: 9, user_name: "Ben" });
    expect(step.getShared("user_id")).toBe(9);
    expect(step.busyRequest).toEqual({
        user_id: 9,
        date_deadline: "2026-11-23",
        planned_start: false,
        planned_duration: 0,
    });
});

test("different dates are a period, until one is set", () => {
    const step = new NextStep([
        suggest({ date_deadline: "2026-12-01" }),
        suggest({ date_deadline: "2026-11-23" }),
    ]);
    expect(step.moment).toBe(false);
    expect(step.weekday).toBe("");
    expect(step.period).toBe("11/23/2026 – 12/01/2026");
    step.setMoment(DateTime.fromISO("2026-11-25"));
    expect(step.weekday).toBe("Wednesday");
    expect(step.getShared("date_deadline")).toBe("2026-11-25");
    expect(step.getShared("planned_start")).toBe(false);
});

test("a time is the user's, and goes back as UTC", () => {
    mockTimeZone(+2);
    const step = new NextStep([suggest({ planned_start: "2026-11-23 22:30:00" })]);
    expect(step.moment.toFormat("dd HH:mm")).toBe("24 00:30");
    expect(step.weekday).toBe("Tuesday");
    step.setMoment(DateTime.fromISO("2026-11-26T01:00"));
    expect(step.getShared("planned_start")).toBe("2026-11-25 23:00:00");
    expect(step.getShared("date_deadline")).toBe("2026-11-26");
});

test("a new day leaves each its hour where only some have one", () => {
    const step = new NextStep([
        suggest(),
        suggest({ planned_start: "2026-11-23 09:30:00" }),
    ]);
    step.setMoment(DateTime.fromISO("2026-11-25"));
    expect(step.suggestions.map(({ planned_start }) => planned_start)).toEqual([
        false,
        "2026-11-25 09:30:00",
    ]);
    expect(step.getShared("date_deadline")).toBe("2026-11-25");
});

test("the suggestions of the caller stay as they are", () => {
    const suggestion = suggest();
    new NextStep([suggestion]).set({ summary: "Another" });
    expect(suggestion.summary).toBe("Send the offer");
});
