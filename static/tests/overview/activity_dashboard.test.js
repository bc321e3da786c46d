import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { setupChartJsForTests } from "@web/../tests/views/graph/graph_test_helpers";
import {
    defineModels,
    defineParams,
    fields,
    makeMockEnv,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { getByUser } from "@crm_activity_flow/overview/dashboard/charts";
import { DashboardChart } from "@crm_activity_flow/overview/dashboard/dashboard_chart";
import { session } from "@web/session";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

const SOON = { timeout: 5000 };
const getDomain = (name) => [["id", "=", name]];

const DATA = {
    figures: {
        completed: { value: 12, previous: 8 },
        open: { value: 30, previous: 20 },
        overdue: { value: 5, previous: 2 },
        on_time: { value: 0.834, previous: 0.9 },
        positive: { value: null, previous: 0.5 },
        days_to_complete: { value: 2.44, previous: 2.41 },
    },
    by_user: [
        { user_id: [1, "Ada"], outcome_id: [1, "Sold"], value: 4 },
        { user_id: [2, "Bob"], outcome_id: [1, "Sold"], value: 5 },
        { user_id: [2, "Bob"], outcome_id: false, value: 2 },
        { user_id: false, outcome_id: false, value: 1 },
    ],
    by_type: [{ activity_type_id: [1, "Call"], value: 12 }],
    sentiment_by_week: [
        { week: "2026-11-02", sentiment: "positive", value: 9 },
        { week: "2026-11-16", sentiment: false, value: 3 },
    ],
    by_weekday: [{ weekday: 6, value: 12 }],
    overdue_by_user: [{ user_id: [1, "Ada"], value: 5 }],
};
for (const [key, rows] of Object.entries(DATA)) {
    for (const [name, row] of Object.entries(rows)) {
        row.domain = getDomain(`${key} ${name}`);
    }
}

class Overview extends models.Model {
    _name = "overview";

    name = fields.Char();
    done_at = fields.Datetime({ string: "Completed On" });
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Overview });
defineParams({ lang_parameters: { week_start: 1 } });
setupChartJsForTests();

const calls = [];

beforeEach(() => {
    calls.length = 0;
    mockDate("2026-11-18 12:00:00", +1);
    patchWithCleanup(session, { activity_outcome: true });
    onRpc("overview", "get_dashboard", ({ args }) => {
        calls.push(args);
        return DATA;
    });
    mockService("action", {
        doAction: ({ domain, name, views }) =>
            expect.step([name, domain, views.map((view) => view[1]).join()]),
    });
});

const mountLoading = (options = {}) =>
    mountView({
        type: "activity_dashboard",
        resModel: "overview",
        arch: `<activity_dashboard string="Overview"/>`,
        ...options,
    });
const waitForFigures = () => waitFor(".o_dashboard_comparison", SOON);
const mountDashboard = async (options) => {
    await mountLoading(options);
    await waitForFigures();
};
const press = async (selector) => {
    await click(selector);
    await animationFrame();
};
const getTable = (name) =>
    queryAll(`section[name=${name}] tr`).map((row) =>
        [...row.cells].map((cell) => cell.textContent.trim())
    );

test("one request for all figures, and the list behind each", async () => {
    await mountDashboard({ domain: [["name", "=", "x"]] });
    expect(calls).toEqual([[[["name", "=", "x"]], "2026-11-01", "2026-11-30"]]);
    expect(queryAllTexts(".o_dashboard_figure")).toEqual([
        "Completed\n12\nBetter: was 8",
        "Open\n30\nBefore: 20",
        "Overdue\n5\nWorse: was 2",
        "On-time rate\n83%\nWorse: was 90%",
        "Positive rate\n–\nBefore: 50%",
        "Days to complete\n2.4\nSame as before",
    ]);
    expect(".o_dashboard_hint").toHaveCount(0);
    await press(".o_dashboard_figure[name=overdue]");
    expect.verifySteps([["Overdue", getDomain("figures overdue"), "list,pivot,graph"]]);
});

test("without any activities, it says what to do", async () => {
    const { completed, open } = DATA.figures;
    const figures = {
        ...DATA.figures,
        completed: { ...completed, value: 0 },
        open: { ...open, value: 0 },
    };
    onRpc("overview", "get_dashboard", () => ({ ...DATA, figures }));
    await mountDashboard();
    expect(".o_dashboard_hint").toHaveText(/^Schedule an activity on an opportunity/);
});

test("more isn't always better, and color isn't all that says so", async () => {
    await mountDashboard();
    for (const [name, color, arrow] of [
        ["completed", "text-success", "fa-arrow-up"],
        ["open", "text-muted", "fa-arrow-up"],
        ["overdue", "text-danger", "fa-arrow-up"],
        ["on_time", "text-danger", "fa-arrow-down"],
    ]) {
        const selector = `[name=${name}] .o_dashboard_comparison`;
        expect(selector).toHaveClass(color);
        expect(`${selector} .fa`).toHaveClass(arrow);
    }
    expect("[name=days_to_complete] .o_dashboard_comparison .fa").toHaveCount(0);
});

