import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const CARD = ".o-mail-Activity:contains(Flow won plan 0)";
const LOST_CARD = ".o-mail-Activity:contains(Flow lost plan 0)";

function started(event, plan, count) {
    return {
        content: "the chatter tells what started",
        trigger: `.o-mail-Message:contains(${event}: ${plan} started, ${count} activities)`,
    };
}

/** On the form: win with the button, reopen by the stage, lose with a reason. */
tours.add("crm_activity_flow.post_sale_form", {
    steps: () => [
        {
            content: "win",
            trigger: "button[name=action_set_won_rainbowman]",
            run: "click",
        },
        {
            content: "the activities are planned, and say why",
            trigger: `${CARD} .o-mail-Activity-origin:contains(Flow won plan · closed by)`,
        },
        started("Won", "Flow won plan", 3),
        {
            content: "reopen",
            trigger: ".o_statusbar_status button:contains(Flow open)",
            run: "click",
        },
        {
            content: "they are gone",
            trigger: `.o-mail-Chatter:not(:has(${CARD})):has(.o-mail-Message:contains(Opportunity reopened))`,
        },
        {
            content: "lose",
            trigger: ".o_statusbar_buttons button:contains(Lost)",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_selection_badge:contains(Flow too expensive)",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal button[name=action_lost_reason_apply]",
            run: "click",
        },
        {
            content: "what follows a lost deal is planned",
            trigger: `body:not(:has(.modal)) ${LOST_CARD}`,
        },
        started("Lost", "Flow lost plan", 2),
    ],
});

/** In the pipeline: drag a card to Won. */
tours.add("crm_activity_flow.post_sale_drag", {
    steps: () => [
        {
            content: "drag on the won stage",
            trigger: ".o_kanban_record:contains(Flow deal 0)",
            run: "drag_and_drop (.o_kanban_group:has(.o_column_title:contains(Flow won)))",
        },
        {
            content: "the card has activities now",
            trigger:
                ".o_kanban_group:has(.o_column_title:contains(Flow won)) .o_kanban_record:contains(Flow deal 0) .o-mail-ActivityButton .text-success, .o_kanban_group:has(.o_column_title:contains(Flow won)) .o_kanban_record:contains(Flow deal 0) .o-mail-ActivityButton .text-warning",
        },
    ],
});

/** In the list: lose several deals with one dialog. */
tours.add("crm_activity_flow.post_sale_list", {
    steps: () => [
        {
            content: "select all",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "lose them",
            trigger: ".o_control_panel button:contains(Mark Lost)",
            run: "click",
        },
        {
            content: "without a reason",
            trigger: ".modal button[name=action_lost_reason_apply]",
            run: "click",
        },
        {
            content: "done",
            trigger: "body:not(:has(.modal))",
        },
    ],
});

/** The assignee of a lost deal finds it through the activity menu. */
tours.add("crm_activity_flow.post_sale_menu", {
    steps: () => [
        {
            content: "open the activity menu",
            trigger: ".o_menu_systray i[aria-label=Activities]",
            run: "click",
        },
        {
            content: "opportunities",
            trigger: ".o-mail-ActivityGroup[data-model_name='crm.lead']",
            run: "click",
        },
        {
            content: "the lost one is there",
            trigger:
                ".o_kanban_record:contains(Flow deal 0), .o_data_row:contains(Flow deal 0) .o_data_cell",
            run: "click",
        },
        {
            content: "it opens, archived, with what is to do",
            trigger: `.o_form_view:has(.ribbon:contains(Lost)) ${LOST_CARD}`,
        },
    ],
});

/** A manager sets up a team. */
tours.add("crm_activity_flow.post_sale_team", {
    steps: () => [
        {
            content: "open the tab",
            trigger: ".o_notebook_headers a[name=post_sale]",
            run: "click",
        },
        {
            content: "add a rule",
            trigger: "[name=post_sale_rule_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "choose the plan",
            trigger: "[name=post_sale_rule_ids] .o_selected_row [name=plan_id] input",
            run: "edit Flow lost",
        },
        {
            content: "this one",
            trigger: ".o-autocomplete--dropdown-item:contains(Flow lost plan)",
            run: "click",
        },
        {
            content: "cancel what is open",
            trigger: "[name=post_sale_open_activities] input[data-value=cancel]",
            run: "click",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "saved",
            trigger: ".o_form_saved",
        },
    ],
});
