import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { defineOutcomeModels } from "./outcome_test_helpers";

describe.current.tags("desktop");
defineOutcomeModels();

/** Do what the server returns after a completion. */
async function doCompletedAction(next = false, options = {}) {
    await getService("action").doAction(
        {
            type: "ir.actions.client",
            tag: "crm_activity_flow.completed",
            params: { activity_ids: [7, 8], message: "2 activities are done.", next },
        },
        options
    );
    await animationFrame();
}

test("tells what was done, and lets the view behind reload", async () => {
    await mountWithCleanup(WebClient);
    await doCompletedAction(false, { onClose: () => expect.step("reload") });
    expect(".o_notification").toHaveText(/2 activities are done/);
    expect.verifySteps(["reload"]);
});

test("Undo reopens, reloads the view, and can't be clicked twice", async () => {
    onRpc("mail.activity", "action_reopen", ({ args: [ids] }) => {
        expect.step(`reopen ${ids}`);
        return true;
    });
    mockService("action", {
        doAction(action) {
            if (action === "soft_reload") {
                expect.step("soft_reload");
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await mountWithCleanup(WebClient);
    await doCompletedAction();
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps(["reopen 7,8", "soft_reload"]);
    expect(".o_notification").toHaveCount(0);
});

test("Undo is offered for ten seconds", async () => {
    await mountWithCleanup(WebClient);
    await doCompletedAction();
    await advanceTime(9000);
    expect(".o_notification button:contains(Undo)").toHaveCount(1);
    await advanceTime(2000);
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});

test("what comes next is opened", async () => {
    await mountWithCleanup(WebClient);
    await doCompletedAction({
        type: "ir.actions.client",
        tag: "display_notification",
        params: { message: "Next" },
    });
    expect(".o_notification:contains(Next)").toHaveCount(1);
});
