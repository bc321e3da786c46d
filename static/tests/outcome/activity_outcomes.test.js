import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mockDate } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Document extends models.Model {
    last_outcome_id = fields.Many2one({ relation: "mail.activity.outcome" });
    last_outcome_sentiment = fields.Selection({
        selection: [
            ["positive", "Positive"],
            ["neutral", "Neutral"],
            ["negative", "Negative"],
        ],
    });
    last_outcome_date = fields.Datetime();
    outcome_positive_count = fields.Integer();
    outcome_neutral_count = fields.Integer();
    outcome_negative_count = fields.Integer();
    _records = [
        {
            id: 1,
            last_outcome_id: 13,
            last_outcome_sentiment: "negative",
            last_outcome_date: "2026-03-10 09:00:00",
            outcome_positive_count: 2,
            outcome_negative_count: 1,
        },
        { id: 2 },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Document });

const LAST = ".oe_stat_button .o_stat_info .o_stat_text";
const COUNTS = ".oe_stat_button .o_stat_info .o_stat_value > span";

function mountButton(resId) {
    mockDate("2026-03-12 12:00:00");
    return mountView({
        type: "form",
        resModel: "document",
        resId,
        arch: `<form><div name="button_box">
            <button name="action_view_outcomes" type="object" class="oe_stat_button">
                <widget name="activity_outcomes"/>
            </button>
        </div></form>`,
    });
}

test("the last outcome, with its sentiment by colour, icon and word, and its date", async () => {
    await mountButton(1);
    expect(`${LAST} .o_activity_outcomes_last`).toHaveText("Not interested");
    expect(`${LAST} .fa-frown-o.text-danger`).toHaveCount(1);
    expect(`${LAST} .visually-hidden`).toHaveText("Negative");
    expect(`${LAST} .o_activity_outcomes_date`).toHaveText("Mar 10");
    expect(LAST).toHaveAttribute("title", "Not interested");
});

test("the counts by sentiment, by colour, icon and word", async () => {
    await mountButton(1);
    expect(queryAllTexts(`${COUNTS} .visually-hidden`)).toEqual([
        "Positive outcomes",
        "Neutral outcomes",
        "Negative outcomes",
    ]);
    for (const [sentiment, look, count] of [
        ["positive", ".text-success:has(.fa-smile-o)", "2"],
        ["neutral", ".text-muted:has(.fa-meh-o)", "0"],
        ["negative", ".text-danger:has(.fa-frown-o)", "1"],
    ]) {
        const selector = `${COUNTS}[data-sentiment='${sentiment}']${look}`;
        expect(selector).toHaveCount(1);
        expect(selector).toHaveText(new RegExp(`${count}$`));
    }
});

test("it is a part of the button", async () => {
    onRpc("document", "action_view_outcomes", () => {
        expect.step("action_view_outcomes");
        return false;
    });
    await mountButton(1);
    await contains(LAST).click();
    expect.verifySteps(["action_view_outcomes"]);
});

test("without an outcome there are only the counts", async () => {
    await mountButton(2);
    expect(LAST).toHaveCount(0);
    expect(COUNTS).toHaveCount(3);
});
