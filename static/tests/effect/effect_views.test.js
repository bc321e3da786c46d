import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { isAnswered } from "@crm_activity_flow/effect/effect_marks";
import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Effect extends models.Model {
    _name = "effect";

    kind = fields.Char();
    team_id = fields.Char();
    attempt = fields.Integer();
    next_type_id = fields.Char();
    next_days = fields.Integer();
    deals = fields.Integer({ aggregator: "sum" });
    closed = fields.Integer({ aggregator: "sum" });
    won = fields.Integer({ aggregator: "sum" });
    won_rate = fields.Float({ aggregator: "avg" });
    revenue = fields.Float({ aggregator: "sum" });
    _records = [
        { kind: "Call", deals: 30, closed: 20, won: 5, won_rate: 0.25, revenue: 7 },
        { kind: "Letter", deals: 12, closed: 8, won: 4, won_rate: 0.5, revenue: 6 },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Effect });

const NOTE = ".o_activity_effect_note";
const TOO_MUCH = ".o_activity_effect_too_much";
const LIST = `<list js_class="activity_effect_list">
    <field name="deals"/>
    <field name="closed"/>
    <field name="won" column_invisible="1"/>
    <field name="won_rate" widget="percentage" digits="[16, 1]"/>
    <field name="revenue" digits="[16, 0]"/>
</list>`;
const PIVOT = `<pivot js_class="activity_effect_pivot">
    <field name="kind" type="row"/>
    <field name="won_rate" type="measure" widget="percentage"/>
</pivot>`;

function setManager(isManager) {
    onRpc("has_group", () => isManager);
}

test("the pivot says what its figures mean, and marks those on few deals", async () => {
    setManager(true);
    await mountView({ type: "pivot", resModel: "effect", arch: PIVOT });
    expect(NOTE).toHaveText(/what goes together, not cause and effect/);
    expect(NOTE).toHaveText(/\* Based on fewer than ten deals/);
    const [, ...lines] = queryAllTexts(".o_pivot_cell_value");
    expect(lines).toEqual(["25.00%", "50.00% *"]);
});

test("who isn't a manager is told why a figure is empty", async () => {
    setManager(false);
    onRpc("formatted_read_grouping_sets", async ({ parent }) => {
        const sets = await parent();
        // all deals aren't told, as few of them are open
        Object.assign(sets[0][0], { "closed:sum": false, "won_rate:avg": false });
        Object.assign(sets[1][0], { "deals:sum": false });
        return sets;
    });
    await mountView({ type: "pivot", resModel: "effect", arch: PIVOT });
    expect(NOTE).toHaveText(/fewer than ten deals, .+ are left empty/);
    expect(queryAllTexts(".o_pivot_cell_value")).toEqual(["", "25.00%", "50.00% *"]);
    expect(TOO_MUCH).toHaveCount(0);
});

test("groups and rows of a list are marked, each figure by what it is based on", async () => {
    setManager(true);
    const list = { type: "list", resModel: "effect", arch: LIST };
    const call = ["30", "20", "25%", "7 *"];
    const letter = ["12", "8 *", "50% *", "6 *"];
    await mountView({ ...list, groupBy: ["kind"] });
    expect(NOTE).toHaveCount(1);
    expect(queryAllTexts(".o_group_header .o_list_number")).toEqual([
        ...call,
        ...letter,
    ]);
    await mountView({ ...list, domain: [["kind", "!=", false]] });
    expect(queryAllTexts(".o_data_row .o_list_number")).toEqual([...call, ...letter]);
});

test("who isn't a manager is told if a question names too much", async () => {
    setManager(false);
    const domain = [["kind", "=", "Nothing"]];
    const three = ["team_id", "attempt", "next_type_id"];
    await mountView({
        ...{ type: "pivot", resModel: "effect", arch: PIVOT, noContentHelp: "None" },
        ...{ domain, groupBy: three },
    });
    expect(TOO_MUCH).toHaveCount(0);
    expect(".o_view_nocontent").toHaveCount(1);
    await mountView({
        ...{ type: "list", resModel: "effect", arch: LIST, noContentHelp: "None" },
        ...{ domain: [["next_days", "=", 1]], groupBy: three },
    });
    expect(TOO_MUCH).toHaveText(/up to three filters and groupings/);
    expect(".o_list_view .o_view_nocontent").toHaveCount(0);
});

test("a question names each dimension once, by filter or group", () => {
    const type = ["activity_type_id", "=", 1];
    const cases = [
        [[], [], true],
        [[type], ["outcome_id", "team_id"], true],
        [[type, ["company_id", "=", 1]], ["outcome_id", "team_id", "kind"], true],
        [["|", type, type], ["activity_type_id", "attempt", "team_id"], true],
        [[["outcome_id.name", "=", "A"], type], ["sentiment", "attempt"], true],
        [[type], ["outcome_id", "team_id", "attempt"], false],
        [[type, ["next_days", "=", 1]], ["next_type_id"], false],
        [[], ["next_type_id", "next_days"], false],
    ];
    for (const [domain, groupBy, expected] of cases) {
        expect(isAnswered(domain, groupBy)).toBe(expected);
    }
});
