import { registry } from "@web/core/registry";

import { notifyWithUndo } from "../activity/undo_notification";

async function undoLaunch(env, activityIds) {
    const { action, orm } = env.services;
    const next = await orm.call("mail.activity", "action_undo_launch", [activityIds]);
    await action.doAction(next);
}

/** Returned by the server after a one-click launch. */
function launchedAction(env, { params }) {
    notifyWithUndo(env, params.activity_ids, params.message, { takeBack: undoLaunch });
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_activity_flow.launched", launchedAction);
