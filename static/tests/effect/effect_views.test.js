import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Effect extends models.Model {
    _name = "effect";

    kind = fields.Char();
    deals = fields.Integer({ aggregator: "sum" });
    won_rate = fields.Float({ aggregator: "avg" });
    _records = [
        { kind: "Call", deals: 20, won_rate: 0.25 },
        { kind: "Letter", deals: 9, won_rate: 0.5 },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Effect });

const NOTE = ".o_activity_effect_note";
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
    expect(NOTE).toHaveText(/what went together, not what caused it/);
    expect(NOTE).toHaveText(/\* Fewer than ten deals/);
    const [, ...lines] = queryAllTexts(".o_pivot_cell_value");
    expect(lines).toEqual(["25.00%", "50.00% *"]);
});

test("who isn't a manager is told why a figure is empty", async () => {
    setManager(false);
    onRpc("formatted_read_grouping_sets", async ({ parent }) => {
        const sets = await parent();
        Object.assign(sets[0][0], { "deals:sum": false, "won_rate:avg": false });
        return sets;
    });
    await mountView({ type: "pivot", resModel: "effect", arch: PIVOT });
    expect(NOTE).toHaveText(/Empty where a figure is on fewer than ten deals/);
    expect(queryAllTexts(".o_pivot_cell_value")).toEqual(["", "25.00%", "50.00% *"]);
});

test("the groups of a list are marked, too", async () => {
    setManager(true);
    await mountView({
        type: "list",
        resModel: "effect",
        groupBy: ["kind"],
        arch: `<list js_class="activity_effect_list">
            <field name="deals"/>
            <field name="won_rate" widget="percentage"/>
        </list>`,
    });
    expect(NOTE).toHaveCount(1);
    expect(queryAllTexts(".o_group_header .o_list_number")).toEqual([
        "20",
        "25%",
        "9 *",
        "50% *",
    ]);
});
