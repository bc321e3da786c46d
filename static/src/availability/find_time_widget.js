import { Component, useRef } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { FindTimeDialog } from "./find_time_dialog";

/** In the dialog that schedules an activity: picks a time for it. */
export class FindTimeWidget extends Component {
    static template = "crm_activity_flow.FindTimeWidget";
    static props = { ...standardWidgetProps };

    setup() {
        this.button = useRef("button");
        this.dialog = useService("dialog");
    }

    get assigneeId() {
        return this.props.record.data.activity_user_id?.id;
    }

    open() {
        const { date_deadline, meeting_user_ids, planned_duration, planned_start } =
            this.props.record.data;
        const people = [this.assigneeId, ...meeting_user_ids.currentIds];
        const props = {
            people: people.filter(Boolean),
            duration: planned_duration,
            start: planned_start || date_deadline || undefined,
            onPick: (picked) => this.onPick(picked),
        };
        this.dialog.add(FindTimeDialog, props, {
            // by keyboard, one goes on where one was
            onClose: () => this.button.el?.focus(),
        });
    }

    async onPick({ start, duration, people }) {
        const { record } = this.props;
        await record.update({ planned_start: start, planned_duration: duration });
        const attendees = people.filter((id) => id !== this.assigneeId);
        const before = record.data.meeting_user_ids.currentIds;
        await record.data.meeting_user_ids.addAndRemove({
            add: attendees.filter((id) => !before.includes(id)),
            remove: before.filter((id) => !attendees.includes(id)),
        });
    }
}

export const findTimeWidget = {
    component: FindTimeWidget,
    fieldDependencies: [
        { name: "activity_user_id", type: "many2one" },
        { name: "date_deadline", type: "date" },
        { name: "meeting_user_ids", type: "many2many" },
        { name: "planned_duration", type: "float" },
        { name: "planned_start", type: "datetime" },
    ],
};

registry.category("view_widgets").add("activity_find_time", findTimeWidget);
