import { Component, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus, useService } from "@web/core/utils/hooks";

/** Asks for an optional reason after activities were cancelled. */
export class CancelReasonDialog extends Component {
    static template = "crm_activity_flow.CancelReasonDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        activityIds: { type: Array, element: Number },
        onSaved: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.state = useState({ reason: "", isBusy: false });
        useAutofocus();
    }

    get reason() {
        return this.state.reason.trim();
    }

    get canSave() {
        return this.reason && !this.state.isBusy;
    }

    async save() {
        if (!this.canSave) {
            return;
        }
        const { activityIds, close, onSaved } = this.props;
        this.state.isBusy = true;
        try {
            const messages = await this.orm.call(
                "mail.activity",
                "action_set_cancel_reason",
                [activityIds, this.reason]
            );
            // the chatter only asks for new messages, and this one may be older
            this.store.insert(messages);
        } finally {
            this.state.isBusy = false;
        }
        close();
        await onSaved();
    }
}
