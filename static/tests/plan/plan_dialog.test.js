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

import {
    activityFlowModels,
    doReturnedAction,
    stepAction,
} from "../crm_activity_flow_test_helpers";

const PLANS = [
    { id: 5, name: "New opportunity" },
    { id: 4, name: "After a won deal" },
];

class Plan extends models.Model {
    _name = "plan";
    name = fields.Char();
    _records = PLANS.map((plan) => ({ ...plan }));
}

class Schedule extends models.Model {
    _name = "schedule";
    plan_id = fields.Many2one({ relation: "plan" });
    res_ids = fields.Text();
    res_model = fields.Char();
    marks = fields.Json();
    _records = [
        {
            id: 1,
            plan_id: 5,
            res_ids: "[7, 8]",
            res_model: "res.partner",
            marks: [
                { icon: "fa-calendar-times-o", text: "Falls on a non-working day" },
                { icon: "fa-clock-o", text: "Anna is busy 10:00–11:00 (2)" },
            ],
        },
        { id: 2, plan_id: false, res_ids: false, res_model: false, marks: false },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Plan, Schedule });

const BADGE = ".o_field_widget[name=plan_id] .o_selection_badge";

async function openSchedule(resId) {
    onRpc("mail.activity.plan", "get_launch_menu", ({ args: [model, ids] }) => {
        expect.step(`menu of ${model} ${ids}`);
        return { plans: PLANS };
    });
    await mountView({
        type: "form",
        resModel: "schedule",
        resId,
        arch: `<form>
            <field name="plan_id" widget="activity_plan_badge"/>
            <field name="marks" widget="activity_plan_marks"/>
        </form>`,
    });
}

test("the plans are in the order of the menu, the chosen one is marked", async () => {
    await openSchedule(1);
    expect.verifySteps(["menu of res.partner 7,8"]);
    expect(queryAllTexts(BADGE)).toEqual(["New opportunity", "After a won deal"]);
    expect(`${BADGE}[aria-checked=true]`).toHaveText("New opportunity");
});

test("a plan is chosen by mouse or by keyboard", async () => {
    await openSchedule(1);
    await contains(`${BADGE}:contains(won)`).click();
    expect(`${BADGE}[aria-checked=true]`).toHaveText("After a won deal");
    await contains(`${BADGE}:contains(New)`).focus();
    await press("Enter");
    await animationFrame();
    expect(`${BADGE}[aria-checked=true]`).toHaveText("New opportunity");
    expect.verifySteps(["menu of res.partner 7,8"]);
});

test("without a document there are no plans, and nothing is asked", async () => {
    await openSchedule(2);
    expect(BADGE).toHaveCount(0);
    expect.verifySteps([]);
});

test("free days and clashes have an icon and a text", async () => {
    await openSchedule(1);
    expect.verifySteps(["menu of res.partner 7,8"]);
    expect(queryAllTexts(".o_plan_mark")).toEqual([
        "Falls on a non-working day",
        "Anna is busy 10:00–11:00 (2)",
    ]);
    expect(".o_plan_mark:first .fa-calendar-times-o").toHaveCount(1);
});

test("a launch is told, and Undo takes it back", async () => {
    onRpc("mail.activity", "action_undo_launch", ({ args: [ids] }) => {
        expect.step(`undo ${ids}`);
        return { type: "ir.actions.client", tag: "flow_reload" };
    });
    stepAction("flow_reload");
    await doReturnedAction(
        "launched",
        { activity_ids: [7, 8], message: "“New” started: 2 activities" },
        { onClose: () => expect.step("closed") }
    );
    expect(".o_notification").toHaveText(/“New” started: 2 activities/);
    await contains(".o_notification button:contains(Undo)").click();
    await animationFrame();
    expect.verifySteps(["closed", "undo 7,8", "flow_reload"]);
    expect(".o_notification").toHaveCount(0);
});
