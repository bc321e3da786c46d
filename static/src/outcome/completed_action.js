import { registry } from "@web/core/registry";

import { notifyWithUndo } from "../activity/undo_notification";
import { offerNextSteps } from "../next_step/offer_next_steps";

/** Returned by the server from buttons and dialogs that complete activities. */
async function completedAction(env, { params }, { onClose }) {
    const { activity_ids: activityIds, message, next, suggestions } = params;
    const close = { type: "ir.actions.act_window_close" };
    if (!suggestions?.length) {
        notifyWithUndo(env, activityIds, message);
        return next || close;
    }
    // close the outcome dialog, so the view behind it shows the completed activities
    await env.services.action.doAction(close, { onClose });
    const done = { activityIds, message };
    const { isAdded } = await offerNextSteps(env, suggestions, { done });
    if (isAdded && !next) {
        await env.services.action.doAction("soft_reload");
    }
    return next;
}

registry.category("actions").add("crm_activity_flow.completed", completedAction);
