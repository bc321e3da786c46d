import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred, mockTimeZone } from "@odoo/hoot-mock";
import { openNextStepDialog } from "@crm_activity_flow/next_step/offer_next_steps";
import { ConnectionLostError } from "@web/core/network/rpc";
import {
    contains,
    getMockEnv,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";
import { onNextSteps, suggest, suggestCall } from "./next_step_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const DIALOG = ".o_next_step_dialog";
const LINE = `${DIALOG} .o_next_step`;
const ADD = `${LINE} .o_next_step_add`;
const ADD_ALL = `${DIALOG} .o_next_step_add_all`;
const CLOSE = `${DIALOG} .o_next_step_close`;
const SUMMARY = `${LINE} .o_next_step_summary`;
const DATE = `${LINE} .o_datetime_input`;
const USER = `${LINE} .o_next_step_user input`;
const FREE = `${LINE} .o_next_step_free`;

const added = ({ summary, date_deadline, user_id }) =>
    expect.step([summary, date_deadline, user_id].join(" "));
const addEach = (suggestions) => suggestions.forEach(added);

/** Open the dialog; once closed, record the result as a step. */
async function openDialog(suggestions = [suggest()], options = {}) {
    await mountWithCleanup(WebClient);
    openNextStepDialog(getMockEnv(), suggestions, options).then(
        ({ addedText, isOtherWanted }) =>
            expect.step(isOtherWanted ? "other" : addedText || "nothing")
    );
    await animationFrame();
}

test("shows what is suggested, when and for whom", async () => {
    onNextSteps();
    await openDialog([suggest()], { message: "“Call Joe” is done." });
    expect(".modal-title").toHaveText("What's next?");
    expect(DIALOG).toHaveText(/“Call Joe” is done\./);
    expect(LINE).toHaveCount(1);
    expect(`${LINE} .fa-envelope`).toHaveCount(1);
    expect(`${LINE} strong`).toHaveText("Email");
    expect(SUMMARY).toHaveValue("Send the offer");
    expect(DATE).toHaveValue("11/23/2026");
    expect(`${LINE} .o_next_step_date`).toHaveText(/Monday/);
    expect(USER).toHaveValue("Anna");
    expect(LINE).not.toHaveText(/Azure/);
    expect(ADD_ALL).toHaveCount(0);
    expect(`${DIALOG} .modal-footer button`).toHaveCount(1);
});

test("Enter accepts the first, one by one, and the dialog closes", async () => {
    onNextSteps({ add: addEach });
    await openDialog([suggest(), suggestCall()]);
    expect(`${ADD}:eq(0)`).toBeFocused();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["Send the offer 2026-11-23 2"]);
    expect(`${LINE}:eq(0)`).toHaveText(/Send the offer.*Added/s);
    expect(`${LINE}:eq(0) input`).toHaveCount(0);
    expect(`${DIALOG} div[role=status].visually-hidden`).toHaveText(
        "Added: Send the offer (Monday 11/23/2026)"
    );
    expect(CLOSE).toHaveText("Close");
    expect(ADD).toHaveCount(1);
    expect(ADD).toBeFocused();
    await press("Enter");
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps([
        "Ask again 2026-11-23 2",
        "Added: Send the offer (Monday 11/23/2026) and Ask again (Monday 11/23/2026)",
    ]);
});

test("a key held down since the completion adds nothing", async () => {
    onNextSteps({ add: addEach });
    await openDialog();
    const ev = new KeyboardEvent("keydown", {
        key: "Enter",
        repeat: true,
        bubbles: true,
        cancelable: true,
    });
    document.activeElement.dispatchEvent(ev);
    expect(ev.defaultPrevented).toBe(true);
});

test("Ctrl+Enter adds all of them in one call", async () => {
    onNextSteps({ add: (suggestions) => expect.step(suggestions.length) });
    await openDialog([suggest(), suggestCall(), suggestCall()]);
    await press(["control", "Enter"]);
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps([
        3,
        "Added: Send the offer (Monday 11/23/2026) and Ask again (2 records)",
    ]);
});

test("Ctrl+Enter adds a lone one, too: Odoo's would click Not now", async () => {
    onNextSteps({ add: addEach });
    await openDialog();
    await press(["control", "Enter"]);
    await animationFrame();
    expect.verifySteps([
        "Send the offer 2026-11-23 2",
        "Added: Send the offer (Monday 11/23/2026)",
    ]);
});

