import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Warnings about a step before the launch: non-working days and conflicts. */
export class PlanMarksField extends Component {
    static template = "crm_activity_flow.PlanMarksField";
    static props = { ...standardFieldProps };

    /** @returns {{ icon: string, text: string }[]} */
    get marks() {
        return this.props.record.data[this.props.name] || [];
    }
}

export const planMarksField = {
    component: PlanMarksField,
    displayName: _t("Non-working days and conflicts"),
    supportedTypes: ["json"],
};

registry.category("fields").add("activity_plan_marks", planMarksField);
