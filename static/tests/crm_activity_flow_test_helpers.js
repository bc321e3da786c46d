import { mailModels, startServer } from "@mail/../tests/mail_test_helpers";
import { expect } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    defineModels,
    getService,
    mockService,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { MailActivityOutcome } from "./outcome/outcome_test_helpers";
import { MailActivity, MailActivityStatus } from "./status/status_test_helpers";

export const activityFlowModels = {
    ...mailModels,
    MailActivity,
    MailActivityOutcome,
    MailActivityStatus,
};

export function defineActivityFlowModels() {
    return defineModels(activityFlowModels);
}

/** An open call on a partner. */
export async function createCall(values = {}) {
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Azure Interior" });
    const activityId = pyEnv["mail.activity"].create({
        activity_category: "default",
        can_write: true,
        res_id: partnerId,
        res_model: "res.partner",
        ...values,
    });
    return { activityId, partnerId, pyEnv };
}

/**
 * Open the web client and do what the server returns, as from a button.
 *
 * @param {string} tag of one of our client actions, without the addon's name
 * @param {Object} params
 * @param {Object} [options] of the action service
 */
export async function doReturnedAction(tag, params, options = {}) {
    await mountWithCleanup(WebClient);
    await getService("action").doAction(
        { type: "ir.actions.client", tag: `crm_activity_flow.${tag}`, params },
        options
    );
    await animationFrame();
}

/**
 * Make an action a step of the test instead of doing it.
 *
 * @param {string} name the action itself, if it's a string, or its tag
 */
export function stepAction(name) {
    mockService("action", {
        doAction(action) {
            if ((action.tag ?? action) === name) {
                expect.step(name);
                return;
            }
            return super.doAction(...arguments);
        },
    });
}
