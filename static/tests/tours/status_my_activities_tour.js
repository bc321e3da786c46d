import { registry } from "@web/core/registry";

import { completed, openInCalendar } from "./outcome_tour_utils";
import { cardIsIn, chooseStatus, inNotification } from "./status_tour_utils";

const tours = registry.category("web_tour.tours");

const ROW = ".o_data_row:contains(Flow activity 0)";

/** My activities as a list, as the board, and in the calendar. */
tours.add("crm_activity_flow.status_my_activities", {
    steps: () => [
        ...chooseStatus("Waiting", ROW),
        {
            content: "cancel the row",
            trigger: `${ROW} button[name=action_cancel_notify]`,
            run: "click",
        },
        inNotification("Undo"),
        {
            content: "it is back, and starts anew",
            trigger: `${ROW} [aria-label="To do"][aria-checked=true]`,
        },
        {
            content: "complete another one",
            trigger:
                ".o_data_row:contains(Flow activity 1) button[name=action_open_complete]",
            run: "click",
        },
        completed(),
        {
            content: "look at the board",
            trigger: `.o_list_view:not(:has(.o_data_row:contains(Flow activity 1))) .o_switch_view.o_kanban`,
            run: "click",
        },
        cardIsIn("Flow activity 0", "To do"),
        cardIsIn("Flow activity 1", "Done"),
        ...openInCalendar("Flow activity 0"),
        ...chooseStatus("In progress", ".o_cw_popover"),
    ],
});

/** While Statuses is off, My Activities has Odoo's own cards. */
tours.add("crm_activity_flow.status_off", {
    steps: () => [
        {
            content: "no status in the list",
            trigger: `.o_list_view:has(${ROW}):not(:has(.o_activity_status))`,
        },
        {
            content: "look at the cards",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            content: "no columns",
            trigger:
                ".o_kanban_view:has(.o_kanban_record:contains(Flow activity 0)):not(:has(.o_kanban_group, .o_activity_status))",
        },
        {
            content: "cancel, which deletes",
            trigger: ".o_kanban_record:contains(Flow activity 0) button[name=unlink]",
            run: "click",
        },
        {
            content: "the card is gone",
            trigger:
                ".o_kanban_view:not(:has(.o_kanban_record:contains(Flow activity 0)))",
        },
    ],
});
