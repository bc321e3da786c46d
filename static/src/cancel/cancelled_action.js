import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { notifyWithUndo } from "../activity/undo_notification";
import { CancelReasonDialog } from "./cancel_reason_dialog";

/**
 * Show that activities were cancelled, and offer to undo it or to give a reason.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {Object} params
 * @param {number[]} params.activity_ids
 * @param {string} params.message
 * @param {string | false} [params.note] additional information for the user
 */
export function notifyCancelled(env, { activity_ids: activityIds, message, note }) {
    const { action, dialog } = env.services;
    const giveReason = () =>
        dialog.add(CancelReasonDialog, {
            activityIds,
            onSaved: () => action.doAction("soft_reload"),
        });
    notifyWithUndo(env, activityIds, note ? `${message} ${note}` : message, {
        type: "info",
        others: [{ name: _t("Give a reason"), icon: "fa-pencil", onClick: giveReason }],
    });
}

/**
 * Cancel on the server, and show that it's done.
 *
 * @param {import("@web/env").OdooEnv} env
 * @param {number[]} activityIds
 */
export async function cancelActivities(env, activityIds) {
    const { params } = await env.services.orm.call(
        "mail.activity",
        "action_cancel_notify",
        [activityIds]
    );
    notifyCancelled(env, params);
}

/** Returned by the server from buttons that cancel activities. */
function cancelledAction(env, { params }) {
    notifyCancelled(env, params);
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_activity_flow.cancelled", cancelledAction);
