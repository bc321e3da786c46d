import { registry } from "@web/core/registry";
import { MailActivityMyKanbanController } from "@mail/views/web/kanban/mail_activity_my_kanban_controller";
import { mailActivityMyKanbanView } from "@mail/views/web/kanban/mail_activity_my_kanban_view";

import { ActivityBoardModel } from "./activity_board_model";
import { ActivityBoardRenderer } from "./activity_board_renderer";

export class ActivityBoardController extends MailActivityMyKanbanController {
    setup() {
        super.setup();
        // archiving would complete activities without asking
        this.archiveEnabled = false;
        this.setupProgressBars();
    }

    /**
     * Discard old counts. The bars' counts are loaded separately: if the cards arrive
     * first, Odoo keeps showing the previous counts.
     */
    setupProgressBars() {
        const { hooks } = this.model;
        const { onRootLoaded } = hooks;
        hooks.onRootLoaded = async (root) => {
            await onRootLoaded(root);
            if (this.progressBarState) {
                this.progressBarState._groupsInfo = {};
            }
        };
    }

    /** Open the activity by its own action: not every board action has a form. */
    async openRecord(record, options) {
        const action = await this.model.orm.call(
            "mail.activity",
            "action_open_activity",
            [[record.resId]]
        );
        await this.actionService.doAction(action, options);
    }

    /** Schedule the new activity on the document, if it's the document's board. */
    async createRecord() {
        const { default_res_id: resId, default_res_model: resModel } =
            this.props.context;
        if (!resId) {
            return super.createRecord();
        }
        await this.store.scheduleActivity(resModel, [resId]);
        await this.model.load();
    }
}

registry.category("views").add("activity_board", {
    ...mailActivityMyKanbanView,
    Controller: ActivityBoardController,
    Model: ActivityBoardModel,
    Renderer: ActivityBoardRenderer,
});
