import { registry } from "@web/core/registry";

import { offerNextSteps } from "./offer_next_steps";

/** What the server returns instead of Odoo's dialog, when rules suggest something. */
async function nextStepsAction(env, { params }) {
    const { isOtherWanted } = await offerNextSteps(env, params.suggestions, params);
    return isOtherWanted ? params.next : { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_activity_flow.next_steps", nextStepsAction);
