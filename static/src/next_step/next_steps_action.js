import { registry } from "@web/core/registry";

import { offerNextSteps } from "./offer_next_steps";

/** Returned by the server instead of Odoo's dialog if rules suggest steps. */
async function nextStepsAction(env, { params }) {
    const { isOtherWanted } = await offerNextSteps(env, params.suggestions, params);
    return isOtherWanted ? params.next : { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_activity_flow.next_steps", nextStepsAction);
