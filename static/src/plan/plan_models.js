import { reactive } from "@odoo/owl";

import { rpcBus } from "@web/core/network/rpc";
import { session } from "@web/session";

const MODELS = ["mail.activity.plan", "mail.activity.plan.template"];
const CHANGING = /^(action_(un)?archive|create|copy|unlink|web_save|write)/;

/** The models that had plans on page load, so forms needn't ask the server. */
export const planModels = reactive({
    known: session.activity_plan_models || [],
    isOutdated: false,
});

/**
 * Return whether to show the menu of plans. Once plans were changed in this window,
 * it's always shown, and says so if it's empty.
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
