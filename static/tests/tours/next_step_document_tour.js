import { registry } from "@web/core/registry";

import {
    accept,
    completeInChatter,
    DIALOG,
    line,
    noDialog,
    planned,
    told,
} from "./next_step_tour_utils";
import { chooseOutcome } from "./outcome_tour_utils";

const tours = registry.category("web_tour.tours");

const nothingPlanned = {
    content: "nothing is planned any more",
    trigger: ".o-mail-Chatter:not(:has(.o-mail-Activity))",
};

/** No answer three times: call again twice, then email. With Enter each time. */
tours.add("crm_activity_flow.next_step_attempts", {
    steps: () => [
        ...completeInChatter("Flow activity 0", "Flow bad"),
        ...accept("Flow call"),
        told("Added: Second try"),
        planned("Second try", "Flow activity 0, Flow bad"),
        ...completeInChatter("Second try", "Flow bad"),
        ...accept("Flow call"),
        planned("Second try", "Second try, Flow bad"),
        ...completeInChatter("Second try", "Flow bad"),
        {
            content: "the third offer is another one",
            trigger: `${DIALOG}:not(:contains("Flow call"))`,
        },
        ...accept("Flow email"),
        planned("Write instead", "Second try, Flow bad"),
        {
            content: "look at what it follows",
            trigger: ".o-mail-Activity .o_activity_follows button",
            run: "click",
        },
        {
            content: "that call, and how it ended",
            trigger:
                '.o_form_view:contains("Flow bad") .o_field_widget[name=summary]:contains("Second try"), .o_form_view .o_field_widget[name=summary] input:value("Second try")',
        },
    ],
});

/** Another summary, day and person; Enter in an input adds it. */
tours.add("crm_activity_flow.next_step_edit", {
    steps: () => [
        ...completeInChatter("Flow activity 0", "Flow bad"),
        nothingPlanned,
        {
            content: "another day",
            trigger: `${line("Flow call")} .o_next_step_date input`,
            run: "edit 12/31/2035 && press Tab",
        },
        {
            content: "it is a Monday",
            trigger: `${line("Flow call")} .o_next_step_date:contains("Monday")`,
        },
        {
            content: "someone else",
            trigger: `${line("Flow call")} .o_next_step_user input`,
            run: "edit flow_manager",
        },
        {
            content: "choose the manager",
            trigger: `${line("Flow call")} .o-autocomplete .dropdown-item:contains("flow_manager")`,
            run: "click",
        },
        {
            content: "another summary",
            trigger: `${line("Flow call")} .o_next_step_summary`,
            run: "edit Ask for the boss && press Enter",
        },
        noDialog,
        told("Added: Ask for the boss (Monday 12/31/2035)"),
        planned("Ask for the boss", "Flow activity 0, Flow bad"),
    ],
});

/** Skip with Not now; then complete again, add, and undo everything. */
tours.add("crm_activity_flow.next_step_refuse", {
    steps: () => [
        ...completeInChatter("Flow activity 0", "Flow bad"),
        {
            content: "not now",
            trigger: `${DIALOG} .o_next_step_close:contains("Not now")`,
            run: "click",
        },
        noDialog,
        nothingPlanned,
        told("Flow bad"),
        {
            content: "undo",
            trigger: ".o_notification button:contains(Undo)",
            run: "click",
        },
        ...completeInChatter("Flow activity 0", "Flow bad"),
        ...accept("Flow call"),
        planned("Second try", "Flow activity 0, Flow bad"),
        {
            content: "undo all of it",
            trigger: ".o_notification:contains(Added) button:contains(Undo)",
            run: "click",
        },
        {
            content: "the first call is back, alone",
            trigger:
                '.o-mail-Chatter:not(:contains("Second try")) .o-mail-Activity:contains("Flow activity 0")',
        },
        ...completeInChatter("Flow activity 0", "Flow bad"),
        {
            content: "Escape is Not now, too",
            trigger: `${line("Flow call")} .o_next_step_add:focus`,
            run: "press Escape",
        },
        noDialog,
        nothingPlanned,
    ],
});

/** Done & Schedule Next offers the rule's step, and Odoo's form as an alternative. */
tours.add("crm_activity_flow.next_step_other", {
    steps: () => [
        {
            content: "mark the call done",
            trigger: ".o-mail-Activity-markDone",
            run: "click",
        },
        ...chooseOutcome("Flow bad", ".o-mail-ActivityMarkAsDone"),
        {
            content: "complete, and schedule what is next",
            trigger:
                ".o-mail-ActivityMarkAsDone button[aria-label='Done and Schedule Next']:enabled",
            run: "click",
        },
        {
            content: "something else",
            trigger: `${DIALOG}:has(.o_next_step) button:contains("Schedule something else")`,
            run: "click",
        },
        {
            content: "say what",
            trigger: `.modal:not(:has(.o_next_step_dialog)) .o_field_widget[name=summary] input`,
            run: "edit Something else",
        },
        {
            content: "schedule it",
            trigger: ".modal-footer button:contains(/^(Save|Schedule)/)",
            run: "click",
        },
        noDialog,
        {
            content: "it is planned",
            trigger: '.o-mail-Activity:contains("Something else")',
        },
    ],
});

/** A rule with a time, when the assignee has a meeting: the next free slot. */
tours.add("crm_activity_flow.next_step_busy", {
    steps: () => [
        ...completeInChatter("Flow activity 0", "Flow plain"),
        {
            content: "busy, and free later",
            trigger: `${line("Flow email")} .o_next_step_busy:has(.fa-exclamation-triangle) .o_next_step_free`,
            run: "click",
        },
        {
            content: "not busy then: add it",
            trigger: `${line("Flow email")}:not(:has(.o_next_step_free)) .o_next_step_add`,
            run: "click",
        },
        noDialog,
        told("Added: Write instead"),
    ],
});

/** Correct how it ended, in the form of the done activity. */
tours.add("crm_activity_flow.next_step_correct", {
    steps: () => [
        {
            content: "the outcome was wrong",
            trigger: "button[name=action_open_correct]",
            run: "click",
        },
        {
            content: "the same outcome is no correction",
            trigger: ".modal .modal-footer button:contains(Correct):disabled",
        },
        ...chooseOutcome("Flow plain", ".modal"),
        {
            content: "correct it",
            trigger: ".modal .modal-footer button[name=action_apply]:enabled",
            run: "click",
        },
        {
            content: "told how it really ended",
            trigger: ".o_notification:contains(Flow plain)",
        },
        ...accept("Flow call"),
        {
            content: "the form shows the right outcome",
            trigger: ".o_form_view [name=outcome_id]:contains(Flow plain)",
        },
    ],
});
