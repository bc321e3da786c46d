import { MailActivityListRescheduleDropdown } from "@mail/views/web/list/mail_activity_list_reschedule";

import { patch } from "@web/core/utils/patch";

patch(MailActivityListRescheduleDropdown.prototype, {
    /** A widget of a list can't be made invisible in the view. */
    get canReschedule() {
        const { share_level } = this.props.record.data;
        return [undefined, "full"].includes(share_level);
    },
});
