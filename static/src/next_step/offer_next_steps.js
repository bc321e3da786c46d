import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";

import { notifyWithUndo } from "../activity/undo_notification";
import { groupSuggestions } from "./next_step";
import { NextStepDialog } from "./next_step_dialog";

/**
 * Open the dialog with the next steps of completed activities.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {import("./next_step").Suggestion[]} suggestions
 * @param {Object} [options]
 * @param {string} [options.message] what was done
 * @param {Object} [options.next] the action that schedules something else, if that is
 *  offered
 * @returns {Promise<{ addedText: string, isOtherWanted: boolean }>} once closed: what
 *  was added, if anything, and whether to continue with `next`
 */
export async function openNextStepDialog(env, suggestions, { message, next } = {}) {
    const steps = groupSuggestions(suggestions);
    let isOtherWanted = false;
    await new Promise((resolve) => {
        const onScheduleOther = () => (isOtherWanted = true);
        env.services.dialog.add(
            NextStepDialog,
            { steps, message, onScheduleOther: next ? onScheduleOther : undefined },
            { onClose: resolve }
        );
    });
    const names = steps.filter(({ isAdded }) => isAdded).map(({ label }) => label);
    return {
        addedText: names.length
            ? _t("Added: %(names)s", { names: formatList(names) })
            : "",
        isOtherWanted,
    };
}

/**
 * Offer the next steps of completed activities; then show what was done and added.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {import("./next_step").Suggestion[]} suggestions
 * @param {Object} [options]
 * @param {{ activityIds: number[], message: string }} [options.done] what to show, with
 *  *Undo*
 * @param {Object} [options.next] as for `openNextStepDialog`
 * @returns {Promise<{ isAdded: boolean, isOtherWanted: boolean }>}
 */
export async function offerNextSteps(env, suggestions, { done, next } = {}) {
    const { addedText, isOtherWanted } = await openNextStepDialog(env, suggestions, {
        message: done?.message,
        next,
    });
    if (done) {
        const { activityIds, message } = done;
        notifyWithUndo(env, activityIds, addedText || message, {
            title: addedText && message,
        });
    } else if (addedText) {
        env.services.notification.add(addedText, { type: "success" });
    }
    return { isAdded: Boolean(addedText), isOtherWanted };
}
