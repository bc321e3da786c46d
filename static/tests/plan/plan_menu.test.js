import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    mockService,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { openFormView, start, startServer } from "@mail/../tests/mail_test_helpers";
import { planModels } from "@crm_activity_flow/plan/plan_models";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const TOGGLE = ".o-mail-Chatter-plan";
const ITEM = ".o_plan_menu_item";
const LIST_ITEM = ".o_launch_plan_item";
const PLANS = [
    { id: 5, name: "New opportunity", steps: 3 },
    { id: 4, name: "After a won deal", steps: 1 },
];

/** Answer as the server does, and record what the client does next. */
function onMenu({ plans = PLANS, canCreate = false } = {}) {
    onRpc("get_launch_menu", ({ args: [resModel, resIds] }) => {
        expect.step(`menu of ${resModel} ${resIds}`);
        return { plans, model: "Contact", can_create: canCreate };
    });
    onRpc("action_launch", ({ args: [[planId], resModel, resIds] }) => {
        expect.step(`launch ${planId} on ${resModel} ${resIds}`);
        return { type: "ir.actions.client", tag: "flow_launched" };
    });
    mockService("action", {
        doAction(action, options) {
            if (action.tag === "flow_launched") {
                expect.step("launched");
                return options.onClose();
            }
            if (action.target === "new") {
                expect.step(`${action.name}: ${JSON.stringify(action.context)}`);
                return;
            }
            return super.doAction(...arguments);
        },
    });
}

async function openPartner() {
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Flow partner" });
    await start();
    await openFormView("res.partner", partnerId, {
        arch: "<form><field name='name'/><chatter/></form>",
    });
    await waitFor(".o-mail-Chatter-activity:enabled");
    return partnerId;
}

async function openPartners() {
    const pyEnv = await startServer();
    const [first, second] = pyEnv["res.partner"].create([
        { name: "Flow 1" },
        { name: "Flow 2" },
    ]);
    await mountView({
        type: "list",
        resModel: "res.partner",
        arch: "<list default_order='id'><field name='name'/><field name='activity_ids'/></list>",
        loadActionMenus: true,
        domain: [["id", "in", [first, second]]],
    });
    await contains("thead .o_list_record_selector input").click();
    await contains(".o_cp_action_menus button:contains(Actions)").click();
    return [first, second];
}

beforeEach(() => {
    patchWithCleanup(planModels, { known: ["res.partner"], isOutdated: false });
});

test("the chatter asks for plans when the menu opens, and not before", async () => {
    onMenu();
    const partnerId = await openPartner();
    expect(TOGGLE).toHaveCount(1);
    expect.verifySteps([]);
    await contains(TOGGLE).click();
    expect.verifySteps([`menu of res.partner ${partnerId}`]);
    expect(queryAllTexts(ITEM)).toEqual([
        "New opportunity\n3 steps",
        "After a won deal\n1 step",
    ]);
});

test("a click launches, and the chatter loads what is new", async () => {
    onMenu();
    const partnerId = await openPartner();
    await contains(TOGGLE).click();
    expect.verifySteps([`menu of res.partner ${partnerId}`]);
    onRpc("/mail/data", async (request) => {
        const { params } = await request.json();
        for (const [name, args] of params.fetch_params) {
            if (name === "mail.thread") {
                expect.step(`load ${args.request_list}`);
            }
        }
    });
    await contains(`${ITEM}:contains(won)`).click();
    await animationFrame();
    expect.verifySteps([
        `launch 4 on res.partner ${partnerId}`,
        "launched",
        "load activities,messages",
    ]);
});

test("the last entry opens the dialog, in plan mode", async () => {
    onMenu();
    const partnerId = await openPartner();
    await contains(TOGGLE).click();
    await contains(".o_plan_menu_dialog").click();
    const context = {
        active_id: partnerId,
        active_ids: [partnerId],
        active_model: "res.partner",
        dialog_size: "large",
        plan_mode: true,
        plans_only: true,
    };
    expect.verifySteps([
        `menu of res.partner ${partnerId}`,
        `Launch Plan: ${JSON.stringify(context)}`,
    ]);
});

test("more plans than fit are counted", async () => {
    const plans = [...Array(11).keys()].map((id) => ({ id, name: `${id}`, steps: 2 }));
    onMenu({ plans });
    const partnerId = await openPartner();
    await contains(TOGGLE).click();
    expect(ITEM).toHaveCount(8);
    expect(".o_plan_menu_dialog").toHaveText(/one of 3 more plans/);
    expect.verifySteps([`menu of res.partner ${partnerId}`]);
});

test("a model without plans has no menu, unless plans were just changed", async () => {
    patchWithCleanup(planModels, { known: ["crm.lead"] });
    await openPartner();
    expect(".o-mail-Chatter-activity").toHaveCount(1);
    expect(TOGGLE).toHaveCount(0);
});

for (const canCreate of [true, false]) {
    test(`no plan applies: said, with a way on if there is one: ${canCreate}`, async () => {
        onMenu({ plans: [], canCreate });
        planModels.known = [];
        planModels.isOutdated = true;
        const partnerId = await openPartner();
        await contains(TOGGLE).click();
        expect(".o_plan_menu_empty").toHaveText("No plan applies to “Contact” yet.");
        expect(".o_plan_menu_create").toHaveCount(canCreate ? 1 : 0);
        expect(".o_plan_menu_dialog").toHaveCount(0);
        expect.verifySteps([`menu of res.partner ${partnerId}`]);
    });
}

test("a list launches on the selected records", async () => {
    onMenu();
    const ids = await openPartners();
    await contains(LIST_ITEM).hover();
    await contains(`${ITEM}:contains(New)`).click();
    await animationFrame();
    expect.verifySteps([
        `menu of res.partner ${ids}`,
        `launch 5 on res.partner ${ids}`,
        "launched",
    ]);
});

test("the dialog for several records says how many", async () => {
    onMenu();
    const ids = await openPartners();
    await contains(LIST_ITEM).hover();
    await contains(".o_plan_menu_dialog").click();
    const context = {
        active_id: ids[0],
        active_ids: ids,
        active_model: "res.partner",
        dialog_size: "large",
        plan_mode: true,
        plans_only: true,
    };
    expect.verifySteps([
        `menu of res.partner ${ids}`,
        `Launch Plan on 2 Records: ${JSON.stringify(context)}`,
    ]);
});

test("a list of records without plans has no such entry", async () => {
    patchWithCleanup(planModels, { known: ["crm.lead"] });
    await openPartners();
    expect(".o_menu_item:contains(Duplicate)").toHaveCount(1);
    expect(LIST_ITEM).toHaveCount(0);
});

test("a kanban launches on the selected cards, and keeps its own entries", async () => {
    onMenu();
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Flow card" });
    await mountView({
        type: "kanban",
        resModel: "res.partner",
        arch: `<kanban>
            <templates><t t-name="card"><field name="name"/></t></templates>
            <field name="activity_ids"/>
        </kanban>`,
        loadActionMenus: true,
        domain: [["id", "=", partnerId]],
    });
    await contains(".o_kanban_record:not(.o_kanban_ghost)").click({ altKey: true });
    await contains(".o_cp_action_menus button:contains(Actions)").click();
    expect(".o_menu_item:contains(Delete)").toHaveCount(1);
    await contains(LIST_ITEM).hover();
    await contains(`${ITEM}:contains(won)`).click();
    await animationFrame();
    expect.verifySteps([
        `menu of res.partner ${partnerId}`,
        `launch 4 on res.partner ${partnerId}`,
        "launched",
    ]);
});
