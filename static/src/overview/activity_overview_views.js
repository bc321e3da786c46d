import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { pivotView } from "@web/views/pivot/pivot_view";

import { OverviewControlPanel } from "./overview_control_panel";

const views = registry.category("views");

views.add("activity_overview_list", {
    ...listView,
    ControlPanel: OverviewControlPanel,
});

views.add("activity_overview_pivot", {
    ...pivotView,
    ControlPanel: OverviewControlPanel,
});
