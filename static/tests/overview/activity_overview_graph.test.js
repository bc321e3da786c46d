import { describe, expect, test } from "@odoo/hoot";
import {
    getChart,
    selectMode,
    setupChartJsForTests,
} from "@web/../tests/views/graph/graph_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Overview extends models.Model {
    _name = "overview";

    owner = fields.Char();
    done_on = fields.Date();
    sentiment = fields.Selection({
        selection: [
            ["positive", "Positive"],
            ["neutral", "Neutral"],
            ["negative", "Negative"],
        ],
    });
    _records = [
        { owner: "Ada", sentiment: "positive", done_on: "2026-03-02" },
        { owner: "Ada", sentiment: "negative", done_on: "2026-04-02" },
        { owner: "Bob" },
        { owner: "Bob", sentiment: "negative" },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Overview });
setupChartJsForTests();

const mountGraph = (...groupBys) =>
    mountView({
        type: "graph",
        resModel: "overview",
        arch: `<graph js_class="activity_overview_graph">${groupBys
            .map((name) => `<field name="${name}"/>`)
            .join("")}</graph>`,
    });

/** Return the colors of the series by label, without the line of the totals. */
const getColors = (view, key) =>
    Object.fromEntries(
        getChart(view)
            .data.datasets.filter((dataset) => dataset.label !== "Sum")
            .map((dataset) => [dataset.label, dataset[key]])
    );

test("bars and lines have the colours of their sentiments", async () => {
    const view = await mountGraph("owner", "sentiment");
    const colors = { Positive: "#28a745", Negative: "#dc3545", None: "#c4c9d0" };
    expect(getColors(view, "backgroundColor")).toEqual(colors);
    await selectMode("line");
    expect(getColors(view, "borderColor")).toEqual(colors);
});

const getLabels = (view) => getChart(view).data.datasets.map(({ label }) => label);

test("no line joins the totals of people", async () => {
    const view = await mountGraph("owner", "sentiment");
    expect(getLabels(view)).not.toInclude("Sum");
});

test("a line joins the totals of months", async () => {
    const view = await mountGraph("done_on", "sentiment");
    expect(getLabels(view)).toInclude("Sum");
});

test("series that are no sentiments keep Odoo's colours", async () => {
    const view = await mountGraph("sentiment", "owner");
    expect(getColors(view, "backgroundColor")).toEqual({
        Ada: "#4EA7F2",
        Bob: "#EA6175",
    });
});
