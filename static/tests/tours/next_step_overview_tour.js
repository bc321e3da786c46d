import { registry } from "@web/core/registry";

import { accept, DIALOG, line, noDialog, told } from "./next_step_tour_utils";
import {
    chooseOutcome,
    openActivitiesOf,
    openCompleteForAll,
} from "./outcome_tour_utils";
import { card, cardIsIn, drag } from "./status_tour_utils";

const tours = registry.category("web_tour.tours");

const complete = {
    content: "complete",
    trigger: ".modal-footer button[name=action_apply]:enabled",
    run: "click",
};

/** Complete three calls together: two lines for all of them. */
tours.add("crm_activity_flow.next_step_bulk", {
    steps: () => [
        ...openCompleteForAll(),
        ...chooseOutcome("Flow good", ".modal"),
        complete,
        {
            content: "the calls are gone already, and so is the dialog before",
            trigger:
                "body:not(:has(.modal button[name=action_apply])) .o_list_view:not(:has(.o_data_row))",
        },
        {
            content: "three calls again",
            trigger: `${line("Flow call")}:contains("3 records")`,
        },
        {
            content: "another summary for all three letters",
            trigger: `${line("Flow email")}:contains("3 records") .o_next_step_summary`,
            run: "edit Thank you",
        },
        {
            content: "add all",
            trigger: `${DIALOG} .o_next_step_add_all`,
            run: "click",
        },
        noDialog,
        told("Added: "),
        {
            content: "all six are there",
            trigger:
                '.o_list_view:has(.o_data_row:eq(5)) .o_data_row:contains("Thank you")',
        },
    ],
});

/** Drop a card on Done; the next step is a card, too. */
tours.add("crm_activity_flow.next_step_board", {
    steps: () => [
        drag("Flow activity 0", "Done"),
        ...chooseOutcome("Flow bad", ".modal"),
        complete,
        ...accept("Flow call"),
        told("Added: Second try"),
        cardIsIn("Flow activity 0", "Done"),
        cardIsIn("Second try", "To do"),
    ],
});

/** From a card of the pipeline. */
tours.add("crm_activity_flow.next_step_pipeline", {
    steps: () => [
        openActivitiesOf("Flow lead"),
        {
            content: "mark the call done",
            trigger: ".o-mail-ActivityListPopoverItem-markAsDone",
            run: "click",
        },
        ...chooseOutcome("Flow bad", ".o-mail-ActivityMarkAsDone"),
        {
            content: "complete",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]:enabled",
            run: "click",
        },
        ...accept("Flow call"),
        told("Added: Second try"),
        {
            content: "the card has an activity again",
            trigger: `${card("Flow lead")} .o-mail-ActivityButton:not(:has(.fa-clock-o))`,
            run: "click",
        },
        {
            content: "the next call, and what it follows",
            trigger:
                '.o-mail-ActivityListPopoverItem:contains("Second try"):has(.o_activity_follows:contains("Flow bad"))',
        },
    ],
});

/** With Outcomes off, from the row of a list. */
tours.add("crm_activity_flow.next_step_no_outcomes", {
    steps: () => [
        {
            content: "mark the letter done",
            trigger: ".o-mail-Activity-markDone",
            run: "click",
        },
        {
            content: "complete",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]",
            run: "click",
        },
        ...accept("Flow call"),
        {
            content: "told what was added; there is no Undo without Outcomes",
            trigger:
                '.o_notification:contains("Added: Second try"):not(:has(button:contains(Undo)))',
        },
        {
            content: "it is planned",
            trigger: '.o-mail-Activity:contains("Second try")',
        },
    ],
});
