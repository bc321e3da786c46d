import { contains, openFormView, start } from "@mail/../tests/mail_test_helpers";
import { describe, test } from "@odoo/hoot";
import { getService } from "@web/../tests/web_test_helpers";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const ORIGIN = ".o-mail-Activity .o-mail-Activity-origin";

test("the card of an activity that started after a sale says so", async () => {
    const { activityId, partnerId } = await createCall();
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Activity");
    await contains(ORIGIN, { count: 0 });
    getService("mail.store")["mail.activity"].insert({
        id: activityId,
        origin_label: "Thank them · closed by Anna",
    });
    await contains(ORIGIN, { text: "Thank them · closed by Anna" });
});
