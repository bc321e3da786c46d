import { Component, useState } from "@odoo/owl";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";

import {
    CUSTOM,
    formatPeriod,
    getPeriod,
    makePeriod,
    shiftPeriod,
    UNITS,
} from "./period";

const { DateTime } = luxon;

/** Of which days the dashboard is. */
export class PeriodPicker extends Component {
    static template = "crm_activity_flow.PeriodPicker";
    static components = { DateTimeInput };
    static props = {
        /** see period.js */
        period: Object,
        /** whether filters choose days that are no period */
        isOnlyFilter: Boolean,
        onChange: Function,
    };

    setup() {
        this.state = useState({ isCustom: false });
    }

    get units() {
        const labels = {
            week: _t("Week"),
            month: _t("Month"),
            quarter: _t("Quarter"),
            [CUSTOM]: _t("Other period"),
        };
        return [...UNITS, CUSTOM].map((unit) => ({ unit, label: labels[unit] }));
    }

    /** What the arrows move by. Any days can be chosen while they are a month, too. */
    get unit() {
        return this.state.isCustom ? CUSTOM : this.props.period.unit;
    }

    get label() {
        return formatPeriod(this.props.period);
    }

    get days() {
        return [
            { name: "first", label: _t("First day") },
            { name: "last", label: _t("Last day") },
        ].map(({ name, label }) => ({
            label,
            props: {
                id: `o_period_${name}`,
                type: "date",
                value: this.props.period[name],
                onApply: (day) => day && this.onDayApplied(name, day.startOf("day")),
            },
        }));
    }

    /** Of two days, both change if one passes the other. */
    onDayApplied(name, day) {
        const { first, last } = this.props.period;
        this.props.onChange(
            makePeriod(
                name === "first" ? day : DateTime.min(first, day),
                name === "last" ? day : DateTime.max(last, day)
            )
        );
    }

    onUnitClick(unit) {
        this.state.isCustom = unit === CUSTOM;
        if (unit !== CUSTOM) {
            this.props.onChange(getPeriod(unit));
        }
    }

    move(count) {
        const { first, last } = shiftPeriod(
            { ...this.props.period, unit: this.unit },
            count
        );
        this.props.onChange(makePeriod(first, last));
    }
}
