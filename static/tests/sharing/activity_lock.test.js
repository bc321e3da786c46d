import { click, contains, openFormView, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import {
    asyncStep,
    getService,
    mountWithCleanup,
    onRpc,
    waitForSteps,
} from "@web/../tests/web_test_helpers";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const LOCK = ".o-mail-Activity .o_activity_lock";

function onWrite() {
    onRpc("mail.activity", "write", ({ args: [, values] }) => {
        asyncStep(`private: ${values.is_private}`);
        return true;
    });
}

/** Open the chatter of a partner with an open call, as the server describes it. */
async function openChatter(values) {
    const { activityId, partnerId } = await createCall();
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Activity");
    getService("mail.store")["mail.activity"].insert({ id: activityId, ...values });
}

test("switched off, there is neither a lock nor a level", async () => {
    await openChatter({});
    await contains(".o-mail-Activity-markDone");
    await contains(".o_activity_lock", { count: 0 });
    await contains(".o_activity_level", { count: 0 });
});

test("the assignee locks the activity on its card", async () => {
    onWrite();
    await openChatter({ can_lock: true, is_private: false, share_level: "full" });
    await contains(`${LOCK}[aria-pressed='false']`, { text: "Private" });
    await click(LOCK);
    await waitForSteps(["private: true"]);
});

test("a locked one says so in words, and can be unlocked", async () => {
    onWrite();
    await openChatter({ can_lock: true, is_private: true, share_level: "full" });
    await contains(`${LOCK}[aria-pressed='true'] .fa-lock`);
    await contains(LOCK, { text: "Private" });
    await click(LOCK);
    await waitForSteps(["private: false"]);
});

test("others have no lock", async () => {
    await openChatter({ can_lock: false, is_private: false, share_level: "full" });
    await contains(".o-mail-Activity-markDone");
    await contains(".o_activity_lock", { count: 0 });
});

test("what can only be read says so, and has no buttons", async () => {
    await openChatter({
        can_lock: false,
        can_write: false,
        is_private: false,
        share_level: "read",
    });
    await contains(".o-mail-Activity .o_activity_level", { text: "Read" });
    await contains(".o-mail-Activity-markDone", { count: 0 });
    await contains(".o-mail-Activity-edit", { count: 0 });
});

test("so it is in the popover", async () => {
    const { activityId } = await createCall();
    await start();
    const activity = getService("mail.store")["mail.activity"].insert({
        id: activityId,
        can_lock: false,
        can_write: false,
        is_private: false,
        mail_template_ids: [],
        share_level: "read",
        state: "planned",
    });
    await mountWithCleanup(ActivityListPopoverItem, {
        props: { activity, onActivityChanged: () => {} },
    });
    await contains(".o-mail-ActivityListPopoverItem .o_activity_level", {
        text: "Read",
    });
    await contains(".o-mail-ActivityListPopoverItem button", { count: 0 });
    expect(".o-mail-ActivityListPopoverItem .o_activity_lock").toHaveCount(0);
});
