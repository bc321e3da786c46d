import { Chatter } from "@mail/chatter/web_portal/chatter";

import { patch } from "@web/core/utils/patch";

patch(Chatter.prototype, {
    onActivityChanged() {
        super.onActivityChanged(...arguments);
        this.reloadOutcomes();
    },

    /** Refresh the last outcome on the form, unless there are unsaved edits. */
    async reloadOutcomes() {
        const { record } = this.props;
        if (record && "last_outcome_id" in record.data && !(await record.isDirty())) {
            await record.load();
        }
    },
});
