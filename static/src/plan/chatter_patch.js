import { Chatter } from "@mail/chatter/web_portal/chatter";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { patch } from "@web/core/utils/patch";

import "../outcome/chatter_patch"; // patches in room order
import { PlanMenu } from "./plan_menu";
import { hasPlans } from "./plan_models";

Object.assign(Chatter.components, { Dropdown, PlanMenu });

patch(Chatter.prototype, {
    get hasPlanMenu() {
        return this.props.has_activities && hasPlans(this.state.thread.model);
    },

    /** Save a new document first, as Odoo's own button does. */
    async getPlanResIds() {
        if (!this.state.thread.id) {
            await this.props.saveRecord?.();
        }
        return this.state.thread.id ? [this.state.thread.id] : [];
    },

    async onPlanLaunched() {
        this.load(this.state.thread, ["activities", "messages"]);
        if (this.props.hasParentReloadOnActivityChanged) {
            await this.reloadParentView();
        }
    },
});
