import { registry } from "@web/core/registry";

import { chooseOutcome, completeInDialog } from "./outcome_tour_utils";
import {
    card,
    cardIsIn,
    chooseStatus,
    column,
    drag,
    focusOn,
    giveReason,
    meanwhile,
    meanwhileArchived,
    meanwhileMoved,
    move,
    refused,
} from "./status_tour_utils";

const tours = registry.category("web_tour.tours");

/** Add an activity with the + of a column. */
function quickCreate(summary, status) {
    return [
        {
            content: `add to "${status}"`,
            trigger: `${column(status)} .o_kanban_quick_add`,
            run: "click",
        },
        {
            content: "say what",
            trigger: ".o_kanban_quick_create .o_field_widget[name=summary] input",
            run: `edit ${summary}`,
        },
        {
            content: "add",
            trigger: ".o_kanban_quick_create .o_kanban_add",
            run: "click",
        },
        cardIsIn(summary, status),
        {
            content: "that's all",
            trigger: ".o_kanban_quick_create .o_kanban_cancel",
            run: "click",
        },
    ];
}

/** A day on the board: create, move, complete, cancel, reopen. */
tours.add("crm_activity_flow.status_board_day", {
    steps: () => [
        {
            content: "what is done isn't created",
            trigger: `${column("Done")}:not(:has(.o_kanban_quick_add))`,
        },
        ...quickCreate("Tidy up", "In progress"),
        ...move("Tidy up", "Waiting"),
        // look at a card with the keyboard
        focusOn(`${card("Flow activity 0")} [role=radio][aria-label="To do"]`),
        {
            content: "on to the next dot",
            trigger: `${card("Flow activity 0")} [aria-label="To do"]:focus`,
            run: "press ArrowRight",
        },
        {
            content: "move it there",
            trigger: `${column("To do")} ${card("Flow activity 0")} [aria-label="In progress"]:focus`,
            run: "press Enter",
        },
        cardIsIn("Flow activity 0", "In progress"),
        {
            content: "the focus has followed",
            trigger: `${column("In progress")} ${card("Flow activity 0")} [aria-label="In progress"]:focus`,
        },
        ...chooseStatus("Waiting", card("Flow activity 0")),
        cardIsIn("Flow activity 0", "Waiting"),
        drag("Flow activity 0", "Done"),
        {
            content: "asked for the outcome, think better of it",
            trigger:
                ".modal:has(.o_outcome_picker) .modal-footer button:contains(Discard)",
            run: "click",
        },
        cardIsIn("Flow activity 0", "Waiting"),
        drag("Flow activity 0", "Done"),
        ...chooseOutcome("Flow good", ".modal"),
        ...completeInDialog(),
        cardIsIn("Flow activity 0", "Done"),
        {
            content: "its outcome is on the card, and when it was completed",
            trigger: `${card("Flow activity 0")}:contains("Flow good"):contains(Positive):has([title="Completed On"] + span:not(:empty))`,
        },
        {
            content: "look at what is cancelled",
            trigger: `${column("Cancelled")}.o_column_folded`,
            run: "click",
        },
        {
            content: "nothing, so far",
            trigger: `${column("Cancelled")}:not(.o_column_folded)`,
        },
        drag("Flow activity 1", "Cancelled"),
        ...giveReason("Nobody wants it"),
        {
            content: "the reason is on the card",
            trigger: `${column("Cancelled")} ${card("Flow activity 1")}:contains("Nobody wants it")`,
        },
        {
            content: "think better of it",
            trigger: `${column("Cancelled")} ${card("Flow activity 1")} button[name=action_reopen]`,
            run: "click",
        },
        cardIsIn("Flow activity 1", "To do"),
        ...move("Flow activity 0", "In progress"),
        {
            content: "the card opens the activity, too",
            trigger: card("Flow activity 0"),
            run({ anchor }) {
                // only visible while the pointer is over the card
                anchor.querySelector(".o_dropdown_kanban button").click();
            },
        },
        {
            content: "its details",
            trigger: ".o-dropdown--menu a[name=action_open_activity]",
            run: "click",
        },
        {
            content: "the form tells where it has been",
            trigger:
                ".o_form_view [name=status_change_ids] .o_data_row:eq(0):contains(Done):contains(In progress)",
        },
    ],
});

/** Two people on one board: conflicts are explained, and no card is lost. */
tours.add("crm_activity_flow.status_board_conflict", {
    steps: () => [
        cardIsIn("Flow activity 0", "To do"),
        meanwhileMoved("Flow activity 0", "Waiting"),
        drag("Flow activity 0", "In progress"),
        ...refused("was moved to “Waiting”"),
        cardIsIn("Flow activity 0", "Waiting"),
        meanwhile("somebody completes it", "Flow activity 1", "action_complete"),
        drag("Flow activity 1", "In progress"),
        ...refused("was already completed"),
        cardIsIn("Flow activity 1", "Done"),
        meanwhileArchived("In progress"),
        drag("Flow activity 2", "In progress"),
        ...refused("is archived"),
        cardIsIn("Flow activity 2", "To do"),
        {
            content: "the column is gone",
            trigger: `.o_kanban_view:not(:has(.o_column_title:contains("In progress")))`,
        },
        meanwhile("somebody deletes it", "Flow activity 2", "unlink"),
        drag("Flow activity 2", "Done"),
        ...refused("no longer exists"),
        {
            content: "the card is gone",
            trigger: `.o_kanban_view:not(:has(${card("Flow activity 2")}))`,
        },
    ],
});
