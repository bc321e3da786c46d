import { Component, xml } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { ActivityLock } from "./activity_lock";

/** The lock in lists, on cards and in the calendar: saved at once. */
export class ActivityLockField extends Component {
    static template = xml`
        <ActivityLock
            t-if="props.record.resId"
            isPrivate="props.record.data[props.name]"
            canLock="props.record.data.can_lock"
            isCompact="true"
            onToggle.bind="toggle"
        />`;
    static components = { ActivityLock };
    static props = { ...standardFieldProps };

    async toggle(isPrivate) {
        const { model, resId, resModel } = this.props.record;
        await model.orm.write(resModel, [resId], { [this.props.name]: isPrivate });
        await (this.env.reloadActivities ? this.env.reloadActivities() : model.load());
    }
}

export const activityLockField = {
    component: ActivityLockField,
    displayName: _t("Lock"),
    supportedTypes: ["boolean"],
    fieldDependencies: [{ name: "can_lock", type: "boolean" }],
};

registry.category("fields").add("activity_lock", activityLockField);
