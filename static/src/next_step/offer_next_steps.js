import { _t } from "@web/core/l10n/translation";
import { formatList } from "@web/core/l10n/utils";

import { groupSuggestions } from "./next_step";
import { NextStepDialog } from "./next_step_dialog";

/**
 * Open the dialog with what may follow completed activities.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {import("./next_step").Suggestion[]} suggestions
 * @param {Object} [options]
 * @param {string} [options.message] what was done
 * @param {Object} [options.next] the action that schedules something else, if the user
 *  may want that
 * @returns {Promise<{ addedText: string, isOtherWanted: boolean }>} when it is closed:
 *  what was added, if anything, and whether to go on with `next`
 */
export async function suggestNextSteps(env, suggestions, { message, next } = {}) {
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
