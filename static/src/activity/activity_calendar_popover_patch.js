import { ActivityCalendarCommonPopover } from "@mail/views/web/calendar/calendar_common/activity_calendar_common_popover";

import { useSubEnv } from "@odoo/owl";

import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

patch(ActivityCalendarCommonPopover.prototype, {
    setup() {
        super.setup();
        // the popover's record is a copy of the calendar's
        useSubEnv({ reloadActivities: () => this.props.model.load() });
    },

    get canMarkDone() {
        const isOn = session.activity_outcome || session.activity_status;
        const { active, share_level } = this.props.record.rawRecord;
        return isOn && active && [undefined, "full"].includes(share_level);
    },

    async onClickMarkDone() {
        const { model, record } = this.props;
        this.props.close();
        await this.actionService.doActionButton({
            type: "object",
            name: "action_open_complete",
            resModel: model.resModel,
            resId: record.id,
            onClose: () => model.load(),
        });
    },
});
