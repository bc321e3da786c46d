import {
    click,
    contains,
    inputFiles,
    openFormView,
    start,
} from "@mail/../tests/mail_test_helpers";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import { describe, expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    asyncStep,
    getService,
    MockServer,
    mockService,
    mountWithCleanup,
    onRpc,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";
import { askOutcome } from "../outcome/outcome_test_helpers";
import { onNextSteps, suggest, switchNextStepsOn } from "./next_step_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const DIALOG = ".o_next_step_dialog";
const ADD = `${DIALOG} .o_next_step_add`;
const CLOSE = `${DIALOG} .o_next_step_close`;
const DONE = ".o-mail-ActivityMarkAsDone button[aria-label='Done']";
const DONE_AND_NEXT =
    ".o-mail-ActivityMarkAsDone button[aria-label='Done and Schedule Next']";
const UNDO = ".o_notification button:contains(Undo)";

/** Record completions as steps, and let the server suggest next steps. */
function onCompleted(suggestions = [suggest()]) {
    onRpc("mail.activity", "action_feedback", ({ kwargs }) => {
        asyncStep(`action_feedback ${kwargs.attachment_ids}`);
        return true;
    });
    onRpc("mail.activity", "action_complete", ({ kwargs }) => {
        const { attachment_ids, outcome_id } = kwargs;
        asyncStep(`action_complete ${outcome_id ?? attachment_ids}`);
        return { done_ids: [7], message_ids: [], created_ids: [], suggestions };
    });
}

/** Record each time that the chatter loads its activities. */
function onReload() {
    onRpc("/mail/data", async (request) => {
        const { params } = await request.json();
        const names = params.fetch_params.flatMap(
            ([, each]) => each?.request_list ?? []
        );
        if (names.includes("activities")) {
            asyncStep("reload");
        }
    });
    onRpc("/mail/thread/data", async (request) => {
        const { params } = await request.json();
        if (params.request_list?.includes("activities")) {
            asyncStep("reload");
        }
    });
}

async function openChatter(values) {
    const { activityId, partnerId } = await createCall(values);
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Activity");
    return getService("mail.store")["mail.activity"].get(activityId);
}

async function openPopover(values) {
    const activity = await openChatter({ chaining_type: "suggest", ...values });
    await click(".btn", { text: "Mark Done" });
    await contains(".o-mail-ActivityMarkAsDone");
    return activity;
}

test("nothing to suggest: Odoo's call, and no dialog", async () => {
    onCompleted();
    await openPopover();
    await click(DONE);
    await waitForSteps(["action_feedback "]);
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
});

test("nothing suggested after all: no dialog", async () => {
    switchNextStepsOn();
    onCompleted([]);
    await openPopover();
    await click(DONE);
    await waitForSteps(["action_complete "]);
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
});

test("without outcomes: suggested after a plain Done, which reloads twice", async () => {
    switchNextStepsOn();
    onCompleted();
    onNextSteps({ add: () => asyncStep("add") });
    await openPopover();
    onReload();
    await click(DONE);
    await contains(DIALOG);
    await contains(`${ADD}:focus`);
    await waitForSteps(["action_complete ", "reload"]);
    await press("Enter");
    await contains(DIALOG, { count: 0 });
    await waitForSteps(["add", "reload"]);
    await contains(".o_notification:contains(Added: Send the offer)");
});

test("refused, nothing reloads again", async () => {
    switchNextStepsOn();
    onCompleted();
    onNextSteps();
    await openPopover();
    onReload();
    await click(DONE);
    await click(CLOSE);
    await contains(DIALOG, { count: 0 });
    await waitForSteps(["action_complete ", "reload"]);
    expect(".o_notification").toHaveCount(0);
});

test("with outcomes: one notification tells all, and has Undo", async () => {
    switchNextStepsOn();
    askOutcome();
    onCompleted();
    onNextSteps();
    await openPopover({ summary: "Call Joe" });
    await click("[role='radio']", { text: "No answer" });
    await click(DONE);
    await contains(`${DIALOG}:contains(“Call Joe” is done: No answer)`);
    expect(".o_notification").toHaveCount(0);
    await click(ADD);
    await contains(".o_notification:contains(“Call Joe” is done: No answer)");
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification").toHaveText(/Added: Send the offer/);
    expect(UNDO).toHaveCount(1);
    await waitForSteps(["action_complete 12"]);
});

test("with outcomes and nothing suggested, told at once", async () => {
    switchNextStepsOn();
    askOutcome();
    onCompleted([]);
    await openPopover();
    await click("[role='radio']", { text: "No answer" });
    await click(DONE);
    await contains(UNDO);
    expect(DIALOG).toHaveCount(0);
    await waitForSteps(["action_complete 12"]);
});

async function upload(selector) {
    const file = new File(["An offer"], "offer.txt", { type: "text/plain" });
    await inputFiles(`${selector} .o_input_file`, [file]);
}

test("an upload suggests, too, and takes its file along", async () => {
    switchNextStepsOn();
    onCompleted();
    onNextSteps();
    await openChatter({ activity_category: "upload_file" });
    onReload();
    await upload(".o-mail-Activity");
    await contains(DIALOG);
    const [{ id }] = MockServer.env["ir.attachment"];
    await waitForSteps([`action_complete ${id}`, "reload"]);
    await click(ADD);
    await waitForSteps(["reload"]);
});

test("an upload in the popover of a card suggests, too", async () => {
    switchNextStepsOn();
    onCompleted();
    onNextSteps();
    const activity = await openChatter({ activity_category: "upload_file" });
    Object.assign(activity, { mail_template_ids: [], state: "planned" });
    await mountWithCleanup(ActivityListPopoverItem, {
        props: { activity, onActivityChanged: () => asyncStep("changed") },
    });
    await upload(".o-mail-ActivityListPopoverItem");
    await contains(DIALOG);
    const [{ id }] = MockServer.env["ir.attachment"];
    await waitForSteps([`action_complete ${id}`, "changed"]);
    await click(ADD);
    await waitForSteps(["changed"]);
});

test("what was suggested is offered once", async () => {
    switchNextStepsOn();
    onCompleted();
    onNextSteps();
    const activity = await openChatter();
    await activity.markAsDone();
    await waitForSteps(["action_complete "]);
    activity.offerNextSteps(() => asyncStep("reload"));
    await click(CLOSE);
    await contains(DIALOG, { count: 0 });
    activity.offerNextSteps(() => asyncStep("reload"));
    await animationFrame();
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
    await waitForSteps([]);
});

/** Done & Schedule Next, with rules that suggest something. */
function onScheduleNext() {
    onRpc("mail.activity", "action_feedback_schedule_next", () => ({
        type: "ir.actions.client",
        tag: "crm_activity_flow.next_steps",
        params: {
            suggestions: [suggest()],
            next: {
                type: "ir.actions.client",
                tag: "display_notification",
                params: { message: "Odoo's dialog" },
            },
        },
    }));
}

for (const hasOutcomes of [false, true]) {
    test(`Done & Schedule Next offers Odoo's besides; outcomes: ${hasOutcomes}`, async () => {
        switchNextStepsOn();
        if (hasOutcomes) {
            askOutcome({ preselected_id: 12 });
        }
        onScheduleNext();
        onNextSteps();
        await openPopover({ summary: "Call Joe" });
        onReload();
        await click(DONE_AND_NEXT);
        await click(`${DIALOG} button`, { text: "Schedule something else…" });
        await contains(".o_notification", { text: "Odoo's dialog" });
        expect(UNDO).toHaveCount(hasOutcomes ? 1 : 0);
        expect(DIALOG).toHaveCount(0);
        await waitForSteps(["reload"]);
    });
}

test("Done & Schedule Next reloads after something was added", async () => {
    switchNextStepsOn();
    onScheduleNext();
    onNextSteps();
    await openPopover();
    onReload();
    await click(DONE_AND_NEXT);
    await waitForSteps(["reload"]);
    await click(ADD);
    await waitForSteps(["reload"]);
    await contains(".o_notification:contains(Added: Send the offer)");
});

/** Run the action that buttons and dialogs return, and record what it opens. */
async function doCompleted(params = {}) {
    mockService("action", {
        doAction(action) {
            const name = action.tag ?? action.type ?? action;
            if (name !== "crm_activity_flow.completed") {
                expect.step(name);
            }
            return name === "soft_reload" ? undefined : super.doAction(...arguments);
        },
    });
    await mountWithCleanup(WebClient);
    getService("action").doAction(
        {
            type: "ir.actions.client",
            tag: "crm_activity_flow.completed",
            params: {
                activity_ids: [7, 8],
                message: "Activities done: 2",
                next: false,
                suggestions: [suggest(), suggest()],
                ...params,
            },
        },
        { onClose: () => expect.step("reload") }
    );
    await animationFrame();
    await animationFrame();
}

test("from a button: the view reloads before the dialog, and after adding", async () => {
    onNextSteps();
    await doCompleted();
    expect.verifySteps(["ir.actions.act_window_close", "reload"]);
    expect(DIALOG).toHaveText(/Activities done: 2/);
    await click(ADD);
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["soft_reload"]);
    expect(".o_notification").toHaveText(/Activities done: 2.*Added: /s);
    expect(UNDO).toHaveCount(1);
});

