import { registry } from "@web/core/registry";
import { MailActivityMyKanbanController } from "@mail/views/web/kanban/mail_activity_my_kanban_controller";
import { mailActivityMyKanbanView } from "@mail/views/web/kanban/mail_activity_my_kanban_view";

import { ActivityBoardModel } from "./activity_board_model";
import { ActivityBoardRenderer } from "./activity_board_renderer";

export class ActivityBoardController extends MailActivityMyKanbanController {
    setup() {
        super.setup();
        // it would complete activities, unasked
        this.archiveEnabled = false;
        this.setupProgressBars();
    }

    /**
     * The counts of the bars come on their own. When the cards were faster, Odoo goes on
     * showing what it made of the counts before.
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

    /** The activity itself: not every action that has the board has a form, too. */
    async openRecord(record, options) {
        const action = await this.model.orm.call(
            "mail.activity",
            "action_open_activity",
            [[record.resId]]
        );
        await this.actionService.doAction(action, options);
    }

    /** On the board of a document, New is a new activity of this document. */
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
