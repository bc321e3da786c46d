import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { BASES, isAnswered, markFigure, useEffectNote } from "./effect_marks";

const formatters = registry.category("formatters");

/** A list below a note that says what its figures mean. */
export class EffectListController extends ListController {
    static template = "crm_activity_flow.EffectListView";

    setup() {
        super.setup();
        useEffectNote(this);
    }

    get asksTooMuch() {
        const { domain, groupBy } = this.props;
        return !this.isManager && !isAnswered(domain, groupBy);
    }
}

/** A list whose figures are marked if they are based on few deals. */
export class EffectListRenderer extends ListRenderer {
    formatGroupAggregate(group, column) {
        const formatted = super.formatGroupAggregate(group, column);
        return markFigure(formatted, column.name, group.aggregates);
    }

    /** Write the figures as text, with their marks, instead of with their widgets. */
    canUseFormatter(column, record) {
        return column.name in BASES || super.canUseFormatter(column, record);
    }

    getFormattedValue(column, record) {
        if (!(column.name in BASES)) {
            return super.getFormattedValue(column, record);
        }
        const formatter = formatters.get(column.widget || column.fieldType);
        // as the groups above are written, without trailing zeros
        const { digits } = formatter.extractOptions(column);
        const value = formatter(record.data[column.name], { digits });
        return markFigure({ value }, column.name, record.data).value;
    }
}

registry.category("views").add("activity_effect_list", {
    ...listView,
    Controller: EffectListController,
    Renderer: EffectListRenderer,
});
