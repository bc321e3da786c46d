import { registry } from "@web/core/registry";
import {
    BadgeSelectionField,
    badgeSelectionField,
} from "@web/views/fields/badge_selection/badge_selection_field";
import { useSpecialData } from "@web/views/fields/relational_utils";

/** The plans in Odoo's dialog, in the same order as in the menus. */
export class PlanBadgeField extends BadgeSelectionField {
    static template = "crm_activity_flow.PlanBadgeField";

    setup() {
        this.type = "many2one";
        this.specialData = useSpecialData(async (orm, { record }) => {
            const { res_ids: resIds, res_model: resModel } = record.data;
            if (!resModel || !resIds) {
                return [];
            }
            const { plans } = await orm.call("mail.activity.plan", "get_launch_menu", [
                resModel,
                JSON.parse(resIds),
            ]);
            return plans.map(({ id, name }) => [id, name]);
        });
    }

    onKeydown(ev, planId) {
        if (["Enter", " "].includes(ev.key)) {
            ev.preventDefault();
            this.onChange(planId);
        }
    }
}

export const planBadgeField = {
    ...badgeSelectionField,
    component: PlanBadgeField,
    fieldDependencies: [
        { name: "res_ids", type: "text" },
        { name: "res_model", type: "char" },
    ],
};

registry.category("fields").add("activity_plan_badge", planBadgeField);
