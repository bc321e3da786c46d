import { onWillStart, useState } from "@odoo/owl";

import { deserializeDateTime, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { notifyWithUndo } from "../activity/undo_notification";

class OutcomeChoice {
    /** @type {import("./outcome_picker").OutcomeChoice[]} */
    choices = [];
    isRequired = false;
    /** @type {number | false} */
    selectedId = false;
    /** whether the user can say when it was completed */
    canDate = false;
    /** since when, if there is a limit */
    earliest = undefined;
    /** @type {luxon.DateTime | false} when it was completed; now if false */
    doneAt = false;
    /** the server's message when it refused */
    refusal = "";
    /** stays true after the first attempt, unless refused: it must not run twice */
    isBusy = false;

    get selected() {
        return this.choices.find(({ id }) => id === this.selectedId);
    }

    get isMissing() {
        return this.isRequired && !this.selected;
    }

    /** Why the activity can't be completed yet, if it can't. */
    get hint() {
        return this.isMissing ? _t("Choose an outcome first.") : undefined;
    }

    select(id) {
        this.selectedId = id;
    }

    date(moment) {
        this.doneAt = moment;
    }

    load({ can_date, earliest, groups, refused }) {
        this.canDate = Boolean(can_date);
        this.earliest = earliest ? deserializeDateTime(earliest) : undefined;
        for (const { choices, required, preselected_id } of groups) {
            Object.assign(this, {
                choices,
                isRequired: required,
                selectedId: preselected_id,
            });
        }
        for (const { reason } of refused) {
            this.refusal = _t("You can't complete this activity: %(reason)s.", {
                reason,
            });
        }
    }

    /**
     * Complete with the chosen outcome, and offer to undo it. An error is kept here and
     * shown in the popover: Odoo's error dialog would close the popover, and the user
     * would lose the input.
     *
     * @param {import("models").Activity} activity
     * @param {() => Promise} finish Odoo's code for after the completion
     * @param {Object} [options] as for `activity.completeWith`
     */
    async complete(activity, finish, options) {
        if (this.isMissing || this.isBusy) {
            return;
        }
        this.isBusy = true;
        this.refusal = "";
        let completion;
        try {
            completion = await activity.completeWith(this.selectedId, {
                ...options,
                doneAt: this.doneAt && serializeDateTime(this.doneAt),
            });
        } catch (error) {
            this.isBusy = false;
            if (!error.exceptionName?.startsWith("odoo.exceptions.")) {
                throw error;
            }
            this.refusal = error.data.message;
            return;
        }
        this.tell(activity, completion);
        return activity.whileCompleted(completion, finish);
    }

    /** Show that it's done: now, or once the dialog with the next steps is closed. */
    tell(activity, { nextAction, suggestions }) {
        const done = { activityIds: [activity.id], message: this.getMessage(activity) };
        if (nextAction?.tag === "crm_activity_flow.next_steps") {
            nextAction.params.done = done;
        } else if (suggestions?.length) {
            activity.nextSteps = { suggestions, done };
        } else {
            notifyWithUndo(activity.store.env, done.activityIds, done.message);
        }
    }

    getMessage(activity) {
        const name = activity.summary || activity.activity_type_id?.name;
        return this.selected
            ? _t("“%(name)s” is done: %(outcome)s", {
                  name,
                  outcome: this.selected.name,
              })
            : _t("“%(name)s” is done.", { name });
    }
}

/**
 * The outcomes that one activity offers, and the current choice.
 *
 * @param {number} activityId
 */
export function useOutcomeChoice(activityId) {
    const orm = useService("orm");
    const choice = useState(new OutcomeChoice());
    onWillStart(async () => {
        choice.load(
            await orm.call("mail.activity", "get_outcome_choices", [[activityId]])
        );
    });
    return choice;
}
