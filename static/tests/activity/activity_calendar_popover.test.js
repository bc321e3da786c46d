import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    mockService,
    mountWithCleanup,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { ActivityCalendarCommonPopover } from "@mail/views/web/calendar/calendar_common/activity_calendar_common_popover";

import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const MARK_DONE = "button:contains(Mark Done)";

/** The popover of one activity in the calendar. */
async function mountPopover(active) {
    const day = luxon.DateTime.fromISO("2026-01-05");
    await mountWithCleanup(ActivityCalendarCommonPopover, {
        props: {
            close: () => expect.step("close"),
            record: {
                id: 7,
                title: "Call",
                start: day,
                end: day,
                rawRecord: { active },
            },
            model: {
                resModel: "mail.activity",
                fields: {},
                activeFields: {},
                popoverFieldNodes: {},
                load: () => expect.step("load"),
            },
            createRecord: () => {},
            deleteRecord: () => {},
            editRecord: () => {},
        },
    });
}

test("Mark Done opens what there is to ask, and reloads the calendar afterwards", async () => {
    patchWithCleanup(session, { activity_outcome: true });
    mockService("action", {
        doActionButton({ name, type, resModel, resId, onClose }) {
            expect.step([type, resModel, name, resId].join(" "));
            onClose();
        },
    });
    await mountPopover(true);
    await contains(MARK_DONE).click();
    await animationFrame();
    expect.verifySteps([
        "close",
        "object mail.activity action_open_complete 7",
        "load",
    ]);
});

test("a done activity can't be marked done", async () => {
    patchWithCleanup(session, { activity_outcome: true });
    await mountPopover(false);
    expect("button:contains(View)").toHaveCount(1);
    expect(MARK_DONE).toHaveCount(0);
});

test("switched off, the popover is Odoo's", async () => {
    await mountPopover(true);
    expect("button:contains(View)").toHaveCount(1);
    expect(MARK_DONE).toHaveCount(0);
});

test("with Statuses alone, Mark Done is there, too", async () => {
    patchWithCleanup(session, { activity_status: true });
    await mountPopover(true);
    expect(MARK_DONE).toHaveCount(1);
});
