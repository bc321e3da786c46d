import { Activity } from "@mail/core/common/activity_model";

import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { offerNextSteps } from "../next_step/offer_next_steps";

/** @type {import("models").Activity} */
const activityPatch = {
    /**
     * Complete on the server. Odoo's methods take no outcome, and Odoo closes the
     * popover before it calls them: on an error, the user would lose the input.
     *
     * @param {number | false} outcomeId
     * @param {Object} [options]
     * @param {boolean} [options.scheduleNext]
     * @param {string | false} [options.doneAt] when it was completed, in UTC
     * @returns {Promise<Object>} what `whileCompleted` takes
     */
    async completeWith(outcomeId, { scheduleNext = false, doneAt = false } = {}) {
        const method = scheduleNext
            ? "action_feedback_schedule_next"
            : "action_complete";
        const values = { outcome_id: outcomeId };
        if (doneAt) {
            values.done_at = doneAt;
        }
        const result = await this.callServer(method, values);
        return scheduleNext ? { nextAction: result } : result;
    },

    callServer(method, values) {
        return this.store.env.services.orm.call("mail.activity", method, [[this.id]], {
            ...values,
            feedback: this.feedback,
        });
    },

    /**
     * Run Odoo's code that calls `markAsDone` or `markAsDoneAndScheduleNext`: these
     * don't complete the activity again and only do the rest. Even if that code fails,
     * a later call, such as one after an upload, goes to the server again.
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

    /** With rules, complete here: Odoo's method doesn't return suggestions. */
    async markAsDone(attachmentIds = []) {
        if (this.completion) {
            return this.finishCompletion();
        }
        if (!session.activity_next_steps) {
            return super.markAsDone(...arguments);
        }
        const { suggestions } = await this.callServer("action_complete", {
            attachment_ids: attachmentIds,
        });
        this.nextSteps = { suggestions };
        this.tellOtherTabs();
    },

    /**
     * Offer the next steps of the completion that was just made. Odoo has already
     * reloaded the view of the activity; after adding a step it has to reload again.
     *
     * @param {() => any} reload
     */
    async offerNextSteps(reload) {
        const { suggestions, done } = this.nextSteps ?? {};
        this.nextSteps = undefined;
        if (!suggestions?.length) {
            return;
        }
        const { isAdded } = await offerNextSteps(this.store.env, suggestions, { done });
        if (isAdded) {
            reload();
        }
    },

    async markAsDoneAndScheduleNext() {
        return this.completion
            ? this.finishCompletion()
            : super.markAsDoneAndScheduleNext(...arguments);
    },

    finishCompletion() {
        const { nextAction } = this.completion;
        this.completion = undefined;
        this.tellOtherTabs();
        return nextAction;
    },

    /** Make it private, or share it again. */
    async writeLock(isPrivate) {
        const { orm } = this.store.env.services;
        await orm.write("mail.activity", [this.id], { is_private: isPrivate });
        this.is_private = isPrivate;
        this.tellOtherTabs();
    },

    tellOtherTabs() {
        this.store.activityBroadcastChannel?.postMessage({
            type: "RELOAD_CHATTER",
            payload: { id: this.res_id, model: this.res_model },
        });
    },
};
patch(Activity.prototype, activityPatch);
