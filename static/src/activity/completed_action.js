import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

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
 * @param {{ name: string, icon: string, onClick: () => any }[]} [options.others] what
 *  else can be done about it
 */
export function notifyWithUndo(
    env,
    activityIds,
    message,
    { type = "success", others = [] } = {}
) {
    const undo = {
        name: _t("Undo"),
        icon: "fa-undo",
        onClick: () => reopen(env, activityIds),
    };
    const close = env.services.notification.add(message, {
        type,
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

/** What the server returns from the buttons and dialogs that complete activities. */
function completedAction(env, { params }) {
    notifyWithUndo(env, params.activity_ids, params.message);
    return params.next || { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_activity_flow.completed", completedAction);
