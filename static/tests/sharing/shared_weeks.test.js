import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockDate, mockTimeZone } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Viewer extends models.Model {
    _name = "viewer";
    name = fields.Char();
    _records = [
        { id: 7, name: "Anna" },
        { id: 8, name: "Ben" },
    ];
}

class Preferences extends models.Model {
    _name = "preferences";
    share_preview_user_id = fields.Many2one({ relation: "viewer" });
    _records = [{ id: 1 }];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Preferences, Viewer });

const WEEKS = ".o_shared_weeks";
const MEETING = {
    start: "2026-11-20 20:30:00",
    stop: "2026-11-20 21:30:00",
    allday: false,
    name: "Demo",
    icon: "fa-users",
    record: "Azure Interior",
    is_busy: false,
};
const BUSY = {
    ...MEETING,
    start: "2026-11-19 09:00:00",
    stop: "2026-11-21 10:00:00",
    name: "Busy",
    icon: false,
    record: false,
    is_busy: true,
};
const TRIP = {
    ...MEETING,
    start: "2026-11-23 08:00:00",
    stop: "2026-11-25 18:00:00",
    allday: true,
    name: "Fair",
    record: false,
};
const DAY = {
    ...MEETING,
    start: "2026-11-21 08:00:00",
    stop: "2026-11-21 18:00:00",
    allday: true,
    name: "Offer",
    record: false,
};

async function openPreferences(answer) {
    mockDate("2026-11-20 08:00:00");
    mockTimeZone(+1);
    onRpc("res.users", "get_shared_weeks", ({ args: [viewerId] }) => {
        expect.step(`weeks as ${viewerId}`);
        return answer(viewerId);
    });
    await mountView({
        type: "form",
        resModel: "preferences",
        resId: 1,
        arch: `<form>
            <field name="share_preview_user_id"/>
            <widget name="activity_shared_weeks"/>
        </form>`,
    });
}

async function choose(name) {
    await contains("[name=share_preview_user_id] input").click();
    await contains(`.o-autocomplete--dropdown-item:contains(${name})`).click();
    await animationFrame(); // the answer
    await animationFrame();
}

test("shows what the chosen person sees, by day", async () => {
    await openPreferences(() => [BUSY, DAY, MEETING, TRIP]);
    expect(WEEKS).toHaveCount(0);
    expect.verifySteps([]);
    await choose("Anna");
    expect.verifySteps(["weeks as 7"]);
    expect(`${WEEKS} h4`).toHaveText("Your next two weeks, as Anna sees them");
    expect(queryAllTexts(`${WEEKS} h6`)).toEqual([
        "Friday, November 20",
        "Saturday, November 21",
        "Monday, November 23",
    ]);
    // what began earlier is on today
    expect(queryAllTexts(`${WEEKS} ul:eq(0) li`)).toEqual([
        "Nov 19, 10:00 AM–Nov 21, 11:00 AM\nBusy",
        "21:30–22:30\nDemo · Azure Interior",
    ]);
    expect(queryAllTexts(`${WEEKS} ul:eq(1) li`)).toEqual(["All day\nOffer"]);
    expect(queryAllTexts(`${WEEKS} ul:eq(2) li`)).toEqual(["Nov 23–Nov 25\nFair"]);
    expect(`${WEEKS} li:eq(0)`).toHaveClass("text-muted");
});

test("another person is asked for again, and seeing nothing is said", async () => {
    await openPreferences((viewerId) => (viewerId === 7 ? [MEETING] : []));
    await choose("Anna");
    await choose("Ben");
    expect.verifySteps(["weeks as 7", "weeks as 8"]);
    expect(`${WEEKS} li`).toHaveCount(0);
    expect(`${WEEKS} p`).toHaveText(
        "They don't see any of your activities in these weeks."
    );
});

test("a refusal is shown in place", async () => {
    await openPreferences(() => {
        throw makeServerError({
            errorName: "odoo.exceptions.UserError",
            message: "Choose another person.",
        });
    });
    await choose("Anna");
    expect(`${WEEKS} [role=alert]`).toHaveText("Choose another person.");
    expect.verifySteps(["weeks as 7"]);
});
