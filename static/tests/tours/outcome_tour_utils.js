/** Open the activities of a card in the pipeline. */
export function openActivitiesOf(name) {
    return {
        content: "open the card's activities",
        trigger: `.o_kanban_record:contains("${name}") .o-mail-ActivityButton`,
        run: "click",
    };
}

/** Select all activities of a list, three or more, and open the dialog for them. */
export function openCompleteForAll() {
    return [
        {
            content: "select all",
            trigger:
                ".o_list_view:has(.o_data_row:eq(2)) thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "complete them",
            trigger: ".o_control_panel button[name=action_open_complete]",
            run: "click",
        },
    ];
}

/** Open the popover of an activity in the calendar, from another view. */
export function openInCalendar(summary) {
    return [
        {
            content: "look at the calendar",
            trigger: ".o_switch_view.o_calendar",
            run: "click",
        },
        {
            content: "open the activity",
            trigger: `.o_calendar_view .fc-event:contains("${summary}")`,
            run: "click",
        },
    ];
}

/** Choose in the open popover or dialog, and nowhere else. */
export function chooseOutcome(name, scope = "") {
    return [
        {
            content: `choose "${name}"`,
            trigger: `${scope} .o_outcome_picker_choice:contains("${name}")`,
            run: "click",
        },
        {
            content: `"${name}" is chosen`,
            trigger: `${scope} .o_outcome_picker_choice[aria-checked=true]:contains("${name}")`,
        },
    ];
}

/** Complete in the popover: it refuses until an outcome is chosen. */
export function completeInPopover(outcome) {
    return [
        {
            content: "Done waits for an outcome, and says so",
            trigger:
                ".o-mail-ActivityMarkAsDone:contains('Choose an outcome first.') button[aria-label=Done]:disabled",
        },
        ...chooseOutcome(outcome, ".o-mail-ActivityMarkAsDone"),
        {
            content: "complete",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]:enabled",
            run: "click",
        },
        completed(),
    ];
}

/** Complete in the dialog, once every question is answered. */
export function completeInDialog() {
    return [
        {
            content: "complete",
            trigger: ".modal-footer button[name=action_apply]:enabled",
            run: "click",
        },
        { content: "the dialog is gone", trigger: "body:not(:has(.modal))" },
        completed(),
    ];
}

/** The notification with Undo. */
export function completed() {
    return {
        content: "told that it is done, with a way back",
        trigger: ".o_notification:has(button:contains(Undo))",
    };
}
