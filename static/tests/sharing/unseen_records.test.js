import { contains } from "@mail/../tests/mail_test_helpers";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    clickSave,
    contains as on,
    getService,
    mountView,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

beforeEach(() => patchWithCleanup(session, { activity_sharing: true }));

test("a form whose activity is hidden after saving goes back", async () => {
    const { activityId } = await createCall({ summary: "Call them" });
    onRpc("mail.activity", "web_save", () => {
        expect.step("save");
        return [];
    });
    await mountView({
        type: "form",
        resModel: "mail.activity",
        resId: activityId,
        arch: `<form><field name="summary" /></form>`,
        config: { historyBack: () => expect.step("back") },
    });
    await on(".o_field_widget[name=summary] input").edit("Call us");
    await clickSave();
    expect.verifySteps(["save", "back"]);
    expect(".o_notification").toHaveCount(0);
});

test("a list is loaded again without what is hidden after saving", async () => {
    const { activityId, pyEnv } = await createCall({ summary: "Call them" });
    onRpc("mail.activity", "web_save", ({ args: [ids] }) => {
        pyEnv["mail.activity"].unlink(ids);
        return [];
    });
    await mountView({
        type: "list",
        resModel: "mail.activity",
        arch: `<list editable="bottom"><field name="summary" /></list>`,
        domain: [["id", "=", activityId]],
    });
    await on(".o_data_cell[name=summary]").click();
    await on(".o_field_widget[name=summary] input").edit("Call us", { confirm: false });
    await on(".o_list_button_save").click();
    await animationFrame();
    expect(".o_data_row:contains(Call)").toHaveCount(0);
    expect(".o_notification").toHaveCount(0);
});

test("a link to an activity that isn't there shows a sentence", async () => {
    await createCall();
    await mountWithCleanup(WebClient);
    getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "mail.activity",
        res_id: 99999,
        views: [[false, "form"]],
    });
    await contains("p", { text: "It was deleted, or it isn't shared with you." });
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});
