/* global Chart */

import { queryFirst } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const figureIs = (name, text) => ({
    content: `${name} is ${text}`,
    trigger: `.o_dashboard_figure[name=${name}]:has(.o_dashboard_value:contains(/^${text}$/))`,
});
const open = (content, trigger) => ({ content, trigger, run: "click" });
const choose = (name) =>
    open(`relates to ${name}`, `.o_relates_to button[name=${name}]`);
const chosen = (name) => ({
    content: `the choice is still ${name}`,
    trigger: `.o_relates_to button[name=${name}].active`,
});
const switchTo = (type) => open(`switch to ${type}`, `.o_switch_view.o_${type}`);
const backToDashboard = [
    open(
        "back to the dashboard",
        ".breadcrumb-item a:contains(Activity Overview), .o_back_button"
    ),
    {
        content: "it is there, and not only its name",
        trigger: ".o_dashboard_figure .o_dashboard_value",
    },
];

const listHas = (summary) => ({
    content: `the list has ${summary}`,
    trigger: `.o_list_view .o_data_row:count(1):contains(${summary})`,
});
const pivotHas = (content, total) => ({
    content: `the pivot has ${content}`,
    trigger: `.o_pivot_view tbody tr:first td:last:contains(/^${total}$/)`,
});
const graphHas = (total) => ({
    content: `the graph has ${total}`,
    trigger: ".o_graph_view canvas",
    run() {
        const { datasets } = Chart.getChart(queryFirst(".o_graph_view canvas")).data;
        const values = datasets.flatMap(({ data }) => data);
        const sum = values.reduce((found, value) => found + value, 0);
        if (sum !== total) {
            throw new Error(`The graph has ${sum} instead of ${total}.`);
        }
    },
});

/** The list behind a number, then the same as a pivot and as a graph. */
const hasTotal = (total, relation = "deals") => [
    {
        content: `the list has ${total}`,
        trigger: `.o_list_view .o_data_row:count(${total})`,
    },
    chosen(relation),
    switchTo("pivot"),
    pivotHas("as many", total),
    switchTo("graph"),
    graphHas(total),
    ...backToDashboard,
];
const cell = (chart, row, number) =>
    `section[name=${chart}] tr:contains(${row}) td button:contains(/^${number}$/)`;

/** Click through the numbers; each has the same total everywhere. */
tours.add("crm_activity_flow.overview_totals", {
    steps: () => [
        figureIs("completed", 3),
        figureIs("overdue", 1),
        figureIs("positive", "33%"),
        open("what was completed", ".o_dashboard_figure[name=completed]"),
        ...hasTotal(3, "any"),
        choose("deals"),
        figureIs("completed", 2),
        figureIs("positive", "50%"),
        open("what is overdue", ".o_dashboard_figure[name=overdue]"),
        ...hasTotal(1),
        open("what is open", ".o_dashboard_figure[name=open]"),
        listHas("Overdue"),
        choose("any"),
        {
            content: "the choice can be widened in the list",
            trigger: ".o_list_view .o_data_row:count(2)",
        },
        ...backToDashboard,
        chosen("deals"),
        open("without a mouse: tables", "button[name=tables]"),
        open("what was completed by user", cell("by_user", "flow_own_documents", 1)),
        ...hasTotal(1),
        open("tables are still shown", cell("by_type", "Flow call", 2)),
        ...hasTotal(2),
        open("what is negative", cell("sentiment_by_week", "", 1)),
        ...hasTotal(1),
        open("a day of the week", cell("by_weekday", "", 2)),
        ...hasTotal(2),
        open("most overdue", cell("overdue_by_user", "flow_own_documents", 1)),
        ...hasTotal(1),
        choose("any"),
        figureIs("completed", 3),
    ],
});

const panel = (name) => `.o_search_panel_label_title:contains(/^${name}$/)`;

/** Filter in one view, and go on in the others. */
tours.add("crm_activity_flow.overview_filters", {
    steps: () => [
        figureIs("completed", 3),
        open("a type", panel("Flow call")),
        figureIs("completed", 2),
        {
            content: "outcomes are those of the type",
            trigger:
                ".o_search_panel:contains(Flow good):contains(Flow bad):not(:contains(Flow plain))",
        },
        open("an outcome", panel("Flow good")),
        figureIs("completed", 1),
        choose("deals"),
        switchTo("pivot"),
        chosen("deals"),
        pivotHas("all that was ever completed", 2),
        switchTo("activity_dashboard"),
        open("this week", "button[name=week]"),
        ...Array.from({ length: 5 }, () =>
            open("a week before", "button[name=earlier]")
        ),
        {
            content: "the period is a filter",
            trigger: ".o_facet_value:contains(Completed On)",
        },
        figureIs("completed", 1),
        open("how positive they are", ".o_dashboard_figure[name=positive]"),
        listHas("Flow old"),
        ...backToDashboard,
        figureIs("completed", 1),
        switchTo("pivot"),
        pivotHas("what was completed in that week", 1),
        switchTo("list"),
        listHas("Flow old"),
        switchTo("activity_dashboard"),
        {
            content: "the dashboard is still of a week",
            trigger: "button[name=week].active",
        },
        open("this week", "button[name=week]"),
        figureIs("completed", 1),
        switchTo("graph"),
        graphHas(1),
        switchTo("list"),
        listHas("Flow first"),
        switchTo("activity_dashboard"),
        figureIs("completed", 1),
        open("the search menu", ".o_searchview_dropdown_toggler"),
        open("save the search", ".o_add_favorite"),
        {
            content: "name it",
            trigger: ".o_favorite_menu input[type=text]",
            run: "edit Flow favorite",
        },
        open("save", ".o_save_favorite"),
        {
            content: "the favorite is on",
            trigger: ".o_facet_value:contains(Flow favorite)",
        },
        chosen("deals"),
        choose("contacts"),
        figureIs("completed", 0),
    ],
});

/** Open the progress of a plan from its form. */
tours.add("crm_activity_flow.overview_plan", {
    steps: () => [
        open("the progress", "button.oe_stat_button:contains(Progress)"),
        {
            content: "it is of this plan",
            trigger:
                ".o_control_panel:contains(Plan Progress) .o_facet_value:contains(Flow plan)",
        },
        {
            content: "the pivot has what was started",
            trigger: ".o_pivot_view tbody tr:first td:first:contains(/^2$/)",
        },
        switchTo("list"),
        {
            content: "the list has the same",
            trigger: ".o_list_view .o_data_row:count(2)",
        },
    ],
});
