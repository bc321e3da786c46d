import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { OutcomePicker } from "./outcome_picker";

/** Return the choice with this id, as the value of a many2one field. */
export function getOutcomeValue(choices, id) {
    const { name } = choices.find((choice) => choice.id === id);
    return { id, display_name: name };
}

/** An outcome as buttons; another field of the record has the choices. */
export class OutcomeField extends Component {
    static template = "crm_activity_flow.OutcomeField";
    static components = { OutcomePicker };
    static props = {
        ...standardFieldProps,
        choicesField: String,
        label: { type: String, optional: true },
        shortcuts: { type: Boolean, optional: true },
    };
    static defaultProps = { shortcuts: false };

    get choices() {
        return this.props.record.data[this.props.choicesField] || [];
    }

    get selectedId() {
        return this.props.record.data[this.props.name].id ?? false;
    }

    onSelect(id) {
        const { name, record } = this.props;
        return record.update({ [name]: getOutcomeValue(this.choices, id) });
    }
}

export const outcomeField = {
    component: OutcomeField,
    displayName: _t("Outcome buttons"),
    supportedTypes: ["many2one"],
    supportedOptions: [
        {
            label: _t("Field with the choices"),
            name: "choices_field",
            type: "field",
            availableTypes: ["json"],
        },
        {
            label: _t("Digit keys choose"),
            name: "shortcuts",
            type: "boolean",
        },
    ],
    fieldDependencies: ({ options }) => [{ name: options.choices_field, type: "json" }],
    extractProps: ({ options, string }) => ({
        choicesField: options.choices_field,
        label: string,
        shortcuts: Boolean(options.shortcuts),
    }),
};

registry.category("fields").add("outcome_picker", outcomeField);
