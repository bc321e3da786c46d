import { chooseOutcome } from "./outcome_tour_utils";

export const DIALOG = ".o_next_step_dialog";
export const noDialog = {
    content: "the dialog is gone",
    trigger: "body:not(:has(.modal))",
};

/** A line of the dialog, by the type or the plan. */
export function line(name) {
    return `${DIALOG} .o_next_step:contains("${name}")`;
}

/** Complete in the chatter's popover. */
export function completeInChatter(summary, outcome) {
    return [
        {
            content: `mark "${summary}" done`,
            trigger: `.o-mail-Activity:contains("${summary}") .o-mail-Activity-markDone`,
            run: "click",
        },
        ...chooseOutcome(outcome, ".o-mail-ActivityMarkAsDone"),
        {
            content: "complete",
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label=Done]:enabled",
            run: "click",
        },
    ];
}

/** The first line has the focus: Enter adds it. */
export function accept(name) {
    return [
        {
            content: `Enter adds "${name}"`,
            trigger: `${line(name)} .o_next_step_add:focus`,
            run: "press Enter",
        },
        noDialog,
    ];
}

/** The notification with this text and *Undo*. */
export function told(text) {
    return {
        content: `told: ${text}, with a way back`,
        trigger: `.o_notification:contains("${text}"):has(button:contains(Undo))`,
    };
}

/** An activity in the chatter, and what it follows. */
export function planned(summary, follows) {
    return {
        content: `"${summary}" is planned`,
        trigger: `.o-mail-Activity:contains("${summary}"):has(.o_activity_follows:contains("${follows}"))`,
    };
}
