import { Component } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

/** The activity that another one follows, as a link to it. */
export class ActivityFollows extends Component {
    static template = "crm_activity_flow.ActivityFollows";
    static props = { follows: { type: Object, shape: { id: Number, name: String } } };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    async open() {
        const action = await this.orm.call("mail.activity", "action_open_activity", [
            [this.props.follows.id],
        ]);
        await this.action.doAction(action);
    }
}
