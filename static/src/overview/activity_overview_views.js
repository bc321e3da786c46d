import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

import { OverviewControlPanel } from "./overview_control_panel";
import { OverviewSearchModel } from "./overview_search_model";

/** Where nothing was completed, there is no rate, rather than one of 0%. */
export class OverviewPivotRenderer extends PivotRenderer {
    getFormattedValue(cell) {
        return cell.value === false ? "" : super.getFormattedValue(cell);
    }
}

const views = registry.category("views");

views.add("activity_overview_list", {
    ...listView,
    ControlPanel: OverviewControlPanel,
    SearchModel: OverviewSearchModel,
});

views.add("activity_overview_pivot", {
    ...pivotView,
    ControlPanel: OverviewControlPanel,
    Renderer: OverviewPivotRenderer,
    SearchModel: OverviewSearchModel,
});
