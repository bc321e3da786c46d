import {
    click,
    contains,
    insertText,
    openFormView,
    start,
} from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { press } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import {
    asyncStep,
    getService,
    makeServerError,
    onRpc,
    patchWithCleanup,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";
import { askOutcome, CHOICES } from "./outcome_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const POPOVER = ".o-mail-ActivityMarkAsDone";
const RADIO = `${POPOVER} [role='radio']`;
const DONE = `${POPOVER} button[aria-label='Done']`;
const DONE_AND_NEXT = `${POPOVER} button[aria-label='Done and Schedule Next']`;
const HINT = `${POPOVER} [role='status']`;
const WHEN = `${POPOVER} .o_when_input input`;

/** Record the completion requests as steps, and answer `result`. */
function onComplete(method, result) {
    onRpc("mail.activity", method, ({ args: [ids], kwargs }) => {
        asyncStep(
            [method, ids.length, kwargs.outcome_id, kwargs.feedback ?? ""].join(" ")
        );
        return result;
    });
}

function onCompleted() {
    onComplete("action_complete", { done_ids: [], message_ids: [], created_ids: [] });
}

/** Type into an input, and leave it. */
async function editInput(selector, value) {
    await contains(selector);
    const input = document.querySelector(selector);
    input.value = value;
    input.dispatchEvent(new Event("change"));
}

async function openPopover(values) {
    const { partnerId } = await createCall(values);
    await start();
    await openFormView("res.partner", partnerId);
    await click(".btn", { text: "Mark Done" });
    await contains(POPOVER);
}

test("switched off, the popover is Odoo's and asks the server nothing", async () => {
    onRpc("mail.activity", "get_outcome_choices", () =>
        asyncStep("get_outcome_choices")
    );
    onRpc("mail.activity", "action_feedback", () => {
        asyncStep("action_feedback");
        return true;
    });
    await openPopover();
    await contains(".o_outcome_picker", { count: 0 });
    await contains(HINT, { count: 0 });
    await contains(`${POPOVER}:not([tabindex])`);
    await contains(`${POPOVER} textarea:focus`);
    await click(`${DONE}:enabled`);
    await waitForSteps(["action_feedback"]);
});

test("Done waits for an outcome, and says so", async () => {
    askOutcome();
    onCompleted();
    await openPopover({ summary: "Call Joe" });
    await contains(RADIO, { count: 3 });
    await contains(`${RADIO}:eq(0):focus`);
    await contains(`${DONE}:disabled[title='Choose an outcome first.']`);
    await contains(`${DONE_AND_NEXT}:disabled`);
    await contains(HINT, { text: "Choose an outcome first." });
    const hintId = document.querySelector(HINT).id;
    await contains(`${DONE}[aria-describedby='${hintId}']`);
    await press(["control", "Enter"]);
    await waitForSteps([]);
    await click(RADIO, { text: "Interested" });
    await contains(`${DONE_AND_NEXT}:enabled`);
    await contains(HINT, { text: "" });
    await click(`${DONE}:enabled`);
    await waitForSteps(["action_complete 1 11 "]);
    await contains(".o_notification", { text: "“Call Joe” is done: Interested" });
});

test("completed with the keyboard alone", async () => {
    askOutcome();
    onCompleted();
    await openPopover();
    await contains(`${RADIO}:eq(0):focus`);
    await press("2");
    await contains(`${RADIO}[aria-checked='true']`, { text: "No answer" });
    await insertText(`${POPOVER} textarea`, "Rang 3 times");
    await press(["control", "Enter"]);
    await press(["control", "Enter"]);
    await waitForSteps(["action_complete 1 12 Rang 3 times"]);
    await contains(".o_notification", { count: 1 });
});

test("Enter takes the last choice", async () => {
    askOutcome({
        choices: CHOICES.map((each) => ({ ...each, is_last: each.id === 13 })),
    });
    onCompleted();
    await openPopover();
    await contains(`${RADIO}:eq(2):focus`);
    await press("Enter");
    await contains(`${RADIO}[aria-checked='true']`, { text: "Not interested" });
    await press(["control", "Enter"]);
    await waitForSteps(["action_complete 1 13 "]);
});

test("Done & Schedule Next takes the outcome along, and opens what is next", async () => {
    askOutcome();
    onComplete("action_feedback_schedule_next", false);
    await openPopover();
    await click(RADIO, { text: "Not interested" });
    await click(`${DONE_AND_NEXT}:enabled`);
    await waitForSteps(["action_feedback_schedule_next 1 13 "]);
    await contains(POPOVER, { count: 0 });
});

test("a single outcome is chosen already", async () => {
    askOutcome({ choices: CHOICES.slice(0, 1), preselected_id: 11 });
    onCompleted();
    await openPopover();
    await contains(`${RADIO}[aria-checked='true']`, { text: "Interested" });
    await contains(`${POPOVER} textarea:focus`);
    await press(["control", "Enter"]);
    await waitForSteps(["action_complete 1 11 "]);
});

/** Record the moments of completion as steps. */
function onDated(method = "action_complete", result = { done_ids: [] }) {
    onRpc("mail.activity", method, ({ kwargs }) => {
        asyncStep(`${method} ${kwargs.done_at}`);
        return result;
    });
}

for (const [button, method] of [
    [DONE, "action_complete"],
    [DONE_AND_NEXT, "action_feedback_schedule_next"],
]) {
    test(`the user can say when, with ${method}`, async () => {
        mockDate("2026-10-08 10:00:00");
        askOutcome({}, { can_date: true, earliest: "2026-09-07 23:00:00" });
        onDated(method, method === "action_complete" ? { done_ids: [] } : false);
        await openPopover();
        await contains(`${WHEN}[placeholder='Now']`, { value: "" });
        await click(RADIO, { text: "Interested" });
        await editInput(WHEN, "10/02/2026 15:30");
        await contains(WHEN, { value: "10/02/2026 15:30" });
        await click(`${button}:enabled`);
        await waitForSteps([`${method} 2026-10-02 14:30:00`]);
    });
}

test("without a time it is now", async () => {
    askOutcome({}, { can_date: true, earliest: false });
    onDated();
    await openPopover();
    await click(RADIO, { text: "Interested" });
    await editInput(WHEN, "10/02/2020 15:30");
    await editInput(WHEN, "");
    await click(`${DONE}:enabled`);
    await waitForSteps(["action_complete undefined"]);
});

test("who can't say when isn't asked", async () => {
    askOutcome({}, { can_date: false });
    await openPopover();
    await contains(RADIO, { count: 3 });
    await contains(WHEN, { count: 0 });
});

test("while only Statuses is on, the user can say when, too", async () => {
    askOutcome({ required: false, choices: [] }, { can_date: true });
    patchWithCleanup(session, { activity_outcome: false, activity_status: true });
    onDated();
    await openPopover();
    await contains(".o_outcome_picker", { count: 0 });
    await editInput(WHEN, "10/02/2020 15:30");
    await click(`${DONE}:enabled`);
    await waitForSteps(["action_complete 2020-10-02 14:30:00"]);
});

test("an automated activity offers outcomes, and needs none", async () => {
    askOutcome({ required: false });
    onCompleted();
    await openPopover();
    await contains(RADIO, { count: 3 });
    await click(`${DONE}:enabled`);
    await waitForSteps(["action_complete 1 false "]);
});

test("an activity without a type shows no outcomes", async () => {
    askOutcome({ required: false, choices: [] });
    onCompleted();
    await openPopover();
    await contains(".o_outcome_picker", { count: 0 });
    await click(`${DONE}:enabled`);
    await waitForSteps(["action_complete 1 false "]);
});

for (const [button, method] of [
    [DONE, "action_complete"],
    [DONE_AND_NEXT, "action_feedback_schedule_next"],
]) {
    test(`a refusal of ${method} is shown in the popover, and nothing is lost`, async () => {
        askOutcome();
        onRpc("mail.activity", method, () => {
            throw makeServerError({ message: "“Call” is done already." });
        });
        await openPopover();
        await click(RADIO, { text: "Interested" });
        await insertText(`${POPOVER} textarea`, "Wants a demo");
        await click(button);
        await contains(`${POPOVER} [role='alert']`, {
            text: "“Call” is done already.",
        });
        await contains(`${RADIO}[aria-checked='true']`, { text: "Interested" });
        await contains(`${POPOVER} textarea`, { value: "Wants a demo" });
        await contains(`${button}:enabled`);
        await contains(".o_notification", { count: 0 });
    });
}

/** Open an upload activity in the chatter, and record its completion as a step. */
async function openUpload() {
    onRpc("mail.activity", "action_feedback", ({ kwargs }) => {
        asyncStep(`action_feedback ${kwargs.attachment_ids}`);
        return true;
    });
    const { activityId, partnerId } = await createCall({
        activity_category: "upload_file",
    });
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Activity");
    return getService("mail.store")["mail.activity"].get(activityId);
}

test("an upload completes without a question", async () => {
    askOutcome();
    const activity = await openUpload();
    await activity.markAsDone([42]);
    await waitForSteps(["action_feedback 42"]);
});

test("a completion that Odoo did not finish swallows no later one", async () => {
    onCompleted();
    const activity = await openUpload();
    const completion = await activity.completeWith(11);
    await activity.markAsDone([42]);
    await waitForSteps(["action_complete 1 11 ", "action_feedback 42"]);
    const fail = () => Promise.reject(new Error("The popover is gone."));
    await expect(activity.whileCompleted(completion, fail)).rejects.toThrow();
    await activity.markAsDone([43]);
    await waitForSteps(["action_feedback 43"]);
});

test("a completion is finished once, without the server", async () => {
    onCompleted();
    const activity = await openUpload();
    const completion = await activity.completeWith(11);
    await activity.whileCompleted(completion, async () => {
        await activity.markAsDone();
        await activity.markAsDone([42]);
    });
    await waitForSteps(["action_complete 1 11 ", "action_feedback 42"]);
});
