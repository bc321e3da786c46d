import { registry } from "@web/core/registry";

import {
    chooseOutcome,
    completed,
    completeInDialog,
    openCompleteForAll,
    openInCalendar,
} from "./outcome_tour_utils";

const tours = registry.category("web_tour.tours");

/** My activities: one from its row, then one from its card. */
tours.add("crm_activity_flow.outcome_my_activities", {
    steps: () => [
        {
            content: "complete from the row",
            trigger:
                ".o_data_row:contains(Flow activity 0) button[name=action_open_complete]",
            run: "click",
        },
        {
            content: "Done waits for an outcome, and says so",
            trigger:
                ".modal-footer:contains(Choose an outcome first.) button:contains(Done):disabled",
        },
        ...chooseOutcome("Flow bad", ".modal"),
        ...completeInDialog(),
        {
            content: "the row is gone",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Flow activity 0)))",
        },
        {
            content: "look at the cards",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            content: "complete from the card",
            trigger:
                ".o_kanban_record:contains(Flow activity 1) button[name=action_open_complete]",
            run: "click",
        },
        {
            content: "the last choice has the focus, and Enter takes it",
            trigger: ".modal [role=radio]:eq(1):focus",
            run: "press Enter",
        },
        {
            content: "Ctrl+Enter completes",
            trigger: ".modal:has(button[name=action_apply]) [role=radio]:eq(1):focus",
            run: "press Control+Enter",
        },
        completed(),
        {
            content: "the card is gone",
            trigger:
                ".o_kanban_view:not(:has(.o_kanban_record:contains(Flow activity 1)))",
        },
    ],
});

/** A selection with two types: one question for each, in one dialog. */
tours.add("crm_activity_flow.outcome_bulk", {
    steps: () => [
        ...openCompleteForAll(),
        {
            content: "two calls share a question",
            trigger: ".modal .o_outcome_line:contains('Flow call (2)')",
        },
        {
            content: "the letter has its single outcome",
            trigger:
                ".modal .o_outcome_line:contains(Flow letter) [aria-checked=true]:contains(Completed)",
        },
        ...chooseOutcome("Flow bad", ".o_outcome_line:contains(Flow call)"),
        {
            content: "add what happened",
            trigger: ".modal .o_field_widget[name=feedback] textarea",
            run: "edit Nobody wants a brochure",
        },
        ...completeInDialog(),
        {
            content: "all rows are gone",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
    ],
});

/** From the popover of an activity in the calendar. */
tours.add("crm_activity_flow.outcome_calendar", {
    steps: () => [
        ...openInCalendar("Flow activity 0"),
        {
            content: "mark it done",
            trigger: ".o_cw_popover button:contains(Mark Done)",
            run: "click",
        },
        ...chooseOutcome("Flow good", ".modal"),
        ...completeInDialog(),
        {
            content: "the activity is gone",
            trigger: ".o_calendar_view:not(:has(.fc-event:contains(Flow activity 0)))",
        },
    ],
});

/** From the form for activities whose document the user can't open. */
tours.add("crm_activity_flow.outcome_without_access", {
    steps: () => [
        {
            content: "open the activity",
            trigger: ".o_data_row:contains(Flow activity 0) td[name=summary]",
            run: "click",
        },
        {
            content: "mark it done",
            trigger: ".o_form_view button[name=action_open_complete]",
            run: "click",
        },
        ...chooseOutcome("Flow good", ".modal"),
        ...completeInDialog(),
        {
            content: "back among the other activities, without this one",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Flow activity 0)))",
        },
    ],
});
