import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, onRpc } from "@web/../tests/web_test_helpers";

import {
    defineActivityFlowModels,
    doReturnedAction,
    stepAction,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

/** Run the action that the server returns after a completion. */
function doCompletedAction(next = false, options = {}) {
    const params = { activity_ids: [7, 8], message: "2 activities are done.", next };
    return doReturnedAction("completed", params, options);
}

test("tells what was done, and lets the view behind reload", async () => {
    await doCompletedAction(false, { onClose: () => expect.step("reload") });
    expect(".o_notification").toHaveText(/2 activities are done/);
    expect.verifySteps(["reload"]);
});

test("Undo reopens, reloads the view, and can't be clicked twice", async () => {
    onRpc("mail.activity", "action_reopen", ({ args: [ids] }) => {
        expect.step(`reopen ${ids}`);
        return true;
    });
    stepAction("soft_reload");
    await doCompletedAction();
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps(["reopen 7,8", "soft_reload"]);
    expect(".o_notification").toHaveCount(0);
});

test("Undo is offered for ten seconds", async () => {
    await doCompletedAction();
    await advanceTime(9000);
    expect(".o_notification button:contains(Undo)").toHaveCount(1);
    await advanceTime(2000);
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});

test("what comes next is opened", async () => {
    await doCompletedAction({
        type: "ir.actions.client",
        tag: "display_notification",
        params: { message: "Next" },
    });
    expect(".o_notification:contains(Next)").toHaveCount(1);
});
