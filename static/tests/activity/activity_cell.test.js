import { describe, expect, test } from "@odoo/hoot";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ActivityCell } from "@mail/views/web/activity/activity_cell";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

async function mountCell(reportingDate) {
    await mountWithCleanup(ActivityCell, {
        props: {
            activityIds: [7],
            activityTypeId: 2,
            countByState: { done: 1 },
            reloadFunc: () => {},
            reportingDate,
            resId: 3,
            resModel: "crm.lead",
            summaries: ["Call"],
            userAssignedIds: [],
        },
    });
}

test("history that ended on an unknown day shows no day", async () => {
    await mountCell(null);
    expect(".o-mail-ActivityCell-deadline").toHaveText("");
});

test("every other cell shows its day", async () => {
    await mountCell("2026-01-05");
    expect(".o-mail-ActivityCell-deadline").toHaveText("01/05/2026");
});
