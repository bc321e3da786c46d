import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { BooleanField, booleanField } from "@web/views/fields/boolean/boolean_field";

/**
 * A switch in the settings that asks for confirmation before it's turned off. The text
 * is the field's `confirm` attribute in the view, with `confirm-title`, as on buttons.
 */
export class ActivitySwitchField extends BooleanField {
    static props = {
        ...BooleanField.props,
        confirm: String,
        confirmTitle: { type: String, optional: true },
    };

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        // settings are reloaded after each save
        this.isOn = this.props.record.data[this.props.name];
    }

    onChange(newValue) {
        if (newValue || !this.isOn) {
            return super.onChange(newValue);
        }
        this.state.value = newValue;
        const keepOn = () => {
            this.state.value = true;
        };
        this.dialog.add(ConfirmationDialog, {
            title: this.props.confirmTitle,
            body: this.props.confirm,
            confirmLabel: _t("Switch off"),
            confirmClass: "btn-danger",
            confirm: () => super.onChange(newValue),
            cancelLabel: _t("Discard"),
            cancel: keepOn,
        });
    }
}

export const activitySwitchField = {
    ...booleanField,
    component: ActivitySwitchField,
    displayName: _t("Switch with confirmation"),
    supportedAttributes: [
        { label: _t("What switching off means"), name: "confirm", type: "string" },
        { label: _t("Title of the question"), name: "confirm-title", type: "string" },
    ],
    additionalClasses: [...(booleanField.additionalClasses || []), "o_field_boolean"],
    extractProps: ({ attrs }) => ({
        confirm: attrs.confirm,
        confirmTitle: attrs["confirm-title"],
    }),
};

registry.category("fields").add("activity_switch", activitySwitchField);
