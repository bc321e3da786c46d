import { registry } from "@web/core/registry";

const SCREEN = ".o_activity_see_as_screen";

const goTo = (screen, shown) => [
    {
        content: `go to ${screen}`,
        trigger: `.o_activity_see_as [data-screen=${screen}]`,
        run: "click",
    },
    { content: `see ${screen}`, trigger: `${SCREEN} ${shown}` },
];

/** A manager sees what a salesperson sees, on all screens, and ends it. */
registry.category("web_tour.tours").add("crm_activity_flow.see_as", {
    steps: () => [
        {
            content: "nothing is shown before a person is chosen",
            trigger: ".o_activity_see_as:not(:has(.o_activity_see_as_bar))",
        },
        {
            content: "look for a person",
            trigger: ".o_activity_see_as_user input",
            run: "edit flow_salesperson",
        },
        {
            content: "choose the person",
            trigger: ".o-autocomplete--dropdown-item:contains(flow_salesperson)",
            run: "click",
        },
        {
            content: "a bar says so",
            trigger: ".o_activity_see_as_bar:contains(You see what flow_salesperson)",
        },
        {
            content: "the list has what both can read",
            trigger: `${SCREEN} table:contains(Flow shown):not(:contains(Flow secret))`,
        },
        {
            content: "see more than what is assigned to the person",
            trigger: ".o_activity_see_as_all",
            run: "click",
        },
        {
            content: "what others share is there, with the person's level",
            trigger: `${SCREEN} tr:contains(Flow read):contains(Read)`,
        },
        {
            content: "look for a text",
            trigger: ".o_activity_see_as_search",
            run: "edit read && press Enter",
        },
        {
            content: "only what has it is there",
            trigger: `${SCREEN} table:contains(Flow read):not(:contains(Flow shown))`,
        },
        {
            content: "look for everything again",
            trigger: ".o_activity_see_as_search",
            run: "clear && press Enter",
        },
        {
            content: "choose a deadline",
            trigger: "[data-deadline=today]",
            run: "click",
        },
        {
            content: "what is due today is there",
            trigger: `${SCREEN} table:contains(Flow shown)`,
        },
        {
            content: "nothing in it can be clicked",
            trigger: `${SCREEN} table:not(:has(a, button, input))`,
        },
        ...goTo("board", ".o_activity_see_as_column:contains(Flow shown)"),
        ...goTo("calendar", ".o_activity_see_as_slot:contains(Flow shown)"),
        {
            content: "look for another person's calendar",
            trigger: ".o_activity_see_as_people input",
            run: "edit flow_owner",
        },
        {
            content: "choose the person",
            trigger: ".o-autocomplete--dropdown-item:contains(flow_owner)",
            run: "click",
        },
        {
            content: "it is as the salesperson sees it",
            trigger: `${SCREEN} .o_activity_see_as_slot:contains(Flow read)`,
        },
        {
            content: "go to the next week",
            trigger: ".o_activity_see_as_next",
            run: "click",
        },
        {
            content: "there is nothing in it",
            trigger: `${SCREEN}:not(:has(.o_activity_see_as_slot))`,
        },
        ...goTo("counts", "table:contains(1)"),
        ...goTo("cards", ".o_activity_see_as_lead"),
        {
            content: "look for an opportunity",
            trigger: ".o_activity_see_as_lead input",
            run: "edit Flow lead",
        },
        {
            content: "choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Flow lead)",
            run: "click",
        },
        {
            content: "its activities",
            trigger: `${SCREEN} .o_activity_see_as_card:contains(Flow shown)`,
        },
        ...goTo("overview", "table tr:contains(flow_salesperson):contains(1)"),
        {
            content: "the dashboard has figures",
            trigger: `${SCREEN} .o_dashboard_figure[name=open] .o_dashboard_value`,
        },
        {
            content: "see an earlier month",
            trigger: `${SCREEN} button[name=earlier]`,
            run: "click",
        },
        {
            content: "the charts are drawn",
            trigger: `${SCREEN} .o_dashboard_charts`,
        },
        {
            content: "end it",
            trigger: ".o_activity_see_as_end",
            run: "click",
        },
        {
            content: "nothing is left of it",
            trigger: ".o_activity_see_as_start:visible",
        },
        {
            trigger: ".o_activity_see_as:not(:has(.o_activity_see_as_bar))",
        },
    ],
});
