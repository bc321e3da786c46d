import { Component } from "@odoo/owl";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { localization } from "@web/core/l10n/localization";

const { DateTime } = luxon;

let nextId = 1;

/** When an activity was completed: now unless the user chooses an earlier time. */
export class WhenInput extends Component {
    static template = "crm_activity_flow.WhenInput";
    static components = { DateTimeInput };
    static props = {
        /** @type {luxon.DateTime | false} */
        value: true,
        /** since when, if there is a limit */
        earliest: { optional: true },
        onChange: Function,
    };

    setup() {
        this.id = `o_when_${nextId++}`;
    }

    get inputProps() {
        const { earliest, onChange, value } = this.props;
        return {
            id: this.id,
            // the user's format, without the seconds
            format: localization.dateTimeFormat.replace(/.ss/, ""),
            maxDate: DateTime.now().endOf("day"),
            minDate: earliest,
            onApply: (moment) => onChange(moment || false),
            type: "datetime",
            value,
        };
    }
}
