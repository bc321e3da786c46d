import { registry } from "@web/core/registry";

import { completeInPopover, openActivitiesOf } from "./outcome_tour_utils";

const tours = registry.category("web_tour.tours");

const markDone = {
    content: "mark the call done",
    trigger: ".o-mail-ActivityListPopover .o-mail-ActivityListPopoverItem-markAsDone",
    run: "click",
};

/** From a card of the pipeline. */
tours.add("crm_activity_flow.outcome_kanban", {
    steps: () => [
        openActivitiesOf("Flow lead"),
        markDone,
        ...completeInPopover("Flow good"),
        {
            content: "the card has no activity any more",
            trigger:
                ".o_kanban_record:contains(Flow lead) .o-mail-ActivityButton .fa-clock-o",
        },
    ],
});

/** From a cell of the activity view, which then shows the outcome. */
tours.add("crm_activity_flow.outcome_activity_view", {
    steps: () => [
        {
            content: "show the pipeline's activities",
            trigger: ".o_switch_view.o_activity",
            run: "click",
        },
        {
            content: "open the cell of the call",
            trigger:
                ".o_activity_view .o_activity_summary_cell:contains(Flow activity 0) > div",
            run: "click",
        },
        markDone,
        ...completeInPopover("Flow bad"),
        {
            content: "nothing is left of it",
            trigger:
                ".o_activity_view:not(:has(.o_activity_summary_cell:contains(Flow activity 0)))",
        },
    ],
});