test("Add all leaves out what is added", async () => {
    onNextSteps({ add: addEach });
    await openDialog([suggest(), suggestCall()]);
    await contains(`${ADD}:eq(1)`).click();
    await contains(ADD_ALL).click();
    await animationFrame();
    expect.verifySteps([
        "Ask again 2026-11-23 2",
        "Send the offer 2026-11-23 2",
        "Added: Send the offer (Monday 11/23/2026) and Ask again (Monday 11/23/2026)",
    ]);
});

for (const [name, leave] of [
    ["Not now", () => contains(CLOSE).click()],
    ["Escape", () => press("Escape")],
]) {
    test(`${name} adds nothing`, async () => {
        onNextSteps({ add: addEach });
        await openDialog();
        await leave();
        await animationFrame();
        expect(DIALOG).toHaveCount(0);
        expect.verifySteps(["nothing"]);
    });
}

test("something else is offered where there is something", async () => {
    onNextSteps({ add: addEach });
    await openDialog([suggest()], { next: { type: "ir.actions.act_window" } });
    await contains(`${DIALOG} button:contains(Schedule something else)`).click();
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps(["other"]);
});

test("edited in place, and Enter in an input adds the line", async () => {
    onNextSteps({ add: addEach });
    onRpc("res.users", "web_name_search", () => [
        { id: 9, display_name: "Ben", __formatted_display_name: "Ben" },
    ]);
    await openDialog([suggest(), suggestCall()]);
    await contains(`${USER}:eq(1)`).click();
    await animationFrame();
    await contains(
        `${LINE}:eq(1) .o-autocomplete .dropdown-item:contains(Ben)`
    ).click();
    await animationFrame();
    expect(`${USER}:eq(1)`).toHaveValue("Ben");
    await contains(`${DATE}:eq(1)`).edit("11/25/2026", { confirm: "tab" });
    await animationFrame();
    expect(`${LINE}:eq(1) .o_next_step_date`).toHaveText(/Wednesday/);
    await contains(`${SUMMARY}:eq(1)`).edit("Call at home", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["Call at home 2026-11-25 9"]);
    expect(`${LINE}:eq(1)`).toHaveText(/Call at home \(Wednesday 11\/25\/2026\)/);
    expect(`${SUMMARY}:eq(0)`).toHaveValue("Send the offer");
});

test("somebody chosen from a list of its own gets the name", async () => {
    onNextSteps();
    onRpc("res.users", "web_name_search", () => [
        { id: 9, __formatted_display_name: "Ben" },
    ]);
    onRpc("res.users", "web_search_read", () => ({
        records: [{ id: 9, display_name: "Ben Marsh" }],
        length: 1,
    }));
    await openDialog();
    await contains(USER).click();
    await animationFrame();
    await contains(`${LINE} .o-autocomplete .dropdown-item:contains(Ben)`).click();
    await animationFrame();
    expect(USER).toHaveValue("Ben Marsh");
});

test("a date that is typed counts when Enter adds the line", async () => {
    onNextSteps({ add: addEach });
    await openDialog();
    const input = document.querySelector(DATE);
    input.focus();
    input.value = "12/24/2026";
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        "Send the offer 2026-12-24 2",
        "Added: Send the offer (Thursday 12/24/2026)",
    ]);
});

test("with the calendar open, Enter and Escape only close it", async () => {
    onNextSteps({ add: addEach });
    await openDialog();
    for (const key of ["Enter", "Escape"]) {
        await contains(DATE).click();
        await animationFrame();
        expect(".o_datetime_picker").toHaveCount(1);
        await press(key);
        await animationFrame();
        expect(".o_datetime_picker").toHaveCount(0);
        expect(DIALOG).toHaveCount(1);
    }
    expect.verifySteps([]);
});

test("a deadline can't be emptied", async () => {
    onNextSteps({ add: addEach });
    await openDialog();
    await contains(DATE).edit("", { confirm: "tab" });
    await animationFrame();
    expect(DATE).toHaveValue("11/23/2026");
});

