import { _t } from "@web/core/l10n/translation";

/** How long a notification offers *Undo*, in milliseconds. */
const UNDO_DELAY = 10000;

async function reopen(env, activityIds) {
    await env.services.orm.call("mail.activity", "action_reopen", [activityIds]);
    await env.services.action.doAction("soft_reload");
}

/**
 * Show what was done to activities, and offer to undo it.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {number[]} activityIds
 * @param {string} message
 * @param {Object} [options]
 * @param {"success" | "info"} [options.type]
 * @param {string} [options.title]
 * @param {{ name: string, icon: string, onClick: () => any }[]} [options.others] the
 *  other buttons
 * @param {(env: Object, activityIds: number[]) => Promise<any>} [options.takeBack] what
 *  *Undo* does; by default it reopens the activities
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
