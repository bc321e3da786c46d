import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { suggestNextSteps } from "../next_step/offer_next_steps";

/** Milliseconds in which something can be undone from its notification. */
const UNDO_DELAY = 10000;

async function reopen(env, activityIds) {
    await env.services.orm.call("mail.activity", "action_reopen", [activityIds]);
    await env.services.action.doAction("soft_reload");
}

/**
 * Tell that activities were completed or cancelled, and offer to undo it.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {number[]} activityIds
 * @param {string} message
 * @param {Object} [options]
 * @param {"success" | "info"} [options.type]
 * @param {string} [options.title]
 * @param {{ name: string, icon: string, onClick: () => any }[]} [options.others] what
 *  else can be done about it
 * @param {(env: Object, activityIds: number[]) => Promise<any>} [options.takeBack] what
 *  *Undo* does; it reopens them without
 */
export function notifyWithUndo(
    env,
    activityIds,
    message,
    { type = "success", title, others = [], takeBack = reopen } = {}
) {
    const undo = {
        name: _t("Undo"),
        icon: "fa-undo",
        onClick: () => takeBack(env, activityIds),
    };
    const close = env.services.notification.add(message, {
        type,
        title,
        className: "o_activity_notification",
        autocloseDelay: UNDO_DELAY,
        buttons: [undo, ...others].map((button) => ({
            ...button,
            onClick: () => {
                close();
                return button.onClick();
            },
        })),
    });
}

/**
 * Offer what may follow completed activities; then tell what was done and added.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {import("../next_step/next_step").Suggestion[]} suggestions
 * @param {Object} [options]
 * @param {{ activityIds: number[], message: string }} [options.done] what to tell, with
 *  *Undo*
 * @param {Object} [options.next] as for `suggestNextSteps`
 * @returns {Promise<{ isAdded: boolean, isOtherWanted: boolean }>}
 */
export async function offerNextSteps(env, suggestions, { done, next } = {}) {
    const { addedText, isOtherWanted } = await suggestNextSteps(env, suggestions, {
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

/** What the server returns from the buttons and dialogs that complete activities. */
async function completedAction(env, { params }, { onClose }) {
    const { activity_ids: activityIds, message, next, suggestions } = params;
    const close = { type: "ir.actions.act_window_close" };
    if (!suggestions?.length) {
        notifyWithUndo(env, activityIds, message);
        return next || close;
    }
    // the dialog that asked for the outcome goes, and the view behind shows what is done
    await env.services.action.doAction(close, { onClose });
    const done = { activityIds, message };
    const { isAdded } = await offerNextSteps(env, suggestions, { done });
    if (isAdded && !next) {
        await env.services.action.doAction("soft_reload");
    }
    return next;
}

registry.category("actions").add("crm_activity_flow.completed", completedAction);
