import { registry } from "@web/core/registry";

import { offerNextSteps } from "../next_step/offer_next_steps";

/** Returned by the server from the dialog that corrects an outcome. */
async function correctedAction(env, { params }, { onClose }) {
    const { message, suggestions } = params;
    // close the dialog, so the form behind it shows the right outcome
    const close = { type: "ir.actions.act_window_close" };
    await env.services.action.doAction(close, { onClose });
    env.services.notification.add(message, { type: "success" });
    if (suggestions.length) {
        const { isAdded } = await offerNextSteps(env, suggestions);
        if (isAdded) {
            await env.services.action.doAction("soft_reload");
        }
    }
}

registry.category("actions").add("crm_activity_flow.corrected", correctedAction);
