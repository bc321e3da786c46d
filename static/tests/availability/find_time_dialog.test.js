import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate, mockTimeZone } from "@odoo/hoot-mock";
import { FindTimeDialog } from "@crm_activity_flow/availability/find_time_dialog";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import {
    activityFlowModels,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");

const DIALOG = ".o_find_time_dialog";
const SLOT = `${DIALOG} .o_find_time_slot`;
const DURATION = `${DIALOG} .o_find_time_duration`;
const MORE = `${DIALOG} .o_find_time_more`;

class Schedule extends models.Model {
    _name = "schedule";
    activity_user_id = fields.Many2one({ relation: "res.users" });
    date_deadline = fields.Date();
    planned_start = fields.Datetime();
    planned_duration = fields.Float();
    meeting_user_ids = fields.Many2many({ relation: "res.users" });
    _records = [{ id: 1, activity_user_id: 7, date_deadline: "2026-11-25" }];
}

/** Half an hour each, from 9:00 UTC on, unless there are starts. */
function onFindTime(getStarts = () => ["2026-11-20 09:00:00"]) {
    mockDate("2026-11-20 08:00:00");
    onRpc("mail.activity", "find_time", async ({ args }) => {
        const [people, duration, start] = args;
        // the clock goes on: to the minute
        expect.step(`${people.join()} ${duration} ${start.slice(0, 16)}`);
        const starts = await getStarts(...args);
        return starts.map((start) => {
            const stop = luxon.DateTime.fromSQL(start).plus({ hours: duration });
            return { start, stop: stop.toFormat("yyyy-MM-dd HH:mm:ss") };
        });
    });
}

async function openDialog(props = {}) {
    await mountWithCleanup(WebClient);
    getService("dialog").add(FindTimeDialog, {
        people: [7],
        onPick: ({ start, duration, people }) =>
            expect.step(`picked ${people.join()} ${duration} ${start.toISO()}`),
        ...props,
    });
    await animationFrame();
}

test("shows the next times by day, and gives back what is picked", async () => {
    defineActivityFlowModels();
    mockTimeZone(+1);
    onFindTime(() => [
        "2026-11-20 09:00:00",
        "2026-11-20 22:30:00",
        "2026-11-20 23:00:00",
    ]);
    await openDialog();
    expect.verifySteps(["7 0.5 2026-11-20 08:00"]);
    expect(".modal-title").toHaveText("Find a Time");
    expect(queryAllTexts(`${DIALOG} h6`)).toEqual([
        "Friday, November 20",
        "Saturday, November 21",
    ]);
    expect(queryAllTexts(SLOT)).toEqual(["10:00–10:30", "23:30–00:00", "00:00–00:30"]);
    expect(MORE).toHaveCount(0);
    await contains(`${SLOT}:eq(1)`).click();
    expect.verifySteps(["picked 7 0.5 2026-11-20T23:30:00.000+01:00"]);
    expect(DIALOG).toHaveCount(0);
});

test("a duration is typed in hours and minutes; anything else is put back", async () => {
    defineActivityFlowModels();
    onFindTime();
    await openDialog({ duration: 1 });
    expect(DURATION).toHaveValue("01:00");
    await contains(DURATION).edit("1:30", { confirm: "blur" });
    expect(DURATION).toHaveValue("01:30");
    expect.verifySteps(["7 1 2026-11-20 08:00", "7 1.5 2026-11-20 08:00"]);
    for (const text of ["abc", "-1", "0", ""]) {
        await contains(DURATION).edit(text, { confirm: "blur" });
        expect(DURATION).toHaveValue("01:30");
    }
    expect.verifySteps([]);
});

test("a later day is searched from its beginning, a past one from now", async () => {
    defineActivityFlowModels();
    onFindTime();
    await openDialog({ start: luxon.DateTime.fromISO("2026-11-24") });
    await contains(`${DIALOG} .o_datetime_input`).edit("11/20/2026");
    expect.verifySteps(["7 0.5 2026-11-23 23:00", "7 0.5 2026-11-20 08:00"]);
});

test("more times follow on the last one", async () => {
    defineActivityFlowModels();
    onFindTime((people, duration, start, number) =>
        start.startsWith("2026-11-20 08:00")
            ? Array.from({ length: number }, (_each, index) => {
                  const hour = String(index).padStart(2, "0");
                  return `2026-11-21 ${hour}:00:00`;
              })
            : ["2026-11-24 09:00:00"]
    );
    await openDialog({ duration: 1 });
    expect(SLOT).toHaveCount(20);
    await contains(MORE).click();
    expect(SLOT).toHaveCount(21);
    expect(MORE).toHaveCount(0);
    expect.verifySteps(["7 1 2026-11-20 08:00", "7 1 2026-11-21 20:00"]);
});

test("without people, nothing is asked", async () => {
    defineActivityFlowModels();
    onFindTime();
    await openDialog({ people: [] });
    expect(`${DIALOG} [role=status]`).toHaveText(/Choose people/);
    expect(SLOT).toHaveCount(0);
    expect.verifySteps([]);
});

test("without times, it says what could help", async () => {
    defineActivityFlowModels();
    onFindTime(() => []);
    await openDialog();
    expect(`${DIALOG} [role=status]`).toHaveText(/No time within 30 days/);
    expect.verifySteps(["7 0.5 2026-11-20 08:00"]);
});

test("a refusal is shown in the dialog, until something changes", async () => {
    defineActivityFlowModels();
    onFindTime((_people, duration) => {
        if (duration < 1) {
            throw makeServerError({
                errorName: "odoo.exceptions.ValidationError",
                message: "You can't see when Ben is free.",
            });
        }
        return ["2026-11-20 09:00:00"];
    });
    await openDialog();
    expect(`${DIALOG} [role=alert]`).toHaveText("You can't see when Ben is free.");
    expect(`${DIALOG} [role=status]`).toHaveText("");
    await contains(DURATION).edit("1:00", { confirm: "blur" });
    expect(`${DIALOG} [role=alert]`).toHaveCount(0);
    expect(SLOT).toHaveCount(1);
    expect.verifySteps(["7 0.5 2026-11-20 08:00", "7 1 2026-11-20 08:00"]);
});

test("an answer that comes too late is dropped", async () => {
    defineActivityFlowModels();
    const first = new Deferred();
    onFindTime((_people, duration) => (duration < 1 ? first : ["2026-11-20 12:00:00"]));
    await openDialog();
    expect(`${DIALOG} [role=status]`).toHaveText(/Looking for times/);
    await contains(DURATION).edit("1:00", { confirm: "blur" });
    first.resolve(["2026-11-20 09:00:00"]);
    await animationFrame();
    expect(queryAllTexts(SLOT)).toEqual(["13:00–14:00"]);
    expect.verifySteps(["7 0.5 2026-11-20 08:00", "7 1 2026-11-20 08:00"]);
});

test("on the night of a clock change, equal hours can be told apart", async () => {
    defineActivityFlowModels();
    mockTimeZone("Europe/Brussels");
    onFindTime(() => ["2027-10-31 00:30:00", "2027-10-31 01:30:00"]);
    await openDialog();
    const [summer, winter] = queryAllTexts(SLOT);
    expect(summer).not.toBe(winter);
    expect(summer).toMatch(/^02:30–02:00 \(.+\)$/);
    expect.verifySteps(["7 0.5 2026-11-20 08:00"]);
});

test("in the form, it begins with the assignee and the due date", async () => {
    defineModels({ ...activityFlowModels, Schedule });
    onFindTime();
    await mountView({
        type: "form",
        resModel: "schedule",
        resId: 1,
        arch: `<form>
            <field name="planned_start"/>
            <field name="planned_duration" widget="float_time"/>
            <widget name="activity_find_time"/>
        </form>`,
    });
    await contains(".o_find_time").click();
    await contains(SLOT).click();
    expect.verifySteps(["7 0.5 2026-11-24 23:00"]);
    expect("[name=planned_start]").toHaveText("Nov 20, 10:00 AM");
    expect("[name=planned_duration] input").toHaveValue("00:30");
    expect(".o_find_time").toBeFocused();
});
