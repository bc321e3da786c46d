import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { openNextStepDialog } from "@crm_activity_flow/next_step/offer_next_steps";
import {
    getMockEnv,
    makeServerError,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";
import { onNextSteps, suggest, suggestCall } from "../next_step/next_step_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const LINE = ".o_next_step_dialog .o_next_step";
const EFFECT = `${LINE} .o_next_step_effect`;
const TEXT = "After “No answer”, an email was followed by a won deal.";

/** Open the dialog, with what the server answers about its steps. */
async function openDialog(suggestions, answer) {
    onNextSteps();
    patchWithCleanup(session, { activity_effect_line: true });
    onRpc("mail.activity.effect", "get_next_step_lines", ({ args: [steps] }) => {
        expect.step(steps.map((step) => Object.values(step).join("/")).join(" "));
        return answer(steps);
    });
    await mountWithCleanup(WebClient);
    openNextStepDialog(getMockEnv(), suggestions, {});
    await animationFrame();
    await animationFrame();
}

test("a gray line says what came of a next step", async () => {
    await openDialog([suggest(), suggestCall()], () => [TEXT, false]);
    expect.verifySteps(["7/1 7/2"]);
    expect(EFFECT).toHaveCount(1);
    expect(`${LINE}:first ${".o_next_step_effect"}`).toHaveText(TEXT);
});

test("steps after several activities have no line", async () => {
    const several = [suggest(), suggest({ previous_activity_id: 8, res_id: 4 })];
    await openDialog([...several, suggestCall()], () => [TEXT]);
    expect.verifySteps(["7/2"]);
    expect(EFFECT).toHaveCount(1);
});

test("a line that comes late doesn't move the buttons", async () => {
    const answer = new Deferred();
    await openDialog([suggest()], () => answer);
    expect.verifySteps(["7/1"]);
    expect(LINE).toHaveCount(0);
    await advanceTime(300);
    await animationFrame();
    expect(LINE).toHaveCount(1);
    answer.resolve([TEXT]);
    await animationFrame();
    expect(EFFECT).toHaveCount(0);
});

test("the dialog works without the lines", async () => {
    await openDialog([suggest()], () => {
        throw makeServerError();
    });
    expect.verifySteps(["7/1"]);
    expect(LINE).toHaveCount(1);
    expect(EFFECT).toHaveCount(0);
});
