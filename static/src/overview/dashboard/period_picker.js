import { Component } from "@odoo/owl";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";

import { CUSTOM, formatPeriod, getPeriod, shiftPeriod, UNITS } from "./period";

const { DateTime } = luxon;

/** Of which days the dashboard is. */
export class PeriodPicker extends Component {
    static template = "crm_activity_flow.PeriodPicker";
    static components = { DateTimeInput };
    static props = {
        /** see period.js */
        period: Object,
        /** whether the filters of the search bar choose the period */
        isFiltered: Boolean,
        onChange: Function,
    };

    get units() {
        const labels = {
            week: _t("Week"),
            month: _t("Month"),
            quarter: _t("Quarter"),
            [CUSTOM]: _t("Other period"),
        };
        return [...UNITS, CUSTOM].map((unit) => ({ unit, label: labels[unit] }));
    }

    get isCustom() {
        return this.props.period.unit === CUSTOM;
    }

    get label() {
        return formatPeriod(this.props.period);
    }

    getDayProps(name) {
        return {
            type: "date",
            value: this.props.period[name],
            onApply: (day) => day && this.onDayApplied(name, day.startOf("day")),
        };
    }

    /** Of two days, both change if one passes the other. */
    onDayApplied(name, day) {
        const { first, last } = this.props.period;
        this.props.onChange({
            unit: CUSTOM,
            first: name === "first" ? day : DateTime.min(first, day),
            last: name === "last" ? day : DateTime.max(last, day),
        });
    }

    onUnitClick(unit) {
        const { period } = this.props;
        this.props.onChange(
            unit === CUSTOM ? { ...period, unit: CUSTOM } : getPeriod(unit)
        );
    }

    move(count) {
        this.props.onChange(shiftPeriod(this.props.period, count));
    }
}
