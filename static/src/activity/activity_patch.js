import { Activity } from "@mail/core/web/activity";

import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { cancelActivities } from "../cancel/cancelled_action";
import { StatusPicker } from "../status/status_picker";
import { ActivityFollows } from "../next_step/activity_follows";

Activity.components = { ...Activity.components, ActivityFollows, StatusPicker };

patch(Activity.prototype, {
    onStatusMoved(status) {
        this.props.activity.status_id = status;
    },

    onStatusRefused() {
        this.props.onActivityChanged(this.thread);
    },

    async onFileUploaded() {
        const { activity, onActivityChanged } = this.props;
        const { thread } = this;
        await super.onFileUploaded(...arguments);
        await activity.offerNextSteps(() => onActivityChanged(thread));
    },

    /** Keep a cancelled activity and its meeting while Statuses is on. */
    async unlink() {
        if (!session.activity_status) {
            return super.unlink();
        }
        const { activity, onActivityChanged } = this.props;
        const { env, thread } = this;
        try {
            await cancelActivities(env, [activity.id]);
            activity.remove();
        } finally {
            onActivityChanged(thread);
        }
    },
});
