import { Component } from "@odoo/owl";

import { registry } from "@web/core/registry";

import { ActivityDashboardRenderer } from "../../../overview/dashboard/activity_dashboard_renderer";
import { makePeriod } from "../../../overview/dashboard/period";
import { PeriodPicker } from "../../../overview/dashboard/period_picker";

/** The dashboard that someone else sees: figures and charts, and no list to open. */
export class SeeAsDashboard extends Component {
    static template = "crm_activity_flow.SeeAsDashboard";
    static components = { ActivityDashboardRenderer, PeriodPicker };
    static props = {
        data: Object,
        first: Object,
        last: Object,
        isLoading: Boolean,
        title: String,
        onChange: Function,
    };

    get period() {
        return makePeriod(this.props.first, this.props.last);
    }

    get rendererProps() {
        return {
            data: this.props.data,
            period: this.period,
            title: this.props.title,
            filters: "",
            isLoading: this.props.isLoading,
            hasFailed: false,
            isTable: false,
        };
    }
}

// the charts are in a bundle that is loaded with them
registry
    .category("lazy_components")
    .add("crm_activity_flow.SeeAsDashboard", SeeAsDashboard);
