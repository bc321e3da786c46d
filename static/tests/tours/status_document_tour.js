import { registry } from "@web/core/registry";

import { completeInPopover, openActivitiesOf } from "./outcome_tour_utils";
import {
    card,
    cardIsIn,
    chooseStatus,
    column,
    giveReason,
    inNotification,
} from "./status_tour_utils";

const tours = registry.category("web_tour.tours");

const ACTIVITY = ".o-mail-Activity:contains(Flow activity 0)";

const cancel = {
    content: "cancel the activity",
    trigger: `${ACTIVITY} button:contains(Cancel)`,
    run: "click",
};
const activityIsGone = {
    content: "the activity is not planned any more",
    trigger: `.o-mail-Chatter:not(:has(${ACTIVITY}))`,
};

/** On an opportunity: move, cancel, undo, and cancel with a reason. */
tours.add("crm_activity_flow.status_chatter", {
    steps: () => [
        ...chooseStatus("Waiting", ACTIVITY),
        cancel,
        inNotification("Undo"),
        {
            content: "it is back, and starts anew",
            trigger: `${ACTIVITY} [aria-label="To do"][aria-checked=true]`,
        },
        cancel,
        activityIsGone,
        ...giveReason("Nobody wants it"),
        {
            content: "the chatter tells why",
            trigger: `body:not(:has(.modal)) .o-mail-Message:contains(was cancelled: Nobody wants it)`,
        },
    ],
});

/** From a card of the pipeline: move, and cancel. */
tours.add("crm_activity_flow.status_pipeline", {
    steps: () => [
        openActivitiesOf("Flow lead"),
        ...chooseStatus("In progress", ".o-mail-ActivityListPopover"),
        {
            content: "cancel the activity",
            trigger:
                ".o-mail-ActivityListPopover .o-mail-ActivityListPopoverItem-cancel",
            run: "click",
        },
        {
            content: "told, with a way back",
            trigger: ".o_notification:contains(is cancelled) button:contains(Undo)",
        },
        {
            content: "the card has no activity any more",
            trigger: `${card("Flow lead")} .o-mail-ActivityButton .fa-clock-o`,
        },
    ],
});

/** From an opportunity to the board of its own activities, and back. */
tours.add("crm_activity_flow.status_document_board", {
    steps: () => [
        {
            content: "open the board",
            trigger: "button[name=action_view_activity_board]",
            run: "click",
        },
        cardIsIn("Flow activity 0", "To do"),
        {
            content: "of other documents there is nothing",
            trigger: `.o_kanban_view:not(:has(${card("Flow elsewhere")}))`,
        },
        {
            content: "add an activity",
            trigger: `${column("Waiting")} .o_kanban_quick_add`,
            run: "click",
        },
        {
            content: "say what",
            trigger: ".o_kanban_quick_create .o_field_widget[name=summary] input",
            run: "edit Flow added",
        },
        {
            content: "add",
            trigger: ".o_kanban_quick_create .o_kanban_add",
            run: "click",
        },
        cardIsIn("Flow added", "Waiting"),
        {
            content: "back to the opportunity",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:last a",
            run: "click",
        },
        {
            content: "its chatter has the new one",
            trigger: ".o-mail-Activity:contains(Flow added)",
        },
    ],
});

/** With Outcomes on, too: the popover completes, and the board shows it. */
tours.add("crm_activity_flow.status_chatter_done", {
    steps: () => [
        {
            content: "mark it done",
            trigger: `${ACTIVITY} .o-mail-Activity-markDone`,
            run: "click",
        },
        ...completeInPopover("Flow good"),
        activityIsGone,
        {
            content: "open the board",
            trigger: "button[name=action_view_activity_board]",
            run: "click",
        },
        cardIsIn("Flow activity 0", "Done"),
    ],
});
