import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { getOutcomeValue } from "./outcome_field";
import { OutcomePicker } from "./outcome_picker";

/** One question per line: the activity types that it's for, and their outcome. */
export class OutcomeLinesField extends Component {
    static template = "crm_activity_flow.OutcomeLinesField";
    static components = { OutcomePicker };
    static props = { ...standardFieldProps };

    get lines() {
        const { records } = this.props.record.data[this.props.name];
        return records.filter((line) => line.data.choices?.length);
    }

    /** The line that has the focus when the dialog opens. */
    get firstMissing() {
        return this.lines.find((line) => !line.data.outcome_id);
    }

    getLabel({ data }) {
        return data.activity_count > 1
            ? _t("%(type)s (%(count)s)", {
                  type: data.label,
                  count: data.activity_count,
              })
            : data.label;
    }

    onSelect(line, id) {
        return line.update({ outcome_id: getOutcomeValue(line.data.choices, id) });
    }
}

export const outcomeLinesField = {
    component: OutcomeLinesField,
    displayName: _t("Outcome buttons for each line"),
    supportedTypes: ["one2many"],
    relatedFields: [
        { name: "label", type: "char" },
        { name: "activity_count", type: "integer" },
        { name: "choices", type: "json" },
        { name: "is_required", type: "boolean" },
        // fields aren't saved unless declared writable
        {
            name: "outcome_id",
            type: "many2one",
            relation: "mail.activity.outcome",
            readonly: false,
        },
    ],
};

registry.category("fields").add("outcome_lines", outcomeLinesField);
