import { registry } from "@web/core/registry";
import { PivotController } from "@web/views/pivot/pivot_controller";
import { PivotModel } from "@web/views/pivot/pivot_model";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

import { markFigure, useEffectNote } from "../effect_marks";

const DEALS = "deals";

/** A pivot table below a note that says what its figures mean. */
export class EffectPivotController extends PivotController {
    static template = "crm_activity_flow.EffectPivotView";

    setup() {
        super.setup();
        useEffectNote(this);
    }
}

/** A pivot that knows the number of deals behind its figures, even if it isn't shown. */
export class EffectPivotModel extends PivotModel {
    _getMeasureSpecs(config) {
        const specs = super._getMeasureSpecs(config);
        return [...new Set([...specs, `${DEALS}:sum`])];
    }

    getDeals(groupId) {
        return this._getCellValue(groupId, DEALS, { data: this.data });
    }
}

export class EffectPivotRenderer extends PivotRenderer {
    getFormattedValue(cell) {
        const formatted = super.getFormattedValue(cell);
        return markFigure(formatted, cell.value, this.model.getDeals(cell.groupId));
    }
}

registry.category("views").add("activity_effect_pivot", {
    ...pivotView,
    Controller: EffectPivotController,
    Model: EffectPivotModel,
    Renderer: EffectPivotRenderer,
});