test("the same figures as tables, to open with the keyboard", async () => {
    await mountDashboard();
    expect("canvas").toHaveCount(5);
    expect("table.table button").toHaveCount(0);
    await press("button[name=tables]");
    expect("canvas").toHaveCount(0);
    expect(getTable("by_user")).toEqual([
        ["Assigned to", "Sold", "No outcome"],
        ["Bob", "5", "2"],
        ["Ada", "4", "0"],
        ["Unassigned", "0", "1"],
    ]);
    expect(getTable("sentiment_by_week")).toEqual([
        ["Week from", "Positive", "No outcome"],
        ["Oct 26", "0", "0"],
        ["Nov 2", "9", "0"],
        ["Nov 9", "0", "0"],
        ["Nov 16", "0", "3"],
        ["Nov 23", "0", "0"],
        ["Nov 30", "0", "0"],
    ]);
    expect(getTable("by_weekday").at(-1)).toEqual(["Sun", "12"]);
    await press("section[name=by_user] tr:contains(Bob) button:contains(2)");
    expect.verifySteps([
        [
            "Outcomes by user: Bob, No outcome",
            getDomain("by_user 2"),
            "list,pivot,graph",
        ],
    ]);
});

test("a bar opens the list behind it", async () => {
    const charts = {};
    patchWithCleanup(DashboardChart.prototype, {
        draw() {
            super.draw();
            charts[this.props.chart.name] = this;
        },
    });
    await mountDashboard();
    charts.overdue_by_user.onClick([{ datasetIndex: 0, index: 0 }]);
    charts.overdue_by_user.onClick([]);
    expect.verifySteps([
        ["Most overdue: Ada", getDomain("overdue_by_user 0"), "list,pivot,graph"],
    ]);
    const { datasets } = charts.by_user.drawing.data;
    expect(datasets.map(({ data }) => data)).toEqual([
        [5, 4, 0],
        [2, 0, 1],
    ]);
    // series differ by a pattern, too
    expect(typeof datasets[0].backgroundColor).toBe("string");
    expect(datasets[1].backgroundColor).toBeInstanceOf(CanvasPattern);
    const lines = charts.sentiment_by_week.drawing.data.datasets;
    expect(new Set(lines.map(({ pointStyle }) => pointStyle)).size).toBe(2);
    // a week without activities has no point, since there is no list to open
    expect(lines[0].data).toEqual([0, 9, 0, 0, 0, 0]);
    expect(lines[0].pointRadius).toEqual([0, 5, 0, 0, 0, 0]);
});

test("without Outcomes, nothing is about them", async () => {
    patchWithCleanup(session, { activity_outcome: false });
    await mountDashboard();
    expect(".o_dashboard_figure").toHaveCount(5);
    expect("[name=positive], [name=sentiment_by_week]").toHaveCount(0);
    await press("button[name=tables]");
    expect(getTable("by_user")[1]).toEqual(["Bob", "7"]);
});

const getFacets = () => queryAllTexts(".o_facet_value");
const isPressed = (name) =>
    expect(`.o_period_picker button[name=${name}]`).toHaveAttribute(
        "aria-pressed",
        "true"
    );

test("a period that is chosen becomes a facet; the first one isn't chosen", async () => {
    await mountDashboard();
    isPressed("month");
    expect(getFacets()).toEqual([]);
    await press("button[name=week]");
    expect(getFacets()).toEqual(["Completed On: This week"]);
    await press("button[name=earlier]");
    expect(getFacets()).toEqual(["Completed On: 11/09/2026 – 11/15/2026"]);
    isPressed("week");
    await press("button[name=quarter]");
    isPressed("quarter");
    await press("button[name=earlier]");
    expect(getFacets()).toEqual(["Completed On: Q3 2026"]);
    isPressed("quarter");
    await press(".o_facet_remove");
    isPressed("month");
    expect(calls.map(([domain, ...days]) => [domain.length, ...days])).toEqual([
        [0, "2026-11-01", "2026-11-30"],
        [0, "2026-11-16", "2026-11-22"],
        [0, "2026-11-09", "2026-11-15"],
        [0, "2026-10-01", "2026-12-31"],
        [0, "2026-07-01", "2026-09-30"],
        [0, "2026-11-01", "2026-11-30"],
    ]);
});

test("any days can be chosen, in fields with names", async () => {
    await mountDashboard();
    await press("button[name=custom]");
    expect(".o_period_days input").toHaveCount(2);
    expect(queryAllTexts(".o_period_days label")).toEqual(["First day", "Last day"]);
    for (const label of queryAll(".o_period_days label")) {
        expect(`.o_period_days input#${label.htmlFor}`).toHaveCount(1);
    }
    await press("button[name=later]");
    expect(calls.slice(1).map(([, ...days]) => days)).toEqual([
        ["2026-12-01", "2026-12-30"],
    ]);
    isPressed("custom");
});