test("from a button: what comes next is opened after the dialog", async () => {
    onNextSteps();
    await doCompleted({
        next: {
            type: "ir.actions.client",
            tag: "display_notification",
            params: { message: "Next" },
        },
    });
    expect.verifySteps(["ir.actions.act_window_close", "reload"]);
    await click(CLOSE);
    await animationFrame();
    await animationFrame();
    expect(".o_notification:contains(Next)").toHaveCount(1);
    expect.verifySteps([]);
});

test("an activity shows what it follows, as a link", async () => {
    const activity = await openChatter();
    expect(".o_activity_follows").toHaveCount(0);
    onRpc("mail.activity", "action_open_activity", ({ args: [[id]] }) => {
        asyncStep(`open ${id}`);
        return {
            type: "ir.actions.client",
            tag: "display_notification",
            params: { message: "The call" },
        };
    });
    activity.follows = { id: 5, name: "Call, No answer" };
    await contains(".o_activity_follows", { text: "follows: Call, No answer" });
    await click(".o_activity_follows button");
    await contains(".o_notification", { text: "The call" });
    await waitForSteps(["open 5"]);
});

test("so does the line of the popover", async () => {
    const activity = await openChatter();
    Object.assign(activity, {
        follows: { id: 5, name: "Call, No answer" },
        mail_template_ids: [],
    });
    await mountWithCleanup(ActivityListPopoverItem, { props: { activity } });
    await contains(".o-mail-ActivityListPopoverItem .o_activity_follows button", {
        text: "Call, No answer",
    });
});
