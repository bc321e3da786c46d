import { describe, expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Config extends models.Model {
    group_activity_outcome = fields.Boolean();
    _records = [
        { id: 1, group_activity_outcome: true },
        { id: 2, group_activity_outcome: false },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Config });

const SWITCH = ".o_field_widget[name='group_activity_outcome'] input";
const DIALOG = ".modal:not(.o_inactive_modal)";

async function openConfig(resId) {
    onRpc("config", "web_save", ({ args: [, changes] }) => {
        expect.step(changes);
    });
    await mountView({
        type: "form",
        resModel: "config",
        resId,
        arch: `<form><field name="group_activity_outcome" widget="activity_switch"
            confirm-title="Switch off?" confirm="Outcomes are taken off every type."/></form>`,
    });
}

test("going off asks first, and says what it means", async () => {
    await openConfig(1);
    await contains(SWITCH).click();
    expect(`${DIALOG} .modal-title`).toHaveText("Switch off?");
    expect(`${DIALOG} .modal-body`).toHaveText("Outcomes are taken off every type.");
    await contains(`${DIALOG} button:contains(Switch off)`).click();
    expect(DIALOG).toHaveCount(0);
    expect(SWITCH).not.toBeChecked();
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ group_activity_outcome: false }]);
});

for (const [way, selector] of [
    ["Discard", "button:contains(Discard)"],
    ["closing the dialog", ".btn-close"],
]) {
    test(`${way} leaves everything as it was`, async () => {
        await openConfig(1);
        await contains(SWITCH).click();
        await contains(`${DIALOG} ${selector}`).click();
        await animationFrame();
        expect(SWITCH).toBeChecked();
        expect(queryFirst(".o_form_button_save")).not.toBeVisible();
    });
}

test("going on, and back before it was saved, asks nothing", async () => {
    await openConfig(2);
    await contains(SWITCH).click();
    expect(SWITCH).toBeChecked();
    await contains(SWITCH).click();
    expect(DIALOG).toHaveCount(0);
    expect(SWITCH).not.toBeChecked();
});
