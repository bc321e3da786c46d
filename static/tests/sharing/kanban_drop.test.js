import { expect, describe, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { startServer } from "@mail/../tests/mail_test_helpers";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";
import { STATUSES, switchStatusesOn } from "../status/status_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

test("a card that can only be read stays where it is, with a sentence", async () => {
    switchStatusesOn();
    const pyEnv = await startServer();
    pyEnv["mail.activity"].create([
        { summary: "Act", status_id: STATUSES[0].id, share_level: "read" },
        { summary: "Other", status_id: STATUSES[1].id, share_level: "full" },
    ]);
    onRpc("mail.activity", "action_drop", () => expect.step("drop"));
    await mountView({
        type: "kanban",
        resModel: "mail.activity",
        arch: `
            <kanban js_class="activity_board" default_group_by="status_id">
                <templates>
                    <t t-name="card">
                        <field name="summary"/>
                        <field name="share_level" widget="activity_level"/>
                    </t>
                </templates>
            </kanban>`,
        groupBy: ["status_id"],
    });
    expect(".o_kanban_record:contains(Act) .o_activity_level").toHaveText("Read");
    await contains(".o_kanban_record:contains(Act)").dragAndDrop(
        ".o_kanban_group:eq(1)"
    );
    await animationFrame();
    expect.verifySteps([]);
    expect(".o_notification").toHaveText(/lets you read this activity/);
    expect(queryAllTexts(".o_kanban_group:eq(0) .o_kanban_record")).toHaveLength(1);
});
