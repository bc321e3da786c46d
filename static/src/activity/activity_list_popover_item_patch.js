import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import { patch } from "@web/core/utils/patch";

import { SENTIMENTS } from "../outcome_picker/sentiment";

patch(ActivityListPopoverItem.prototype, {
    /** How the sentiment of a done activity looks, if it was completed with an outcome. */
    get outcomeSentiment() {
        return SENTIMENTS[this.props.activity.outcome_sentiment];
    },
});
