import { onWillStart, useState } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { KanbanHeader } from "@web/views/kanban/kanban_header";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

import { STATUS_FIELD } from "./activity_board_model";

/** The header of a column, with the dot of its status. */
export class ActivityBoardHeader extends KanbanHeader {
    static template = "crm_activity_flow.ActivityBoardHeader";

    setup() {
        super.setup();
        this.statuses = useState(useService("activity_status").statuses);
    }

    get isStatus() {
        return this.group.groupByField.name === STATUS_FIELD;
    }

    get status() {
        return this.isStatus ? this.statuses.get(this.group.value) : undefined;
    }

    /** Offer it in open statuses only: new activities are open. */
    canQuickCreate() {
        const isOpen = !this.isStatus || this.status?.kind === "open";
        return isOpen && super.canQuickCreate();
    }
}

export class ActivityBoardRenderer extends KanbanRenderer {
    static components = {
        ...KanbanRenderer.components,
        KanbanHeader: ActivityBoardHeader,
    };

    setup() {
        super.setup();
        const { load } = useService("activity_status");
        onWillStart(load);
    }

    /** Needs edit rights: reordering columns reorders everyone's statuses. */
    get canResequenceGroups() {
        const { editGroup } = this.props.archInfo.activeActions;
        return editGroup && super.canResequenceGroups;
    }
}
