import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const click = (content, trigger) => ({ content, trigger, run: "click" });
const openReport = [
    click("reports", ".o_menu_sections [data-menu-xmlid='crm.crm_menu_report']"),
    click(
        "What Works",
        ".o-dropdown--menu [data-menu-xmlid='crm_activity_flow.mail_activity_effect_menu']"
    ),
];
const noteSays = (text) => ({
    content: `the note says “${text}”`,
    trigger: `.o_activity_effect_note:contains(goes together):contains(${text})`,
});
/** A line of the pivot: the won rate is the third cell. */
const row = (name, number) =>
    `.o_pivot tbody tr:has(th:contains(${name})) td:nth-child(3):contains(${number})`;
const groupOf = (name) => `.o_group_header:has(.o_group_name:contains(${name}))`;

/** As a salesperson, who reads figures on ten deals at least, with all leads. */
tours.add("crm_activity_flow.effect_salesperson", {
    steps: () => [
        ...openReport,
        { content: "the rate after good calls", trigger: row("Flow good", "100.0%") },
        {
            content: "nothing on nine deals",
            trigger: ".o_pivot tbody:not(:contains(Flow bad))",
        },
        noteSays("are left empty"),
        click("as a list", ".o_switch_view.o_list"),
        click("calls", groupOf("Flow call")),
        {
            content: "how good calls ended",
            trigger: `${groupOf("Flow good")} .o_list_number:contains(/^100%$/)`,
        },
        click("more groups", ".o_searchview_dropdown_toggler"),
        click("attempts", ".o_group_by_menu .o_menu_item:contains(Attempt)"),
        click("next steps", ".o_group_by_menu .o_menu_item:contains(/^Next Step$/)"),
        {
            content: "this is too much",
            trigger: ".o_activity_effect_too_much:contains(up to three)",
        },
    ],
});

/** As a manager, to whom figures on fewer deals are shown with a mark. */
tours.add("crm_activity_flow.effect_manager", {
    steps: () => [
        ...openReport,
        { content: "nine bad calls are marked", trigger: row("Flow bad", "0.0% *") },
        noteSays("may be chance"),
        click("the search menu", ".o_searchview_dropdown_toggler"),
        click("group by team", ".o_group_by_menu .o_menu_item:contains(Sales Team)"),
        { content: "teams are rows", trigger: row("Flow team", "100.0%") },
        click("as a list", ".o_switch_view.o_list"),
        click("no groups", ".o_facet_remove"),
        {
            content: "rows are marked, too",
            trigger: ".o_data_row .o_list_number:contains(/^0% \\*$/)",
        },
    ],
});
