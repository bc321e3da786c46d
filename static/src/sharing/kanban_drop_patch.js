import { patch } from "@web/core/utils/patch";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

import { ActivityLevel } from "./activity_level";

patch(KanbanRenderer.prototype, {
    /** Say why a card can't be moved; the server's answer would be about rights. */
    async sortRecordDrop(recordId, _groupId, { parent }) {
        const { model, records, resModel } = this.props.list;
        const record = records.find(({ id }) => id === recordId);
        if (resModel !== "mail.activity" || record?.data.share_level !== "read") {
            return super.sortRecordDrop(...arguments);
        }
        parent?.classList.remove("o_kanban_hover");
        model.notification.add(ActivityLevel.reason, { type: "warning" });
    },
});
