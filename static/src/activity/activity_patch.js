import { Activity } from "@mail/core/web/activity";
import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";

import { usePopover } from "@web/core/popover/popover_hook";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { cancelActivities } from "../cancel/cancelled_action";
import { StatusPicker } from "../status/status_picker";
import { ActivityFollows } from "../next_step/activity_follows";
import { ActivityLevel } from "../sharing/activity_level";
import { ActivityLock } from "../sharing/activity_lock";

Activity.components = {
    ...Activity.components,
    ActivityFollows,
    ActivityLevel,
    ActivityLock,
    StatusPicker,
};

patch(Activity.prototype, {
    setup() {
        super.setup();
        if (this.env.isSmall && (session.activity_outcome || session.activity_status)) {
            // on a phone there is no room for the outcomes at the side
            const options = { position: "bottom" };
            this.markDonePopover = usePopover(ActivityMarkAsDone, options);
        }
    },

    onStatusMoved(status) {
        this.props.activity.status_id = status;
    },

    onStatusRefused() {
        this.props.onActivityChanged(this.thread);
    },

    async toggleLock(isPrivate) {
        const { activity, onActivityChanged } = this.props;
        const { thread } = this;
        await activity.writeLock(isPrivate);
        onActivityChanged(thread);
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
