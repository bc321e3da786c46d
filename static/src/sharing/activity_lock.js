import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";

/** The lock of an activity: a button for those who can use it, else an icon. */
export class ActivityLock extends Component {
    static template = "crm_activity_flow.ActivityLock";
    static props = {
        isPrivate: Boolean,
        canLock: Boolean,
        onToggle: Function,
        isCompact: { type: Boolean, optional: true },
    };

    get tooltip() {
        if (!this.props.isPrivate) {
            return _t("Hide it from everyone but the assignee and its creator");
        }
        return this.props.canLock
            ? _t("Only the assignee and its creator see it. Click to share it again.")
            : _t("Only the assignee and its creator see it.");
    }
}