test("a name that is nobody's adds nothing", async () => {
    onNextSteps({ add: addEach });
    onRpc("res.users", "web_name_search", () => []);
    await openDialog();
    await contains(USER).edit("Nobody knows", { confirm: false });
    await press("Enter");
    await advanceTime(500);
    await press("Enter");
    await animationFrame();
    expect(DIALOG).toHaveCount(1);
    expect.verifySteps([]);
});

test("many activities are one line, edited for all of them", async () => {
    onNextSteps({ add: addEach });
    await openDialog([
        suggest({ res_id: 1 }),
        suggest({
            res_id: 2,
            date_deadline: "2026-11-24",
            user_id: 9,
            user_name: "Ben",
        }),
    ]);
    expect(LINE).toHaveCount(1);
    expect(LINE).toHaveText(/Email · 2 records/);
    expect(DATE).toHaveValue("");
    expect(DATE).toHaveAttribute("placeholder", "11/23/2026 – 11/24/2026");
    expect(USER).toHaveAttribute("placeholder", "Various people");
    await contains(SUMMARY).edit("Thank them", { confirm: false });
    await contains(ADD).click();
    await animationFrame();
    expect.verifySteps([
        "Thank them 2026-11-23 2",
        "Thank them 2026-11-24 9",
        "Added: Thank them (2 records)",
    ]);
});

test("lines of several documents say of which", async () => {
    onNextSteps();
    await openDialog([suggest(), suggestCall({ res_id: 4, res_name: "Deco Addict" })]);
    expect(queryAllTexts(`${LINE} [id$=_name]`)).toEqual([
        "Email · Azure Interior",
        "Call · Deco Addict",
    ]);
});

test("a plan shows its steps, and has no summary", async () => {
    onNextSteps();
    await openDialog([suggest({ plan_id: 4, plan_name: "Onboarding", plan_steps: 3 })]);
    expect(`${LINE} [id$=_name]`).toHaveText("Onboarding · 3 steps");
    expect(SUMMARY).toHaveCount(0);
});

test("a refusal is shown, nothing is lost, and it can be tried again", async () => {
    let isRefused = true;
    onNextSteps({
        add(suggestions) {
            if (isRefused) {
                throw makeServerError({ message: "Anna may not see it." });
            }
            addEach(suggestions);
        },
    });
    await openDialog();
    await contains(SUMMARY).edit("Thank them", { confirm: false });
    await contains(ADD).click();
    await animationFrame();
    expect(`${DIALOG} [role=alert]`).toHaveText("Anna may not see it.");
    expect(SUMMARY).toHaveValue("Thank them");
    expect(".o_error_dialog").toHaveCount(0);
    isRefused = false;
    await contains(ADD).click();
    await animationFrame();
    expect.verifySteps([
        "Thank them 2026-11-23 2",
        "Added: Thank them (Monday 11/23/2026)",
    ]);
});

test("without a connection it is Odoo's error, and the dialog stays", async () => {
    expect.errors(1);
    onNextSteps({
        add() {
            throw new ConnectionLostError("/");
        },
    });
    await openDialog();
    await contains(ADD).click();
    await animationFrame();
    expect(DIALOG).toHaveCount(1);
    expect(`${DIALOG} [role=alert]`).toHaveCount(0);
    expect(`${ADD}:not(.disabled)`).toHaveCount(1);
    expect.verifyErrors([/Connection/]);
});

test("clicked twice, it is added once; closing waits for the answer", async () => {
    const answer = new Deferred();
    onNextSteps({
        add(suggestions) {
            addEach(suggestions);
            return answer;
        },
    });
    await openDialog();
    const button = document.querySelector(ADD);
    button.click();
    button.click();
    await press(["control", "Enter"]);
    await press("Escape");
    await animationFrame();
    expect.verifySteps(["Send the offer 2026-11-23 2"]);
    expect(DIALOG).toHaveCount(1);
    answer.resolve();
    await animationFrame();
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps(["Added: Send the offer (Monday 11/23/2026)"]);
});

const BUSY = {
    text: "Anna is busy 10:00–11:00 (2)",
    periods: [],
    free_start: "2026-11-24 10:00:00",
    free_label: "Tue 10:00",
};

