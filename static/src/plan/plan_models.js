import { reactive } from "@odoo/owl";

import { rpcBus } from "@web/core/network/rpc";
import { session } from "@web/session";

const MODELS = ["mail.activity.plan", "mail.activity.plan.template"];
const CHANGING = /^(action_(un)?archive|create|copy|unlink|web_save|write)/;

/** The models that have plans, as the page was loaded: no form asks the server. */
export const planModels = reactive({
    known: session.activity_plan_models || [],
    isOutdated: false,
});

/**
 * Whether the menu of plans is of use. Once plans were changed in this window, each menu
 * is there, and says itself if it is empty.
 *
 * @param {string} resModel
 */
export function hasPlans(resModel) {
    return planModels.isOutdated || planModels.known.includes(resModel);
}

rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => {
    const { model, method } = detail.data?.params || {};
    if (!detail.error && MODELS.includes(model) && CHANGING.test(method)) {
        planModels.isOutdated = true;
    }
});
