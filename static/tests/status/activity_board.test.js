import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne, queryRect } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    makeServerError,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { startServer } from "@mail/../tests/mail_test_helpers";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";
import { STATUSES, switchStatusesOn } from "./status_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const ARCH = `
    <kanban js_class="activity_board" default_group_by="status_id" group_create="0">
        <templates>
            <t t-name="card">
                <field name="summary"/>
                <field name="status_id" widget="activity_status"/>
            </t>
        </templates>
    </kanban>`;

const COLUMN = ".o_kanban_group";
const TITLE = `${COLUMN} .o_column_title`;

function cardsIn(status) {
    return queryAllTexts(
        `${COLUMN}:has(.o_column_title:contains(${status})) .o_kanban_record > span`
    );
}

test("a long name is cut before the type's badge is", async () => {
    const pyEnv = await startServer();
    pyEnv["mail.activity"].create({
        summary: "Twenty benches for the arrivals hall, and their delivery ".repeat(3),
        status_id: 1,
    });
    await mountView({
        type: "kanban",
        resModel: "mail.activity",
        arch: `
            <kanban js_class="activity_board" class="o_activity_board" default_group_by="status_id">
                <templates>
                    <t t-name="card">
                        <div class="d-flex justify-content-between">
                            <span class="text-truncate"><field name="summary" class="fw-bold"/></span>
                            <span class="badge rounded-pill"><i class="fa fa-envelope"/> Email</span>
                        </div>
                    </t>
                </templates>
            </kanban>`,
        groupBy: ["status_id"],
    });
    const badge = queryOne(".o_kanban_record .badge");
    expect(badge.scrollWidth).toBe(badge.clientWidth);
    const card = queryRect(".o_kanban_record");
    expect(queryRect(badge).right).toBeLessThan(card.right);
});

/** The board with an activity in each status. */
async function mountBoard(options = {}) {
    const pyEnv = await startServer();
    const ids = pyEnv["mail.activity"].create(
        STATUSES.map(({ id, name, kind, color }) => ({
            active: kind === "open",
            summary: `Act ${name}`,
            status_id: id,
            status_kind: kind,
            status_color: color,
        }))
    );
    await mountView({
        type: "kanban",
        resModel: "mail.activity",
        arch: ARCH,
        groupBy: ["status_id"],
        ...options,
    });
    return ids;
}

async function drag(summary, status) {
    await contains(`.o_kanban_record:contains(${summary})`).dragAndDrop(
        `${COLUMN}:has(.o_column_title:contains(${status}))`
    );
    await animationFrame();
}

/** Record each drop as a step, and let the server answer. */
function onDrop(getResult) {
    onRpc("mail.activity", "action_drop", ({ args: [ids, to, from] }) => {
        expect.step(`drop ${ids.length} from ${from} to ${to}`);
        return getResult();
    });
}

beforeEach(switchStatusesOn);

test("grouped by status, closed activities are on the board, by its domain", async () => {
    onRpc("mail.activity", "web_read_group", ({ kwargs }) => {
        expect.step(JSON.stringify(kwargs.domain));
        expect(kwargs.context.active_test).toBe(undefined);
    });
    await mountBoard({ domain: [["summary", "!=", false]] });
    expect(queryAllTexts(TITLE)).toHaveLength(5);
    expect(cardsIn("Done")).toEqual(["Act Done"]);
    expect.verifySteps(['["&",["summary","!=",false],["active","in",[true,false]]]']);
});

test("grouped by something else, they aren't", async () => {
    await mountBoard({ groupBy: ["summary"] });
    expect(TITLE).toHaveCount(3);
});

test("each column has its dot, and a + where work is to be done", async () => {
    await mountBoard();
    expect(`${COLUMN}:eq(1) .o_kanban_header .o_activity_status_color_4`).toHaveCount(
        1
    );
    expect(`${COLUMN}:eq(2) .o_kanban_quick_add`).toHaveCount(1);
    expect(`${COLUMN}:eq(3) .o_kanban_quick_add`).toHaveCount(0);
    expect(`${COLUMN}:eq(4) .o_kanban_quick_add`).toHaveCount(0);
});

test("a drop says where from and where to, and shows what the server made of it", async () => {
    onDrop(() => true);
    onRpc("mail.activity", "web_save", () => expect.step("web_save"));
    await mountBoard();
    onRpc("mail.activity", "web_read_group", () => expect.step("reload"));
    await drag("Act To do", "Waiting");
    expect.verifySteps(["drop 1 from 1 to 3", "reload"]);
    // the mock server left the card where it was
    expect(cardsIn("To do")).toEqual(["Act To do"]);
});

test("while the server asks, the card waits in the column; discarded, it goes back", async () => {
    let discard;
    mockService("action", {
        async doAction(action, options) {
            expect.step(action.type);
            discard = options.onClose;
        },
    });
    onDrop(() => ({ type: "ir.actions.act_window" }));
    await mountBoard();
    await drag("Act To do", "Done");
    expect.verifySteps(["drop 1 from 1 to 4", "ir.actions.act_window"]);
    expect(cardsIn("Done")).toEqual(["Act Done", "Act To do"]);
    discard();
    await animationFrame();
    expect(cardsIn("Done")).toEqual(["Act Done"]);
    expect(cardsIn("To do")).toEqual(["Act To do"]);
});

test("refused, the sentence is shown, and the card is where it really is", async () => {
    expect.errors(1);
    onDrop(() => {
        throw makeServerError({ type: "ValidationError", message: "Moved meanwhile." });
    });
    await mountBoard();
    await drag("Act To do", "Waiting");
    expect.verifySteps(["drop 1 from 1 to 3"]);
    expect.verifyErrors(["Moved meanwhile."]);
    expect(cardsIn("To do")).toEqual(["Act To do"]);
    expect(cardsIn("Waiting")).toEqual(["Act Waiting"]);
});

test("within a column the deadlines are the order", async () => {
    onDrop(() => true);
    await mountBoard();
    await drag("Act To do", "To do");
    expect.verifySteps([]);
});

test("the columns are dragged by those only who may change statuses", async () => {
    await mountBoard({
        arch: ARCH.replace("group_create", 'group_edit="0" group_create'),
    });
    expect(`${COLUMN}.o_group_draggable`).toHaveCount(0);
});

test("a dot moves the card to its column", async () => {
    onRpc("mail.activity", "action_move", ({ args: [ids, to, from] }) => {
        expect.step(`move ${ids} from ${from} to ${to}`);
        return true;
    });
    const [id] = await mountBoard();
    onRpc("mail.activity", "web_read_group", () => expect.step("reload"));
    await contains(
        ".o_kanban_record:contains(Act To do) [role='radio'][aria-label='Waiting']"
    ).click();
    await animationFrame();
    expect.verifySteps([`move ${id} from 1 to 3`, "reload"]);
});
