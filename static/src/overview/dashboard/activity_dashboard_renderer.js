import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";

import { getCharts } from "./charts";
import { DashboardChart } from "./dashboard_chart";
import { getFigureNames, getFigures } from "./figures";
import { formatPeriod } from "./period";

/** Figures on top, and charts below them, or tables. */
export class ActivityDashboardRenderer extends Component {
    static template = "crm_activity_flow.ActivityDashboardRenderer";
    static components = { DashboardChart };
    static props = {
        data: { type: [Object, { value: null }] },
        period: Object,
        title: String,
        filters: String,
        isLoading: Boolean,
        hasFailed: Boolean,
        isTable: Boolean,
        /** opens the list behind a figure; without it, they are only shown */
        onOpen: { type: Function, optional: true },
        onRetry: { type: Function, optional: true },
    };

    get figureTag() {
        return this.props.onOpen ? "button" : "div";
    }

    onFigureClick({ domain, label }) {
        this.props.onOpen?.(domain, label);
    }

    /** Whether there is nothing to see: then, the user reads what to do. */
    get isEmpty() {
        const { completed, open } = this.props.data.figures;
        return !completed.value && !open.value;
    }

    get hasOutcomes() {
        return session.activity_outcome;
    }

    get figures() {
        return getFigures(this.props.data.figures, this.hasOutcomes);
    }

    /** The charts are drawn again only if there are other figures. */
    get charts() {
        const { data, period } = this.props;
        if (this.drawn !== data) {
            this.drawn = data;
            this.drawnCharts = getCharts(data, period, this.hasOutcomes);
        }
        return this.drawnCharts;
    }

    /** As many places as there will be figures and charts, so that nothing jumps. */
    get skeleton() {
        return {
            figures: getFigureNames(this.hasOutcomes),
            charts: this.hasOutcomes ? 5 : 4,
        };
    }

    get periodLabel() {
        return formatPeriod(this.props.period);
    }

    /** What a screen reader says once the figures are others. */
    get status() {
        const { data, isLoading } = this.props;
        if (isLoading) {
            return _t("Loading…");
        }
        return data ? _t("Figures for %s", this.periodLabel) : "";
    }
}
