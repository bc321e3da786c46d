import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, getService, onRpc } from "@web/../tests/web_test_helpers";

import {
    defineActivityFlowModels,
    doReturnedAction,
    stepAction,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const BUTTON = ".o_notification button";
const SAVE = ".modal-footer button:contains(Save)";

/** Run the action that the server returns after cancelling. */
function doCancelledAction(params = {}, options = {}) {
    const defaults = { activity_ids: [7, 8], message: "They are cancelled." };
    return doReturnedAction("cancelled", { ...defaults, ...params }, options);
}

test("tells what was cancelled, and lets the view behind reload", async () => {
    await doCancelledAction({}, { onClose: () => expect.step("reload") });
    expect(".o_notification").toHaveText(/They are cancelled\./);
    expect.verifySteps(["reload"]);
    await advanceTime(11000);
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});

test("what becomes of a meeting is said besides", async () => {
    await doCancelledAction({ note: "The meeting stays." });
    expect(".o_notification").toHaveText(/They are cancelled\. The meeting stays\./);
});

test("Undo reopens, and can't be clicked twice", async () => {
    stepAction("soft_reload");
    onRpc("mail.activity", "action_reopen", ({ args: [ids] }) => {
        expect.step(`reopen ${ids}`);
        return true;
    });
    await doCancelledAction();
    await contains(`${BUTTON}:contains(Undo)`).click();
    await animationFrame();
    expect.verifySteps(["reopen 7,8", "soft_reload"]);
    expect(".o_notification").toHaveCount(0);
});

test("a reason is a line, and goes to the server", async () => {
    stepAction("soft_reload");
    onRpc("mail.activity", "action_set_cancel_reason", ({ args: [ids, reason] }) => {
        expect.step(`${ids} ${reason}`);
        return { "mail.message": [{ id: 5, body: ["markup", "Cancelled: why"] }] };
    });
    await doCancelledAction();
    await contains(`${BUTTON}:contains(reason)`).click();
    expect(".modal input").toBeFocused();
    expect(`${SAVE}:disabled`).toHaveCount(1);
    await contains(".modal input").edit("  Nobody wants it ", { confirm: false });
    await contains(`${SAVE}:enabled`).click();
    await animationFrame();
    expect.verifySteps(["7,8 Nobody wants it", "soft_reload"]);
    const message = getService("mail.store")["mail.message"].get(5);
    expect(String(message.body)).toBe("Cancelled: why");
    expect(".modal").toHaveCount(0);
});

test("a reason may be left out after all", async () => {
    onRpc("mail.activity", "action_set_cancel_reason", () => expect.step("reason"));
    await doCancelledAction();
    await contains(`${BUTTON}:contains(reason)`).click();
    await contains(".modal-footer button:contains(Discard)").click();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
});
