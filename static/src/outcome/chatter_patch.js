import { Chatter } from "@mail/chatter/web_portal/chatter";

import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

patch(Chatter.prototype, {
    get canLogActivity() {
        const isOn = session.activity_outcome || session.activity_status;
        return this.props.has_activities && isOn;
    },

    /** Save a new document first, as Odoo's own button does. */
    async logActivity() {
        const { thread } = this.state;
        if (!thread.id) {
            await this.props.saveRecord?.();
        }
        if (!this.state.thread.id) {
            return;
        }
        await this.env.services.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Log a Finished Activity"),
                res_model: "mail.activity.log",
                views: [[false, "form"]],
                target: "new",
                context: {
                    default_res_id: this.state.thread.id,
                    default_res_model: this.state.thread.model,
                    dialog_size: "medium",
                },
            },
            { onClose: () => this.onActivityChanged(this.state.thread) }
        );
    },

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
