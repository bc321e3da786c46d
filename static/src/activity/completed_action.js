import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** Milliseconds in which a completion can be undone from its notification. */
export const UNDO_DELAY = 10000;

export async function reopen(env, activityIds) {
    await env.services.orm.call("mail.activity", "action_reopen", [activityIds]);
    await env.services.action.doAction("soft_reload");
}

/**
 * Tell that activities were completed, and offer to undo it.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {number[]} activityIds
 * @param {string} message
 */
export function notifyCompleted(env, activityIds, message) {
    const close = env.services.notification.add(message, {
        type: "success",
        autocloseDelay: UNDO_DELAY,
        buttons: [
            {
                name: _t("Undo"),
                icon: "fa-undo",
                onClick: () => {
                    close();
                    return reopen(env, activityIds);
                },
            },
        ],
    });
}

/** What the server returns from the buttons and dialogs that complete activities. */
function completedAction(env, { params }) {
    notifyCompleted(env, params.activity_ids, params.message);
    return params.next || { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_activity_flow.completed", completedAction);
