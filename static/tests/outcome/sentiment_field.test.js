import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Ending extends models.Model {
    sentiment = fields.Selection({
        selection: [
            ["positive", "Positive"],
            ["neutral", "Neutral"],
            ["negative", "Negative"],
        ],
    });
    _records = [
        { id: 1, sentiment: "positive" },
        { id: 2, sentiment: "negative" },
        { id: 3 },
    ];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Ending });

test("a sentiment is a colour, an icon and a word", async () => {
    await mountView({
        type: "list",
        resModel: "ending",
        arch: `<list><field name="sentiment" widget="activity_sentiment"/></list>`,
    });
    expect(queryAllTexts("td[name='sentiment']")).toEqual(["Positive", "Negative", ""]);
    expect("td[name='sentiment'] .text-success .fa-smile-o").toHaveCount(1);
    expect("td[name='sentiment'] .text-danger .fa-frown-o").toHaveCount(1);
});
