import { Chatter } from "@mail/chatter/web_portal/chatter";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { patch } from "@web/core/utils/patch";

import "../outcome/chatter_patch"; // two patches, the earlier room's first
import { PlanMenu } from "./plan_menu";
import { hasPlans } from "./plan_models";

Object.assign(Chatter.components, { Dropdown, PlanMenu });

patch(Chatter.prototype, {
    get hasPlanMenu() {
        return this.props.has_activities && hasPlans(this.state.thread.model);
    },

    /** A new document is saved first, as for Odoo's own button. */
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
