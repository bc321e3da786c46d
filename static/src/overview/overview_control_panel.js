import { ControlPanel } from "@web/search/control_panel/control_panel";

import { RelatesTo } from "./relates_to";

/** Shows what the activities relate to, above every view of the overview. */
export class OverviewControlPanel extends ControlPanel {
    static template = "crm_activity_flow.OverviewControlPanel";
    static components = { ...ControlPanel.components, RelatesTo };
}
