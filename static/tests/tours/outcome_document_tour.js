import { registry } from "@web/core/registry";

import {
    chooseOutcome,
    completed,
    completeInDialog,
    completeInPopover,
} from "./outcome_tour_utils";

const tours = registry.category("web_tour.tours");

const openPopover = {
    content: "mark the call done",
    trigger: ".o-mail-Activity:contains(Flow activity 0) .o-mail-Activity-markDone",
    run: "click",
};
const activityIsGone = {
    content: "the activity is not planned any more",
    trigger: ".o-mail-Chatter:not(:has(.o-mail-Activity))",
};

function openMenu(section, item) {
    return [
        {
            content: "open the menu",
            trigger: `.o_menu_sections [data-menu-xmlid='${section}']`,
            run: "click",
        },
        {
            content: "open the overview",
            trigger: `.o-dropdown--menu [data-menu-xmlid='crm_activity_flow.${item}']`,
            run: "click",
        },
    ];
}

/** On an opportunity: complete, undo, and complete with another outcome. */
tours.add("crm_activity_flow.outcome_chatter", {
    steps: () => [
        openPopover,
        ...completeInPopover("Flow bad"),
        activityIsGone,
        {
            content: "the chatter tells how it ended",
            trigger: ".o-mail-Message:contains(Flow bad)",
        },
        {
            content: "undo",
            trigger: ".o_notification button:contains(Undo)",
            run: "click",
        },
        openPopover,
        ...completeInPopover("Flow good"),
        activityIsGone,
        {
            content: "the chatter tells how it ended",
            trigger: ".o-mail-Message:contains(Flow good)",
        },
        {
            content: "so does the button above",
            trigger: ".o_activity_outcomes_button:contains(Flow good)",
        },
    ],
});

/** The same without a mouse: focus, digits, Tab and Ctrl+Enter only. */
tours.add("crm_activity_flow.outcome_keyboard", {
    steps: () => [
        {
            content: "Enter on Mark Done",
            trigger: ".o-mail-Activity-markDone",
            run({ anchor }) {
                anchor.focus();
                anchor.click();
            },
        },
        {
            content: "the first outcome has the focus; the digit chooses the second",
            trigger: ".o-mail-ActivityMarkAsDone [role=radio]:eq(0):focus",
            run: "press 2",
        },
        {
            content: "on to the feedback",
            trigger:
                ".o-mail-ActivityMarkAsDone [role=radio]:eq(1)[aria-checked=true]:focus",
            run: "press Tab",
        },
        {
            content: "a digit is text in there",
            trigger: ".o-mail-ActivityMarkAsDone textarea:focus",
            run: "press 1",
        },
        {
            content: "the outcome stays",
            trigger: ".o-mail-ActivityMarkAsDone [role=radio]:eq(1)[aria-checked=true]",
            run: "press Control+Enter",
        },
        completed(),
        activityIsGone,
    ],
});

/** From the activity's edit form. */
tours.add("crm_activity_flow.outcome_form_popup", {
    steps: () => [
        {
            content: "edit the activity",
            trigger: ".o-mail-Activity-edit",
            run: "click",
        },
        {
            content: "mark it done",
            trigger: ".modal-footer button[name=action_open_complete]",
            run: "click",
        },
        ...chooseOutcome("Flow good", ".modal"),
        ...completeInDialog(),
        activityIsGone,
    ],
});

/** Log a past call: schedule and complete it in one dialog. */
tours.add("crm_activity_flow.outcome_schedule_done", {
    steps: () => [
        {
            content: "schedule an activity",
            trigger: ".o-mail-Chatter-activity",
            run: "click",
        },
        {
            content: "a call",
            trigger: ".modal .o_selection_badge:contains(Flow call)",
            run: "click",
        },
        {
            content: "Mark Done waits for an outcome",
            trigger:
                ".modal:has(.o_outcome_picker_choice:contains(Flow good)) .modal-footer button:contains(Mark Done):disabled",
        },
        ...chooseOutcome("Flow good", ".modal"),
        {
            content: "complete",
            trigger:
                ".modal-footer button[name=action_schedule_activities_done]:enabled",
            run: "click",
        },
        completed(),
        {
            content: "the chatter tells how it ended",
            trigger: ".o-mail-Message:contains(Flow good)",
        },
    ],
});

/** A moment some days ago, as the user types it. */
function getMoment(days) {
    return luxon.DateTime.now().minus({ days }).toFormat("MM/dd/yyyy HH:mm");
}

/** Log a call that wasn't planned, then complete a planned one with its time. */
tours.add("crm_activity_flow.outcome_when", {
    steps: () => [
        {
            content: "log a finished activity",
            trigger: ".o-mail-Chatter-logActivity",
            run: "click",
        },
        {
            content: "a call",
            trigger: ".modal .o_field_widget[name=activity_type_id] input",
            run: "edit Flow call",
        },
        {
            content: "that one",
            trigger: ".o-autocomplete--dropdown-item:contains(Flow call)",
            run: "click",
        },
        ...chooseOutcome("Flow bad", ".modal"),
        {
            content: "it was two days ago",
            trigger:
                ".modal .o_field_widget[name=done_at] input, .modal .o_field_widget[name=done_at] button",
            run: "click",
        },
        {
            content: "type the time",
            trigger: ".modal .o_field_widget[name=done_at] input",
            run({ edit }) {
                return edit(getMoment(2));
            },
        },
        {
            content: "take the time",
            trigger: ".modal .o_field_widget[name=done_at] input",
            run: "press Enter",
        },
        ...completeInDialog(),
        {
            content: "the chatter says how it ended, and when",
            trigger: ".o-mail-Message:contains(Flow bad):contains(Completed on)",
        },
        openPopover,
        ...chooseOutcome("Flow good", ".o-mail-ActivityMarkAsDone"),
        {
            content: "this one was three days ago",
            trigger: ".o-mail-ActivityMarkAsDone .o_when_input input",
            run({ edit }) {
                return edit(getMoment(3));
            },
        },
        {
            content: "take the time; the popover stays",
            trigger: ".o-mail-ActivityMarkAsDone .o_when_input input",
            run: "press Enter",
        },
        {
            content: "complete",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]:enabled",
            run: "click",
        },
        activityIsGone,
        {
            content: "the chatter says so",
            trigger: ".o-mail-Message:contains(Flow good):contains(Completed on)",
        },
    ],
});

/** Complete on the opportunity, then find it in the overview, from both menus. */
tours.add("crm_activity_flow.outcome_overview", {
    steps: () => [
        openPopover,
        ...completeInPopover("Flow good"),
        ...openMenu("crm.crm_menu_sales", "mail_activity_overview_menu_sales"),
        {
            content: "look at the single activities",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "it is there, with its outcome",
            trigger:
                ".o_list_view .o_data_row:contains(Flow activity 0):contains(Flow good):contains(Positive)",
        },
        ...openMenu("crm.crm_menu_report", "mail_activity_overview_menu_report"),
        {
            content: "look at the counts",
            trigger: ".o_switch_view.o_pivot",
            run: "click",
        },
        {
            content: "it is counted by sentiment",
            trigger: ".o_pivot_view th:contains(Positive)",
        },
    ],
});
