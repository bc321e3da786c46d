import { Component, useRef, xml } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { StatusPicker } from "./status_picker";

/** Milliseconds until a reloaded view is rendered. */
const RENDERING_DELAY = 100;

/** Keep the focus on an activity moved with the keyboard, unless the user moved on. */
function focusStatus(activityId) {
    if (document.activeElement === document.body) {
        document
            .querySelector(
                `[data-activity-id="${activityId}"] [role="radio"][aria-checked="true"]`
            )
            ?.focus();
    }
}

/** The status of an activity in lists, on cards and in the calendar's popover. */
export class StatusField extends Component {
    static template = xml`
        <div t-if="status" t-ref="root" t-att-data-activity-id="props.record.resId">
            <StatusPicker
                activityId="props.record.resId"
                status="status"
                readonly="props.record.data.share_level === 'read'"
                onMoved.bind="reload"
                onRefused.bind="reload"
            />
        </div>`;
    static components = { StatusPicker };
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
    }

    get status() {
        const { data, resId } = this.props.record;
        const value = data[this.props.name];
        return (
            resId &&
            value && {
                id: value.id,
                name: value.display_name,
                color: data.status_color,
                kind: data.status_kind,
            }
        );
    }

    /** Reload the whole view: the activity may have a new position in it. */
    async reload() {
        const { model, resId } = this.props.record;
        const hadFocus = this.root.el?.contains(document.activeElement);
        await (this.env.reloadActivities ? this.env.reloadActivities() : model.load());
        if (hadFocus) {
            browser.setTimeout(() => focusStatus(resId), RENDERING_DELAY);
        }
    }
}

export const statusField = {
    component: StatusField,
    displayName: _t("Status dots"),
    supportedTypes: ["many2one"],
    fieldDependencies: [
        { name: "share_level", type: "selection" },
        { name: "status_color", type: "integer" },
        { name: "status_kind", type: "selection" },
    ],
};

registry.category("fields").add("activity_status", statusField);
