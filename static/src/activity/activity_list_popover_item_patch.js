import { ActivityListPopoverItem } from "@mail/core/web/activity_list_popover_item";

import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { cancelActivities } from "../cancel/cancelled_action";
import { StatusPicker } from "../status/status_picker";
import { SENTIMENTS } from "../outcome/sentiment";
import { ActivityFollows } from "../next_step/activity_follows";
import { ActivityLevel } from "../sharing/activity_level";
import { ActivityLock } from "../sharing/activity_lock";

ActivityListPopoverItem.components = {
    ...ActivityListPopoverItem.components,
    ActivityFollows,
    ActivityLevel,
    ActivityLock,
    StatusPicker,
};

patch(ActivityListPopoverItem.prototype, {
    /** The icon and color of a done activity's sentiment, if it has an outcome. */
    get outcomeSentiment() {
        return SENTIMENTS[this.props.activity.outcome_sentiment];
    },

    onStatusMoved(status) {
        this.props.activity.status_id = status;
    },

    onStatusRefused() {
        this.props.onActivityChanged?.();
    },

    async toggleLock(isPrivate) {
        const { activity, onActivityChanged } = this.props;
        await activity.writeLock(isPrivate);
        onActivityChanged?.();
    },

    async onFileUploaded() {
        const { activity, onActivityChanged } = this.props;
        await super.onFileUploaded(...arguments);
        await activity.offerNextSteps(() => onActivityChanged?.());
    },

    /** Keep a cancelled activity while Statuses is on. */
    async unlink() {
        if (!session.activity_status) {
            return super.unlink();
        }
        const { activity, onActivityChanged } = this.props;
        try {
            await cancelActivities(this.env, [activity.id]);
            activity.remove();
        } finally {
            onActivityChanged?.();
        }
    },
});
