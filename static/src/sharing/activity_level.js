import { Component, xml } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// of an activity that shows, there are no others
const LEVELS = { read: _t("Read") };

/** What the assignee lets the user do, unless that is everything. */
export class ActivityLevel extends Component {
    static template = xml`
        <span
            t-if="label"
            class="o_activity_level badge rounded-pill border text-body bg-transparent"
            t-att-data-tooltip="tooltip"
        >
            <i class="fa fa-eye me-1" aria-hidden="true" /><t t-esc="label" />
        </span>`;
    static props = { level: { optional: true } };
    static reason = _t("The assignee lets you read this activity, but not change it.");

    get label() {
        return LEVELS[this.props.level];
    }

    get tooltip() {
        return ActivityLevel.reason;
    }
}

export class ActivityLevelField extends Component {
    static template = xml`<ActivityLevel level="props.record.data[props.name]" />`;
    static components = { ActivityLevel };
    static props = { ...standardFieldProps };
}

registry.category("fields").add("activity_level", {
    component: ActivityLevelField,
    displayName: _t("Level of sharing"),
    supportedTypes: ["selection"],
});