test("says who is busy, and takes the next free slot in one click", async () => {
    mockTimeZone(0);
    onNextSteps({
        add: ([{ planned_start }]) => expect.step(planned_start),
        busy(requests) {
            expect.step(requests.map(({ planned_start }) => planned_start).join());
            return requests.map(({ date_deadline }) =>
                date_deadline === "2026-11-23" ? BUSY : {}
            );
        },
    });
    await openDialog([suggest({ planned_start: "2026-11-23 10:00:00" })]);
    await animationFrame();
    expect(`${LINE} .o_next_step_busy[role=status]`).toHaveText(/Anna is busy/);
    expect(`${LINE} .fa-exclamation-triangle`).toHaveAttribute("aria-label", "Warning");
    expect(DATE).toHaveValue("11/23/2026 10:00");
    await contains(FREE).click();
    expect(DATE).toHaveValue("11/24/2026 10:00");
    expect(`${LINE} .o_next_step_date`).toHaveText(/Tuesday/);
    expect(FREE).toHaveCount(0);
    expect(ADD).toBeFocused();
    await advanceTime(1000);
    await contains(ADD).click();
    await animationFrame();
    expect.verifySteps([
        "2026-11-23 10:00:00",
        "2026-11-24 10:00:00",
        "2026-11-24 10:00:00",
        "Added: Send the offer (Tuesday 11/24/2026)",
    ]);
});

test("a free slot gives a time to what had none", async () => {
    mockTimeZone(0);
    onNextSteps({ busy: ([{ planned_start }]) => [planned_start ? {} : BUSY] });
    await openDialog();
    await contains(FREE).click();
    await animationFrame();
    expect(DATE).toHaveValue("11/24/2026 10:00");
});

test("asks once for all lines, and again after edits, once they pause", async () => {
    onNextSteps({
        busy(requests) {
            expect.step(requests.map(({ user_id }) => user_id).join());
            return requests.map(() => ({ text: false }));
        },
    });
    await openDialog([
        suggest(),
        suggestCall({ user_id: 9 }),
        suggest({ plan_id: 4, plan_name: "Onboarding" }),
        suggestCall({ next_step_id: 8, user_id: false }),
    ]);
    await animationFrame();
    expect.verifySteps(["2,9"]);
    await contains(`${DATE}:eq(0)`).edit("11/25/2026", { confirm: "tab" });
    await contains(`${DATE}:eq(1)`).edit("11/26/2026", { confirm: "tab" });
    expect.verifySteps([]);
    await advanceTime(1000);
    expect.verifySteps(["2,9"]);
    expect(`${LINE} .fa-exclamation-triangle`).toHaveCount(0);
});

test("the dialog waits for no busy warning, and does without", async () => {
    const answer = new Deferred();
    onNextSteps({ busy: () => answer });
    await openDialog();
    expect(ADD).toBeFocused();
    answer.reject(new Error("No calendar today"));
    await animationFrame();
    expect(`${LINE} .fa-exclamation-triangle`).toHaveCount(0);
    expect(".o_error_dialog").toHaveCount(0);
    expect(DIALOG).toHaveCount(1);
});

test("days that are more than a year away aren't checked", async () => {
    onNextSteps({
        busy(requests) {
            expect.step(requests.map(({ date_deadline }) => date_deadline).join());
            return requests.map(() => BUSY);
        },
    });
    await openDialog([suggest(), suggestCall({ date_deadline: "2028-01-01" })]);
    await animationFrame();
    expect.verifySteps(["2026-11-23"]);
    expect(`${LINE}:eq(0) .o_next_step_busy`).toHaveText(/Anna is busy/);
    expect(`${LINE}:eq(1) .fa-exclamation-triangle`).toHaveCount(0);
});

test("an answer to an older question is dropped", async () => {
    const answers = [new Deferred(), new Deferred()];
    const pending = [...answers];
    onNextSteps({ busy: () => pending.shift() });
    await openDialog();
    await contains(DATE).edit("11/25/2026", { confirm: "tab" });
    await advanceTime(1000);
    answers[1].resolve([{ text: "Anna is busy 12:00–13:00 (1)" }]);
    await animationFrame();
    answers[0].resolve([BUSY]);
    await animationFrame();
    expect(`${LINE} .o_next_step_busy`).toHaveText(/12:00–13:00/);
});

test("every input has a name", async () => {
    onNextSteps();
    await openDialog();
    for (const input of document.querySelectorAll(`${LINE} input`)) {
        expect(input.labels.length).toBe(1);
        expect(input.labels[0].textContent.trim()).not.toBe("");
    }
});
