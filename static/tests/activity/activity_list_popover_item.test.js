import { start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";

import {
    createCall,
    defineActivityFlowModels,
} from "../crm_activity_flow_test_helpers";
import { STATUSES, switchStatusesOn } from "../status/status_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

/** The line of an activity in the popover, as the server describes the activity. */
async function mountItem(values) {
    const { activityId } = await createCall();
    await start();
    const activity = getService("mail.store")["mail.activity"].insert({
        id: activityId,
        mail_template_ids: [],
        ...values,
    });
    await mountWithCleanup(ActivityListPopoverItem, {
        props: { activity, onActivityChanged: () => expect.step("changed") },
    });
    await animationFrame();
    return activity;
}

function onCancel() {
    onRpc("mail.activity", "unlink", () => expect.step("unlink"));
    onRpc("mail.activity", "action_cancel_notify", ({ args: [ids] }) => {
        expect.step("cancel");
        return { params: { activity_ids: ids, message: "It is cancelled." } };
    });
}

test("a done activity shows how it ended", async () => {
    await mountItem({
        state: "done",
        date_done: "2026-01-05",
        outcome_name: "Not interested",
        outcome_sentiment: "negative",
    });
    expect(".o_outcome_done").toHaveText("Not interested");
    expect(".o_outcome_done.text-danger .fa-frown-o").toHaveCount(1);
    expect(".o_outcome_done").toHaveAttribute("title", "Negative");
});

test("an activity without an outcome shows nothing more", async () => {
    await mountItem({ state: "done", date_done: "2026-01-05" });
    expect(".o_outcome_done").toHaveCount(0);
});

test("a dot moves the activity, and the popover stays", async () => {
    switchStatusesOn();
    onRpc("mail.activity", "action_move", ({ args: [, to, from] }) => {
        expect.step(`${from} to ${to}`);
        return true;
    });
    const values = { can_write: true, state: "planned", status_id: STATUSES[0] };
    const activity = await mountItem(values);
    await click("[role='radio'][aria-label='In progress']");
    await animationFrame();
    expect.verifySteps(["1 to 2"]);
    expect(activity.status_id.name).toBe("In progress");
});

test("switched on, Cancel keeps the activity and offers to undo it", async () => {
    switchStatusesOn();
    onCancel();
    await mountItem({ can_write: true, state: "planned" });
    await click(".o-mail-ActivityListPopoverItem-cancel");
    await animationFrame();
    expect.verifySteps(["cancel", "changed"]);
});

test("switched off, Cancel is Odoo's, and there is no status", async () => {
    onCancel();
    await mountItem({ can_write: true, state: "planned" });
    expect(".o_activity_status").toHaveCount(0);
    await click(".o-mail-ActivityListPopoverItem-cancel");
    await animationFrame();
    expect.verifySteps(["unlink", "changed"]);
});
