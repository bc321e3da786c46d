import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    defineModels,
    fields,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Kind extends models.Model {
    _name = "kind";
    outcome_ids = fields.Many2many({ relation: "mail.activity.outcome" });
    _records = [{ id: 1, outcome_ids: [11, 12, 13] }];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Kind });

const FIELD = `<field name="outcome_ids" widget="outcome_tags"/>`;

for (const type of ["form", "list"]) {
    test(`outcomes have color, icon and word of their sentiment in a ${type}`, async () => {
        await mountView({
            type,
            resModel: "kind",
            resId: 1,
            arch: `<${type}>${FIELD}</${type}>`,
        });
        expect(queryAllTexts(".o_tag_badge_text")).toEqual([
            "Interested",
            "No answer",
            "Not interested",
        ]);
        expect(".o_tag_color_10 .fa-smile-o").toHaveCount(1);
        expect(".o_tag_color_0 .fa-meh-o").toHaveCount(1);
        expect(".o_tag_color_1 .fa-frown-o").toHaveCount(1);
        expect(".o_tag_color_1").toHaveAttribute(
            "aria-label",
            "Not interested · Negative"
        );
    });
}
