import { registry } from "@web/core/registry";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

import { BASES, isAnswered, markFigure, useEffectNote } from "../effect_marks";

/** A pivot table below a note that says what its figures mean. */
export class EffectPivotController extends PivotController {
    static template = "crm_activity_flow.EffectPivotView";

    setup() {
        super.setup();
        useEffectNote(this);
    }

    get asksTooMuch() {
        const { fullRowGroupBys, fullColGroupBys } = this.model.metaData;
        const groupBy = [...fullRowGroupBys, ...fullColGroupBys];
        return !this.isManager && !isAnswered(this.props.domain, groupBy);
    }

    get displayNoContent() {
        return super.displayNoContent && !this.asksTooMuch;
    }
}

/** A pivot that knows what its figures are based on, even if that isn't shown. */
export class EffectPivotModel extends PivotModel {
    _getMeasureSpecs(config) {
        const specs = super._getMeasureSpecs(config);
        const bases = Object.values(BASES).map((name) => `${name}:sum`);
        return [...new Set([...specs, ...bases])];
    }

    getFigures(groupId) {
        return this.data.measurements[JSON.stringify(groupId)];
    }
}

export class EffectPivotRenderer extends PivotRenderer {
    getFormattedValue(cell) {
        const formatted = super.getFormattedValue(cell);
        return markFigure(formatted, cell.measure, this.model.getFigures(cell.groupId));
    }
}

registry.category("views").add("activity_effect_pivot", {
    ...pivotView,
    Controller: EffectPivotController,
    Model: EffectPivotModel,
    Renderer: EffectPivotRenderer,
});
