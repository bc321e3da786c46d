import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
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
import { CHOICES } from "./outcome_test_helpers";

class Schedule extends models.Model {
    outcome_choices = fields.Json();
    outcome_id = fields.Many2one({ relation: "mail.activity.outcome" });
    _records = [{ id: 1, outcome_choices: CHOICES }, { id: 2 }];
}

class Complete extends models.Model {
    line_ids = fields.One2many({
        relation: "complete.line",
        relation_field: "wizard_id",
    });
    _records = [{ id: 1, line_ids: [1, 2, 3] }];
}

class CompleteLine extends models.Model {
    _name = "complete.line";
    wizard_id = fields.Many2one({ relation: "complete" });
    label = fields.Char();
    activity_count = fields.Integer();
    choices = fields.Json();
    is_required = fields.Boolean();
    outcome_id = fields.Many2one({ relation: "mail.activity.outcome" });
    _records = [
        { id: 1, label: "Call", activity_count: 1, choices: CHOICES, outcome_id: 12 },
        {
            id: 2,
            label: "Email",
            activity_count: 3,
            choices: CHOICES,
            is_required: true,
        },
        { id: 3, label: "", activity_count: 1, choices: [] },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Schedule, Complete, CompleteLine });

const RADIO = ".o_outcome_picker [role='radio']";
const CHOSEN = `${RADIO}[aria-checked='true']`;

function mountSchedule(resId) {
    return mountView({
        type: "form",
        resModel: "schedule",
        resId,
        arch: `<form><field name="outcome_id" widget="outcome_picker"
            options="{'choices_field': 'outcome_choices'}"/></form>`,
    });
}

function mountComplete() {
    return mountView({
        type: "form",
        resModel: "complete",
        resId: 1,
        arch: `<form><field name="line_ids" widget="outcome_lines"/></form>`,
    });
}

test("the choices come from another field, and are saved in this one", async () => {
    onRpc("schedule", "web_save", ({ args: [, changes] }) => {
        expect.step(changes);
    });
    await mountSchedule(1);
    expect(RADIO).toHaveCount(3);
    expect(`${RADIO} kbd`).toHaveCount(0);
    await contains(`${RADIO}:contains(Not interested)`).click();
    expect(CHOSEN).toHaveText(/Not interested/);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ outcome_id: 13 }]);
});

test("a record without choices shows none", async () => {
    await mountSchedule(2);
    expect(RADIO).toHaveCount(0);
});

test("one question for each line that has choices", async () => {
    await mountComplete();
    expect(queryAllTexts(".o_outcome_line > .fw-bold")).toEqual(["Call", "Email (3)"]);
    expect(`[role='radiogroup'][aria-label='Call'] [aria-checked='true']`).toHaveText(
        /No answer/
    );
    expect(`[role='radiogroup'][aria-required='true']`).toHaveAttribute(
        "aria-label",
        "Email (3)"
    );
});

test("the first open question has the focus, and a digit answers it", async () => {
    onRpc("complete", "web_save", ({ args: [, changes] }) => {
        expect.step(changes);
    });
    await mountComplete();
    expect(".o_outcome_line:eq(1) [role='radio']:eq(0)").toBeFocused();
    await press("3");
    await animationFrame();
    expect(`.o_outcome_line:eq(1) [aria-checked='true']`).toHaveText(/Not interested/);
    await contains(".o_form_button_save").click();
    expect.verifySteps([{ line_ids: [[1, 2, { outcome_id: 13 }]] }]);
});
