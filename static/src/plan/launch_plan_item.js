import { Component } from "@odoo/owl";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { patch } from "@web/core/utils/patch";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";

import { PlanMenu } from "./plan_menu";
import { hasPlans } from "./plan_models";

/** "Launch Plan" in the Actions menu of lists and kanbans, with a submenu of plans. */
export class LaunchPlanItem extends Component {
    static template = "crm_activity_flow.LaunchPlanItem";
    static components = { Dropdown, PlanMenu };
    static props = { ...PlanMenu.props };
}

/** A separate object for each class: `super` is bound to the object literal. */
const makePatch = () => ({
    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems();
        const { root } = this.model;
        items.launchPlan = {
            isAvailable: () =>
                hasPlans(root.resModel) && "activity_ids" in this.props.fields,
            sequence: 5,
            // Odoo's menu requires a callback even for an item with a component
            callback: () => {},
            Component: LaunchPlanItem,
            props: {
                resModel: root.resModel,
                getResIds: () => root.getResIds(true),
                onLaunched: () => this.model.load(),
            },
        };
        return items;
    },
});

patch(ListController.prototype, makePatch());
patch(KanbanController.prototype, makePatch());
