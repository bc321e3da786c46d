import { Component, onWillStart, useState } from "@odoo/owl";

import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";

/**
 * @typedef {Object} LaunchPlan
 * @property {number} id
 * @property {string} name
 * @property {number} steps
 */

/** The number of plans in the menu; the dialog has the others. */
const SHOWN = 8;

/** The plans for some records, most used first; one click launches a plan. */
export class PlanMenu extends Component {
    static template = "crm_activity_flow.PlanMenu";
    static components = { DropdownItem };
    static props = {
        resModel: String,
        /** Returns the ids of the records; called when the menu opens. */
        getResIds: Function,
        /** Called after a launch, or when the dialog was closed. */
        onLaunched: Function,
    };

    setup() {
        // not by hook: the menu is gone by the time the server answers
        this.action = this.env.services.action;
        this.orm = this.env.services.orm;
        /** @type {{ plans: LaunchPlan[], model: string, canCreate: boolean }} */
        this.state = useState({ plans: [], model: "", canCreate: false });
        onWillStart(() => this.load());
    }

    get shown() {
        return this.state.plans.slice(0, SHOWN);
    }

    get emptyText() {
        return _t("No plan applies to “%(model)s” yet.", { model: this.state.model });
    }

    get otherLabel() {
        const others = this.state.plans.length - SHOWN;
        return others > 0
            ? _t("Choose a date, or one of %s more plans…", others)
            : _t("Choose a date…");
    }

    get dialogTitle() {
        const count = this.resIds.length;
        return count === 1 ? _t("Launch Plan") : _t("Launch Plan on %s Records", count);
    }

    /** @param {LaunchPlan} plan */
    getStepsLabel({ steps }) {
        return steps === 1 ? _t("1 step") : _t("%s steps", steps);
    }

    async load() {
        this.resIds = await this.props.getResIds();
        const menu = await this.orm.call("mail.activity.plan", "get_launch_menu", [
            this.props.resModel,
            this.resIds,
        ]);
        Object.assign(this.state, {
            plans: menu.plans,
            model: menu.model,
            canCreate: menu.can_create,
        });
    }

    /** @param {LaunchPlan} plan */
    async launch(plan) {
        const { onLaunched: onClose, resModel } = this.props;
        const action = await this.orm.call("mail.activity.plan", "action_launch", [
            [plan.id],
            resModel,
            this.resIds,
        ]);
        await this.action.doAction(action, { onClose });
    }

    async openDialog() {
        const { onLaunched: onClose, resModel } = this.props;
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: this.dialogTitle,
                res_model: "mail.activity.schedule",
                views: [[false, "form"]],
                target: "new",
                context: {
                    active_id: this.resIds[0],
                    active_ids: this.resIds,
                    active_model: resModel,
                    dialog_size: "large",
                    plan_mode: true,
                    plans_only: true,
                },
            },
            { onClose }
        );
    }

    async openPlans() {
        await this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Activity Plans"),
            res_model: "mail.activity.plan",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { default_res_model: this.props.resModel },
        });
    }
}
