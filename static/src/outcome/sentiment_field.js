import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { SENTIMENTS } from "./sentiment";

/** A sentiment with its color and icon, in lists and forms. */
export class SentimentField extends Component {
    static template = "crm_activity_flow.SentimentField";
    static props = { ...standardFieldProps };

    get sentiment() {
        return SENTIMENTS[this.props.record.data[this.props.name]];
    }
}

export const sentimentField = {
    component: SentimentField,
    displayName: _t("Sentiment"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("activity_sentiment", sentimentField);
