import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatDate } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { SENTIMENTS } from "./sentiment";

const COUNTS = {
    positive: { field: "outcome_positive_count", title: _t("Positive outcomes") },
    neutral: { field: "outcome_neutral_count", title: _t("Neutral outcomes") },
    negative: { field: "outcome_negative_count", title: _t("Negative outcomes") },
};

/** The outcomes of a document's activities, inside its stat button. */
export class ActivityOutcomes extends Component {
    static template = "crm_activity_flow.ActivityOutcomes";
    static props = { ...standardWidgetProps };

    get last() {
        const { last_outcome_id, last_outcome_sentiment, last_outcome_date } =
            this.props.record.data;
        return (
            last_outcome_id && {
                name: last_outcome_id.display_name,
                sentiment: SENTIMENTS[last_outcome_sentiment],
                date: formatDate(last_outcome_date),
            }
        );
    }

    get counts() {
        return Object.entries(COUNTS).map(([key, { field, title }]) => ({
            key,
            title,
            sentiment: SENTIMENTS[key],
            value: this.props.record.data[field],
        }));
    }
}

export const activityOutcomes = {
    component: ActivityOutcomes,
    additionalClasses: ["o_stat_info"],
    fieldDependencies: [
        { name: "last_outcome_id", type: "many2one" },
        { name: "last_outcome_sentiment", type: "selection" },
        { name: "last_outcome_date", type: "datetime" },
        ...Object.values(COUNTS).map(({ field }) => ({ name: field, type: "integer" })),
    ],
};

registry.category("view_widgets").add("activity_outcomes", activityOutcomes);
