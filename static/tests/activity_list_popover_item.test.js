import { start } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { getService, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import { createCall, defineOutcomeModels } from "./outcome_test_helpers";

describe.current.tags("desktop");
defineOutcomeModels();

/** The line of an activity in the popover, as the server describes the activity. */
async function mountItem(values) {
    const { activityId } = await createCall();
    await start();
    const activity = getService("mail.store")["mail.activity"].insert({
        id: activityId,
        mail_template_ids: [],
        ...values,
    });
    await mountWithCleanup(ActivityListPopoverItem, { props: { activity } });
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
