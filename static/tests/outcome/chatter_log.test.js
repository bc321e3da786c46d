import { Chatter } from "@mail/chatter/web_portal/chatter";
import {
    click,
    contains,
    openFormView,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import { describe, test } from "@odoo/hoot";
import {
    asyncStep,
    mockService,
    patchWithCleanup,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const BUTTON = ".o-mail-Chatter-logActivity";

async function openPartner(switches) {
    patchWithCleanup(session, switches);
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Azure Interior" });
    await start();
    mockService("action", {
        doAction(action, options) {
            if (action.res_model !== "mail.activity.log") {
                return super.doAction(...arguments);
            }
            const { default_res_id, default_res_model } = action.context;
            asyncStep(`log on ${default_res_model} ${default_res_id === partnerId}`);
            return options.onClose();
        },
    });
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Chatter-activity");
}

for (const name of ["activity_outcome", "activity_status"]) {
    test(`the chatter logs a finished activity in one click, with ${name}`, async () => {
        await openPartner({ [name]: true });
        patchWithCleanup(Chatter.prototype, {
            onActivityChanged: () => asyncStep("reload"),
        });
        await click(`${BUTTON}:enabled`);
        await waitForSteps(["log on res.partner true", "reload"]);
    });
}

test("switched off, the chatter is Odoo's", async () => {
    await openPartner({});
    await contains(BUTTON, { count: 0 });
});
