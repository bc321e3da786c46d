import { click, contains, openFormView, start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { queryRect } from "@odoo/hoot-dom";
import {
    asyncStep,
    getService,
    onRpc,
    waitForSteps,
} from "@web/../tests/web_test_helpers";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";
import { STATUSES, switchStatusesOn } from "./status_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const CANCEL = ".o-mail-Activity .btn";

function onCancel() {
    onRpc("mail.activity", "unlink", () => asyncStep("unlink"));
    onRpc("mail.activity", "unlink_w_meeting", () => {
        asyncStep("unlink_w_meeting");
        return true;
    });
    onRpc("mail.activity", "action_cancel_notify", ({ args: [ids] }) => {
        asyncStep(`cancel ${ids.length}`);
        return { params: { activity_ids: ids, message: "It is cancelled." } };
    });
}

/** Open the chatter of a partner with an open call. */
async function openChatter(values) {
    const { activityId, partnerId } = await createCall(values);
    await start();
    await openFormView("res.partner", partnerId);
    await contains(".o-mail-Activity");
    return activityId;
}

test("switched off, Cancel is Odoo's, and there is no status", async () => {
    onRpc("mail.activity.status", "search_read", () => asyncStep("search_read"));
    onCancel();
    await openChatter();
    await contains(".o_activity_status", { count: 0 });
    await click(CANCEL, { text: "Cancel" });
    await waitForSteps(["unlink"]);
    await contains(".o-mail-Activity", { count: 0 });
});

test("switched on, Cancel keeps the activity and offers to undo it", async () => {
    switchStatusesOn();
    onCancel();
    await openChatter();
    await click(CANCEL, { text: "Cancel" });
    await waitForSteps(["cancel 1"]);
    await contains(".o_notification", { text: "It is cancelled." });
});

test("an activity with a meeting is kept, too", async () => {
    switchStatusesOn();
    onCancel();
    const id = await openChatter();
    getService("mail.store")["mail.activity"].insert({ id, calendar_event_id: 1 });
    await click(CANCEL, { text: "Cancel" });
    await waitForSteps(["cancel 1"]);
});

test("the dots are on the row of the buttons", async () => {
    switchStatusesOn();
    const activityId = await openChatter();
    const activities = getService("mail.store")["mail.activity"];
    activities.insert({ id: activityId, status_id: STATUSES[0] });
    await contains("div:has(> .o-mail-Activity-markDone) .o_activity_status");
    const { top } = queryRect(".o-mail-Activity-markDone");
    const dots = queryRect(".o-mail-Activity .o_activity_status");
    expect(Math.abs(dots.top - top)).toBeLessThan(dots.height);
    activities.insert({ id: activityId, can_write: false });
    await contains(".o-mail-Activity-markDone", { count: 0 });
    await contains(".o-mail-Activity .o_activity_status_closed", { text: "To do" });
});

test("the dots of the card move the activity", async () => {
    switchStatusesOn();
    onRpc("mail.activity", "action_move", ({ args: [, to, from] }) => {
        asyncStep(`${from} to ${to}`);
        return true;
    });
    const activityId = await openChatter();
    getService("mail.store")["mail.activity"].insert({
        id: activityId,
        status_id: STATUSES[0],
    });
    await click(".o-mail-Activity [role='radio'][aria-label='Waiting']");
    await waitForSteps(["1 to 3"]);
    await contains(".o-mail-Activity .o_activity_status_name", { text: "Waiting" });
});
