import { registry } from "@web/core/registry";

import { OverviewControlPanel } from "../overview_control_panel";
import { OverviewSearchModel } from "../overview_search_model";
import { ActivityDashboardController } from "./activity_dashboard_controller";
import { ActivityDashboardModel } from "./activity_dashboard_model";
import { ActivityDashboardRenderer } from "./activity_dashboard_renderer";

export const activityDashboardView = {
    type: "activity_dashboard",
    ControlPanel: OverviewControlPanel,
    Controller: ActivityDashboardController,
    Model: ActivityDashboardModel,
    Renderer: ActivityDashboardRenderer,
    SearchModel: OverviewSearchModel,
    searchMenuTypes: ["filter", "favorite"],

    props: (genericProps, view) => ({
        ...genericProps,
        Model: view.Model,
        Renderer: view.Renderer,
        modelParams: { resModel: genericProps.resModel },
        title: genericProps.arch.getAttribute("string") || "",
    }),
};

registry.category("views").add("activity_dashboard", activityDashboardView);
