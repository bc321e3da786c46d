import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { contains, makeServerError, onRpc } from "@web/../tests/web_test_helpers";

import {
    defineActivityFlowModels,
    doReturnedAction,
    stepAction,
} from "../crm_activity_flow_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const DIALOG = ".modal:not(.o_inactive_modal)";
const HEADING = `${DIALOG} .o_launch_progress_heading`;

/** Mock the server for a launch on 1,000 records; each part waits to be released. */
function mockLaunch({ refused = 0 } = {}) {
    const parts = [];
    let done = 0;
    const getProgress = () => ({
        done,
        total: 1000,
        activities: 3 * done,
        refused,
        reasons: refused ? ["Deal 7: Anna is archived."] : [],
    });
    onRpc("mail.activity.plan.launch", "action_launch_part", async () => {
        const part = new Deferred();
        parts.push(part);
        await part;
        done += 200;
        expect.step(`part up to ${done}`);
        return getProgress();
    });
    onRpc("mail.activity.plan.launch", "action_stop", () => {
        expect.step("stop");
        return getProgress();
    });
    return {
        async serve(count = 1) {
            for (let part = 0; part < count; part++) {
                parts.shift().resolve();
                await animationFrame();
                await animationFrame();
            }
        },
        async fail(error) {
            parts.shift().reject(error);
            await animationFrame();
            await animationFrame();
        },
    };
}

async function start(options) {
    stepAction("soft_reload");
    const launch = mockLaunch(options);
    const params = { launch_id: 9, plan: "New opportunity", total: 1000 };
    await doReturnedAction("launch_progress", params);
    return launch;
}

test("part after part, with a bar and figures, then the view reloads", async () => {
    const launch = await start();
    expect(`${DIALOG} .modal-title`).toHaveText("New opportunity");
    expect(HEADING).toHaveText("Launching… 0 of 1,000 records");
    await launch.serve(2);
    expect(HEADING).toHaveText("Launching… 400 of 1,000 records");
    expect(`${DIALOG} [role=progressbar]`).toHaveAttribute("aria-valuenow", "40");
    expect(`${DIALOG} .progress-bar`).toHaveText("40%");
    await launch.serve(3);
    expect(HEADING).toHaveText("Done: 1,000 of 1,000 records");
    expect(`${DIALOG} .o_launch_progress_summary`).toHaveText(
        "Activities created: 3,000"
    );
    await contains(`${DIALOG} button:contains(Close)`).click();
    expect(DIALOG).toHaveCount(0);
    expect.verifySteps([
        "part up to 200",
        "part up to 400",
        "part up to 600",
        "part up to 800",
        "part up to 1000",
        "soft_reload",
    ]);
});

test("Stop ends it after the part that is running", async () => {
    const launch = await start();
    await launch.serve();
    await contains(`${DIALOG} button:contains(Stop)`).click();
    expect(HEADING).toHaveText("Stopping… 200 of 1,000 records");
    await launch.serve();
    expect(HEADING).toHaveText("Stopped: 400 of 1,000 records");
    expect.verifySteps(["part up to 200", "part up to 400", "stop"]);
    await contains(`${DIALOG} button:contains(Close)`).click();
    expect.verifySteps(["soft_reload"]);
});

test("a part that fails says how far it is; going on launches the rest", async () => {
    const launch = await start();
    await launch.serve();
    await launch.fail(makeServerError({ message: "The plan is archived." }));
    expect(HEADING).toHaveText("Stopped: 200 of 1,000 records");
    expect(`${DIALOG} .alert`).toHaveText(/The plan is archived\./);
    await contains(`${DIALOG} button:contains(Continue)`).click();
    await launch.serve();
    expect(HEADING).toHaveText("Launching… 400 of 1,000 records");
    expect(`${DIALOG} .alert`).toHaveCount(0);
    expect.verifySteps(["part up to 200", "part up to 400"]);
});

test("giving up after a failure tells the assignees what was done", async () => {
    const launch = await start();
    await launch.serve();
    await launch.fail(makeServerError({ message: "The plan is archived." }));
    await contains(`${DIALOG} button:contains(Close)`).click();
    await animationFrame();
    expect.verifySteps(["part up to 200", "stop", "soft_reload"]);
});

test("closing by the cross stops, and says so", async () => {
    const launch = await start();
    await contains(`${DIALOG} .btn-close`).click();
    expect(DIALOG).toHaveCount(0);
    await launch.serve();
    await animationFrame();
    expect.verifySteps(["part up to 200", "stop", "soft_reload"]);
    expect(".o_notification").toHaveText(/Stopped: 200 of 1,000 records/);
});

test("who was left alone is counted, and named on demand", async () => {
    const launch = await start({ refused: 12 });
    await launch.serve();
    expect(`${DIALOG} .o_launch_progress_summary`).toHaveText(
        "Activities created: 600 · Skipped records: 12"
    );
    await contains(`${DIALOG} summary`).click();
    expect(`${DIALOG} .o_launch_progress_reasons li:first`).toHaveText(
        "Deal 7: Anna is archived."
    );
    expect.verifySteps(["part up to 200"]);
});
