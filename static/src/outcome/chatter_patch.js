import { Chatter } from "@mail/chatter/web_portal/chatter";

import { patch } from "@web/core/utils/patch";

patch(Chatter.prototype, {
    onActivityChanged() {
        super.onActivityChanged(...arguments);
        this.reloadOutcomes();
    },

    /** A form that shows the last outcome shows another one now; unsaved edits stay. */
    async reloadOutcomes() {
        const { record } = this.props;
        if (record && "last_outcome_id" in record.data && !(await record.isDirty())) {
            await record.load();
        }
    },
});
