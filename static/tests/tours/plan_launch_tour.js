import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openMenu = {
    content: "open the menu of plans",
    trigger: ".o-mail-Chatter-plan:enabled",
    run: "click",
};

function launch(plan) {
    return {
        content: `launch "${plan}"`,
        trigger: `.o_plan_menu_item:contains(${plan})`,
        run: "click",
    };
}

function told(text) {
    return {
        content: `told: ${text}`,
        trigger: `.o_notification:contains(${text})`,
    };
}

const schedule = {
    content: "launch it from the dialog",
    trigger: ".modal-footer button[name=action_schedule_plan]",
    run: "click",
};

/** On an opportunity: launch with two clicks, undo, and launch again. */
tours.add("crm_activity_flow.plan_chatter", {
    steps: () => [
        openMenu,
        launch("Flow plan"),
        told("“Flow plan” started: 2 activities"),
        {
            content: "the chatter has the activities",
            trigger: ".o-mail-Activity:contains(Flow 0)",
        },
        {
            content: "undo",
            trigger: ".o_notification button:contains(Undo)",
            run: "click",
        },
        {
            content: "they are gone, and the chatter tells it",
            trigger:
                ".o-mail-Chatter:not(:has(.o-mail-Activity)) .o-mail-Message:contains(was undone)",
        },
        openMenu,
        launch("Flow plan"),
        {
            content: "the chatter has the activities",
            trigger: ".o-mail-Activity:contains(Flow 1)",
        },
        openMenu,
        launch("Flow plan"),
        {
            content: "it runs already: the dialog says so, and nothing was launched",
            trigger: ".modal .alert-warning:contains(already running)",
        },
        {
            content: "leave it",
            trigger: ".modal-footer button:contains(Discard)",
            run: "click",
        },
        {
            content: "back on the opportunity",
            trigger: "body:not(:has(.modal)) .o-mail-Activity:contains(Flow 1)",
        },
    ],
});

/** From the list: one click launches on all 80 selected records. */
tours.add("crm_activity_flow.plan_list", {
    steps: () => [
        {
            content: "select all on the page",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "open the actions of the 80",
            trigger:
                ".o_control_panel:has(.o_selection_box:contains(80)) .o_cp_action_menus button:contains(Actions)",
            run: "click",
        },
        {
            content: "point at Launch Plan",
            trigger: ".o_launch_plan_item",
            run: "click",
        },
        launch("Flow plan"),
        told("“Flow plan” started: 160 activities"),
    ],
});

/** The dialog: choose another date, check the preview, and launch. */
tours.add("crm_activity_flow.plan_dialog", {
    steps: () => [
        openMenu,
        {
            content: "choose a date",
            trigger: ".o_plan_menu_dialog",
            run: "click",
        },
        {
            content: "choose the plan",
            trigger: ".modal .o_selection_badge:contains(Flow plan)",
            run: "click",
        },
        {
            content: "change the date to a Saturday",
            trigger:
                ".modal .o_field_widget[name=plan_date] button, .modal .o_field_widget[name=plan_date] input",
            run: "click",
        },
        {
            content: "type it",
            trigger: ".modal .o_field_widget[name=plan_date] input",
            run: "edit 03/07/2026 && press Tab",
        },
        {
            content: "the preview has the real day, and marks that it is free",
            trigger:
                ".modal .o_data_row:contains(Flow 0):contains(Sat 03/07/2026) .o_plan_mark:contains(Falls on a non-working day)",
        },
        {
            content: "and the time and the person of the other step",
            trigger:
                ".modal .o_data_row:contains(Flow 1):contains(Mon 03/09/2026, 09:30 AM):contains(flow_own_documents)",
        },
        schedule,
        {
            content: "launched",
            trigger: "body:not(:has(.modal)) .o-mail-Activity:contains(Flow 0)",
        },
    ],
});

/** Launch on 250 opportunities in parts, with a progress bar. */
tours.add("crm_activity_flow.plan_progress", {
    steps: () => [
        {
            content: "select all on the page",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "select all there are",
            trigger: ".o_selection_box .o_select_domain, .o_list_select_domain",
            run: "click",
        },
        {
            content: "open the actions",
            trigger: ".o_cp_action_menus button:contains(Actions)",
            run: "click",
        },
        {
            content: "point at Launch Plan",
            trigger: ".o_launch_plan_item",
            run: "click",
        },
        launch("Flow plan"),
        {
            content: "all are launched",
            trigger: ".modal .o_launch_progress_heading:contains(Done: 250 of 250)",
        },
        {
            content: "with so many activities",
            trigger: ".modal .o_launch_progress_summary:contains(500)",
        },
        {
            content: "close",
            trigger: ".modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "the list is back",
            trigger: "body:not(:has(.modal)) .o_list_view .o_data_row",
        },
    ],
});
