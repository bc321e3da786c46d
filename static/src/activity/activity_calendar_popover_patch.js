import { ActivityCalendarCommonPopover } from "@mail/views/web/calendar/calendar_common/activity_calendar_common_popover";

import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

patch(ActivityCalendarCommonPopover.prototype, {
    get canMarkDone() {
        return session.activity_outcome && this.props.record.rawRecord.active;
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
