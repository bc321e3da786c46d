import { Activity } from "@mail/core/common/activity_model";

import { patch } from "@web/core/utils/patch";

/** @type {import("models").Activity} */
const activityPatch = {
    /**
     * Complete on the server. Odoo's methods take no outcome, and Odoo closes the
     * popover before it calls them: a refusal would lose what the user has chosen.
     *
     * @param {number | false} outcomeId
     * @param {Object} [options]
     * @param {boolean} [options.scheduleNext]
     * @returns {Promise<Object>} what `whileCompleted` takes
     */
    async completeWith(outcomeId, { scheduleNext = false } = {}) {
        const method = scheduleNext
            ? "action_feedback_schedule_next"
            : "action_complete";
        const result = await this.store.env.services.orm.call(
            "mail.activity",
            method,
            [[this.id]],
            { outcome_id: outcomeId, feedback: this.feedback }
        );
        return { nextAction: scheduleNext && result };
    },

    /**
     * Let Odoo's code run of which `markAsDone` or `markAsDoneAndScheduleNext` is a part:
     * they find this done, and only do the rest. Whatever happens in there, a later call,
     * as of an upload, goes to the server again.
     *
     * @param {Object} completion from `completeWith`
     * @param {() => Promise} finish
     */
    async whileCompleted(completion, finish) {
        this.completion = completion;
        try {
            return await finish();
        } finally {
            this.completion = undefined;
        }
    },

    async markAsDone() {
        return this.completion
            ? this.finishCompletion()
            : super.markAsDone(...arguments);
    },

    async markAsDoneAndScheduleNext() {
        return this.completion
            ? this.finishCompletion()
            : super.markAsDoneAndScheduleNext(...arguments);
    },

    finishCompletion() {
        const { nextAction } = this.completion;
        this.completion = undefined;
        this.store.activityBroadcastChannel?.postMessage({
            type: "RELOAD_CHATTER",
            payload: { id: this.res_id, model: this.res_model },
        });
        return nextAction;
    },
};
patch(Activity.prototype, activityPatch);
