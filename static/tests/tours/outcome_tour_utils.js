/** Choose in the popover or dialog that is open, and nowhere else. */
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

/** Complete in the dialog; every question is answered by now. */
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
