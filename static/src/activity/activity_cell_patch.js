import { patch } from "@web/core/utils/patch";

import { ActivityCell } from "@mail/views/web/activity/activity_cell";

// The day is unknown for history that was imported as done.
ActivityCell.props.reportingDate = { type: [String, { value: null }] };

patch(ActivityCell.prototype, {
    get reportingDateFormatted() {
        return this.props.reportingDate ? super.reportingDateFormatted : "";
    },
});
