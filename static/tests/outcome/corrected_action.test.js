import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";

import {
    defineActivityFlowModels,
    doReturnedAction,
    stepAction,
} from "../crm_activity_flow_test_helpers";
import { onNextSteps, suggest } from "../next_step/next_step_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const DIALOG = ".o_next_step_dialog";

/** Run the action that the server returns after a correction. */
function doCorrectedAction(suggestions = []) {
    const message = "“Call” ended with “Interested”.";
    const options = { onClose: () => expect.step("reload") };
    return doReturnedAction("corrected", { message, suggestions }, options);
}

test("tells how it ended, without Undo, and lets the view behind reload", async () => {
    await doCorrectedAction();
    expect(".o_notification").toHaveText(/ended with “Interested”/);
    expect(".o_notification button:contains(Undo)").toHaveCount(0);
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps(["reload"]);
});

test("offers what the right outcome suggests", async () => {
    onNextSteps({ add: () => expect.step("add") });
    stepAction("soft_reload");
    // not awaited: it ends when the dialog is closed
    doCorrectedAction([suggest()]);
    await contains(`${DIALOG} .o_next_step_add`).click();
    await animationFrame();
    expect.verifySteps(["reload", "add", "soft_reload"]);
    expect(DIALOG).toHaveCount(0);
});