test("Completed On is the period, not a filter", async () => {
    await mountDashboard({
        searchViewArch: `
            <search>
                <filter name="done" string="Completed On" date="done_at"/>
                <separator/>
                <filter name="ours" string="Ours" domain="[('name', '=', 'x')]"/>
            </search>`,
        context: { search_default_ours: 1, search_default_done: "month-1" },
    });
    expect(calls[0]).toEqual([[["name", "=", "x"]], "2026-10-01", "2026-10-31"]);
    isPressed("month");
    await press("button[name=earlier]");
    expect(calls[1]).toEqual([[["name", "=", "x"]], "2026-09-01", "2026-09-30"]);
    expect(getFacets()).toEqual(["Ours", "Completed On: September 2026"]);
});

test("days with a gap are a filter, and the screen says so", async () => {
    const domain = [
        "|",
        ["done_at", "<", "2026-10-01"],
        ["done_at", ">", "2026-10-31"],
    ];
    await mountDashboard({ domain });
    expect(calls[0]).toEqual([domain, "2026-11-01", "2026-11-30"]);
    expect(".o_period_hint").toHaveText(/isn't a single period/);
});

test("another period replaces that of a favorite; the rest of it stays", async () => {
    await mountDashboard({
        irFilters: [
            {
                context: "{'group_by': ['name']}",
                domain: `[
                    ('name', '=', 'x'),
                    ('done_at', '>=', 'today =week_start'),
                    ('done_at', '<', 'today =week_start +1w'),
                ]`,
                id: 7,
                is_default: true,
                name: "My week",
                sort: "[]",
                user_ids: [],
            },
        ],
        loadIrFilters: true,
    });
    isPressed("week");
    await press("button[name=earlier]");
    await waitFor(".o_facet_value:contains(11/09/2026)", SOON);
    await animationFrame();
    expect(calls).toEqual([
        [[["name", "=", "x"]], "2026-11-16", "2026-11-22"],
        [[["name", "=", "x"]], "2026-11-09", "2026-11-15"],
    ]);
    expect(getFacets()).not.toInclude("My week");
});

test("the list behind a figure shows what it relates to", async () => {
    patchWithCleanup(DATA.figures.open, {
        domain: [
            "&",
            ["relates_to", "=", "deal"],
            "&",
            ["relates_to", "in", ["deal"]],
            ["name", "=", "x"],
        ],
    });
    mockService("action", {
        doAction: ({ context, domain }) =>
            expect.step([context.search_default_deals, domain]),
    });
    await mountDashboard();
    await press(".o_dashboard_figure[name=open]");
    expect.verifySteps([[1, [["name", "=", "x"]]]]);
});

test("paper says what is filtered", async () => {
    await mountDashboard({
        searchViewArch: `
            <search>
                <filter name="ours" string="Ours" domain="[('name', '=', 'x')]"/>
            </search>`,
        context: { search_default_ours: 1 },
    });
    expect(queryOne("p.d-print-block").textContent).toBe("Ours");
});

test("places are kept while the figures load", async () => {
    const deferred = new Deferred();
    onRpc("overview", "get_dashboard", async () => {
        await deferred;
        return DATA;
    });
    await mountLoading();
    const getHeight = () =>
        queryOne(".o_dashboard_figures").getBoundingClientRect().height;
    expect(".o_dashboard_skeleton .o_dashboard_figure").toHaveCount(6);
    expect(".o_dashboard_chart").toHaveCount(5);
    const height = getHeight();
    deferred.resolve();
    await waitForFigures();
    expect(".o_dashboard_skeleton").toHaveCount(0);
    expect(getHeight()).toBeCloseTo(height, { margin: 4 });
});

test("says so if the figures can't be loaded, and tries again", async () => {
    expect.errors(1);
    let fails = true;
    onRpc("overview", "get_dashboard", () => {
        if (fails) {
            throw makeServerError({ message: "This filter isn't valid." });
        }
        return DATA;
    });
    await mountLoading();
    await waitFor(".alert", SOON);
    expect(".alert").toHaveText(/couldn't be loaded/);
    expect.verifyErrors([/RPC_ERROR/]);
    fails = false;
    await click(".alert button");
    await waitForFigures();
    expect(".o_dashboard_figure").toHaveCount(6);
});

test("what there is no room for is joined, or only in the table", async () => {
    await makeMockEnv();
    const rows = Array.from({ length: 12 }, (_, id) => ({
        user_id: [id % 11, `User ${id % 11}`],
        outcome_id: [id, `Outcome ${id}`],
        value: 12 - id,
        domain: [["id", "=", id]],
    }));
    const { labels, limit, series } = getByUser(rows, true);
    expect([labels.length, limit]).toEqual([11, 10]);
    expect(series).toHaveLength(8);
    expect(series[7].label).toBe("Other outcomes");
    const values = series.flatMap(({ cells }) => cells.map((cell) => cell?.value || 0));
    expect(values.reduce((sum, value) => sum + value)).toBe(78);
    // the first user has two outcomes, of which one is among the others
    const { domain, value } = series[7].cells[0];
    expect([value, domain]).toEqual([1, [["id", "=", 11]]]);
    // two outcomes of one user are joined where there are none
    const [completed] = getByUser(rows, false).series;
    expect(completed.cells[0].domain).toEqual(["|", ["id", "=", 0], ["id", "=", 11]]);
});
