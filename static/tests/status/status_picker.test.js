import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllAttributes } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import {
    getService,
    makeServerError,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { StatusPicker } from "@crm_activity_flow/status/status_picker";
import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";
import { STATUSES } from "./status_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const RADIO = ".o_activity_status [role='radio']";
const CURRENT = `${RADIO}[aria-checked='true']`;
const NAME = ".o_activity_status_name";

/** The status of one activity. */
async function mountPicker(status = STATUSES[0], props = {}) {
    class Parent extends Component {
        static components = { StatusPicker };
        static props = ["*"];
        static template = xml`
            <div t-on-keydown="() => this.step('keydown')" t-on-click="() => this.step('click')">
                <StatusPicker activityId="7" status="state.status" t-props="pickerProps"
                    onMoved="({ name }) => this.step('moved ' + name)"
                    onRefused="() => this.step('refused')"/>
            </div>`;
        setup() {
            this.pickerProps = props;
            this.state = useState({ status });
        }
        step(name) {
            expect.step(name);
        }
    }
    const parent = await mountWithCleanup(Parent);
    await animationFrame();
    return parent;
}

function onMove() {
    onRpc("mail.activity", "action_move", ({ args }) => {
        expect.step(`action_move ${JSON.stringify(args)}`);
        return true;
    });
}

test("each status is a dot with its name, the current one says it", async () => {
    await mountPicker(STATUSES[1]);
    expect(queryAllAttributes(RADIO, "aria-label")).toEqual([
        "To do",
        "In progress",
        "Waiting",
    ]);
    expect(queryAllAttributes(RADIO, "data-tooltip")).toEqual([
        "To do",
        "In progress",
        "Waiting",
    ]);
    expect(CURRENT).toHaveCount(1);
    expect(`${CURRENT} .o_activity_status_color_4`).toHaveCount(1);
    expect(NAME).toHaveText("In progress");
});

test("a click moves, from where it was seen, and reaches nothing behind", async () => {
    onMove();
    await mountPicker();
    await click(`${RADIO}[aria-label='Waiting']`);
    await animationFrame();
    expect.verifySteps(["action_move [[7],3,1]", "moved Waiting"]);
    expect(NAME).toHaveText("Waiting");
    await click(`${RADIO}[aria-label='In progress']`);
    await animationFrame();
    expect.verifySteps(["action_move [[7],2,3]", "moved In progress"]);
});

test("the current dot moves nothing", async () => {
    onMove();
    await mountPicker();
    await click(CURRENT);
    await animationFrame();
    expect.verifySteps([]);
});

test("arrows go from dot to dot without moving the activity", async () => {
    onMove();
    await mountPicker();
    expect(`${RADIO}[tabindex='0']`).toHaveCount(1);
    await press("Tab");
    expect(CURRENT).toBeFocused();
    await press("ArrowLeft");
    expect(`${RADIO}:eq(2)`).toBeFocused();
    await press("ArrowDown");
    expect(`${RADIO}:eq(0)`).toBeFocused();
    await press("ArrowRight");
    expect(`${RADIO}:eq(1)`).toBeFocused();
    expect(NAME).toHaveText("To do");
    expect.verifySteps([]);
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["action_move [[7],2,1]", "moved In progress"]);
});

test("a refusal shows the sentence, and what is true", async () => {
    expect.errors(1);
    onRpc("mail.activity", "action_move", () => {
        throw makeServerError({
            type: "ValidationError",
            message: "It was moved meanwhile.",
        });
    });
    await mountPicker();
    await click(`${RADIO}[aria-label='Waiting']`);
    await animationFrame();
    expect.verifySteps(["refused"]);
    expect(NAME).toHaveText("To do");
    expect.verifyErrors(["It was moved meanwhile."]);
});

test("moved elsewhere by the page, the dot follows", async () => {
    onMove();
    const parent = await mountPicker();
    await click(`${RADIO}[aria-label='Waiting']`);
    await animationFrame();
    expect.verifySteps(["action_move [[7],3,1]", "moved Waiting"]);
    parent.state.status = STATUSES[1];
    await animationFrame();
    expect(NAME).toHaveText("In progress");
});

test("a closed activity shows its status, without a choice", async () => {
    onRpc("mail.activity.status", "search_read", () => expect.step("search_read"));
    await mountPicker(STATUSES[3]);
    expect(RADIO).toHaveCount(0);
    expect(NAME).toHaveText("Done");
    expect(".o_activity_status_color_10").toHaveCount(1);
    expect.verifySteps([]);
});

test("so does one that the user can't change", async () => {
    await mountPicker(STATUSES[2], { readonly: true });
    expect(RADIO).toHaveCount(0);
    expect(NAME).toHaveText("Waiting");
});

test("an archived status stays where it is, as a choice of its own", async () => {
    await mountPicker({ id: 99, name: "Long ago", color: 5, kind: "open" });
    expect(RADIO).toHaveCount(4);
    expect(`${CURRENT}[aria-label='Long ago']`).toHaveCount(1);
});

test("many activities, many statuses: the statuses are asked for once", async () => {
    onRpc("mail.activity.status", "search_read", () => expect.step("search_read"));
    class Parent extends Component {
        static components = { StatusPicker };
        static props = ["*"];
        static template = xml`
            <StatusPicker t-foreach="[1, 2, 3]" t-as="id" t-key="id" activityId="id" status="status"/>`;
        status = STATUSES[0];
    }
    await mountWithCleanup(Parent);
    await animationFrame();
    expect(RADIO).toHaveCount(9);
    expect.verifySteps(["search_read"]);
});

test("a status that is added here is a choice for what is shown next", async () => {
    await mountPicker();
    expect(RADIO).toHaveCount(3);
    await getService("orm").create("mail.activity.status", [
        { name: "Blocked", kind: "open" },
    ]);
    await mountPicker();
    expect(`${RADIO}[aria-label='Blocked']`).toHaveCount(2);
});
