import { contains, click, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import {
    asyncStep,
    contains as locate,
    getService,
    makeServerError,
    onRpc,
    patchWithCleanup,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const ANNA = { id: 7, name: "Anna", tz: "UTC" };
const BAR = ".o_activity_see_as_bar";

function onScreen(screen, answer) {
    onRpc("mail.activity.see.as", `get_${screen}`, ({ args }) => {
        asyncStep(`${screen}: ${JSON.stringify(args)}`);
        if (answer instanceof Error) {
            throw answer;
        }
        return { user: ANNA, ...answer };
    });
}

/** Open what the button on a user's form opens. */
async function openAnna() {
    await start();
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_activity_flow.see_as",
        context: { active_id: ANNA.id, active_model: "res.users" },
    });
}

test("from a user's form, what that user sees is shown at once", async () => {
    const record = {
        id: 3,
        date_deadline: "2026-10-08",
        icon: "fa-phone",
        share_level: "read",
        state: "planned",
        summary: "Call back",
    };
    onScreen("list", { length: 1, records: [record] });
    await openAnna();
    await contains(BAR, { text: "You see what Anna sees" });
    await contains(".o_activity_see_as_list td", { text: "Call back" });
    await contains(".o_activity_see_as_list .badge", { text: "Read" });
    await contains(".o_activity_see_as_list :is(a, button, input)", { count: 0 });
    await waitForSteps(['list: [7,true,0,"",[]]']);
});

test("the list can be narrowed as Odoo's, and starts at its first page", async () => {
    patchWithCleanup(session, { activity_status: true });
    onScreen("list", { length: 0, records: [] });
    onScreen("board", { columns: [] });
    onScreen("counts", { counts: [] });
    await openAnna();
    await click("[data-deadline=overdue]");
    await click("[data-deadline=today]");
    await click("[data-deadline=overdue]");
    await locate(".o_activity_see_as_search").edit(" Call ", { confirm: "enter" });
    await contains("[data-deadline=today][aria-pressed=true]");
    await click("[data-screen=board]");
    await contains(".o_activity_see_as_board");
    await click("[data-screen=counts]");
    await contains(".o_activity_see_as_search", { count: 0 });
    await waitForSteps([
        'list: [7,true,0,"",[]]',
        'list: [7,true,0,"",["overdue"]]',
        'list: [7,true,0,"",["overdue","today"]]',
        'list: [7,true,0,"",["today"]]',
        'list: [7,true,0,"Call",["today"]]',
        'board: [7,true,"Call",["today"]]',
        "counts: [7]",
    ]);
});

test("the dashboard of any month is shown, and opens nothing", async () => {
    mockDate("2026-10-07 12:00:00");
    const figure = { value: 3, previous: 1, domain: [] };
    const names = ["completed", "open", "overdue", "on_time", "days_to_complete"];
    onScreen("list", { length: 0, records: [] });
    onScreen("overview", {
        cells: [{ row: [7, "Anna"], column: "planned", count: 3 }],
        labels: [["planned", "Planned"]],
        dashboard: {
            figures: Object.fromEntries(names.map((name) => [name, figure])),
            by_user: [{ user_id: [7, "Anna"], outcome_id: false, ...figure }],
            sentiment_by_week: [],
            by_type: [],
            by_weekday: [],
            overdue_by_user: [],
        },
    });
    await openAnna();
    await click("[data-screen=overview]");
    await contains(".o_dashboard_figure[name=completed]", { text: "3" });
    await contains("section[name=by_user] canvas");
    await contains(":is(.o_dashboard_figures, .o_dashboard_charts) button", {
        count: 0,
    });
    await contains(".o_activity_see_as_overview td", { text: "Anna" });
    await click("button[name=earlier]");
    await contains(".o_period_label", { text: "09/01/2026 – 09/30/2026" });
    await waitForSteps([
        'list: [7,true,0,"",[]]',
        'overview: [7,"2026-10-01","2026-10-31"]',
        'overview: [7,"2026-09-01","2026-09-30"]',
    ]);
});

test("a screen that is refused shows nothing, and the bar stays", async () => {
    expect.errors(1);
    onScreen("list", { length: 0, records: [] });
    onScreen("counts", makeServerError({ message: "Turn on Sharing." }));
    await openAnna();
    await click("[data-screen=counts]");
    await contains(".o_error_dialog");
    await contains(BAR, { text: "You see what Anna sees" });
    await contains(".o_activity_see_as_counts", { count: 0 });
    await waitForSteps(['list: [7,true,0,"",[]]', "counts: [7]"]);
    expect.verifyErrors(["Turn on Sharing."]);
});

test("an opportunity that can't be opened says so", async () => {
    onScreen("list", { length: 0, records: [] });
    await openAnna();
    await click("[data-screen=cards]");
    await contains(".o_activity_see_as_lead input");
    await contains(".o_activity_see_as_card", { count: 0 });
    // nothing is asked before one is chosen
    await waitForSteps(['list: [7,true,0,"",[]]']);
});
