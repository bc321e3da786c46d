import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { markFigure, useEffectNote } from "./effect_marks";

/** A list below a note that says what its figures mean. */
export class EffectListController extends ListController {
    static template = "crm_activity_flow.EffectListView";

    setup() {
        super.setup();
        useEffectNote(this);
    }
}

/** A list whose groups are marked if they have few deals. */
export class EffectListRenderer extends ListRenderer {
    formatGroupAggregate(group, column) {
        const formatted = super.formatGroupAggregate(group, column);
        const { deals, [column.name]: value } = group.aggregates;
        return markFigure(formatted, value, deals);
    }
}

registry.category("views").add("activity_effect_list", {
    ...listView,
    Controller: EffectListController,
    Renderer: EffectListRenderer,
});
