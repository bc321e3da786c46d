/** The figures that stand alone on the dashboard, as texts. Plain functions. */

import { _t } from "@web/core/l10n/translation";
import {
    formatFloat,
    formatInteger,
    formatPercentage,
} from "@web/views/fields/formatters";

const toShare = (value) => formatPercentage(value, { digits: [false, 0] });
const toDays = (value) => formatFloat(value, { digits: [false, 1] });

/** In the order of the screen. "isGood": whether more is better; null: neither. */
const FIGURES = {
    completed: { label: _t("Completed"), format: formatInteger, isGood: true },
    open: { label: _t("Open"), format: formatInteger, isGood: null, isNow: true },
    overdue: {
        label: _t("Overdue"),
        format: formatInteger,
        isGood: false,
        isNow: true,
    },
    on_time: { label: _t("On-time rate"), format: toShare, isGood: true },
    positive: { label: _t("Positive rate"), format: toShare, isGood: true },
    days_to_complete: { label: _t("Days to complete"), format: toDays, isGood: false },
};
const ABOUT_OUTCOMES = ["positive"];

const isKnown = (value) => value !== null && value !== false;

/**
 * Return how a figure changed: "up", "down", "same", or "" if one of both isn't known.
 *
 * What reads the same is the same: there is no use in "Worse" beside two times 94%.
 */
function getTrend({ value, previous }, format) {
    if (!isKnown(value) || !isKnown(previous)) {
        return "";
    }
    if (format(value) === format(previous)) {
        return "same";
    }
    return value > previous ? "up" : "down";
}

/** Say it in words, too: neither color nor arrow tells everyone what is better. */
function getComparison({ previous }, { format, isBetter, isWorse, trend }) {
    if (!isKnown(previous)) {
        return _t("Nothing before");
    }
    if (trend === "same") {
        return _t("Same as before");
    }
    const before = format(previous);
    if (isBetter) {
        return _t("Better: was %s", before);
    }
    return isWorse ? _t("Worse: was %s", before) : _t("Before: %s", before);
}

/**
 * @param {Object} figures of `get_dashboard`
 * @param {boolean} hasOutcomes whether outcomes are switched on
 */
export function getFigures(figures, hasOutcomes) {
    return getFigureNames(hasOutcomes).map((name) => {
        const { format, isGood, isNow, label } = FIGURES[name];
        const { domain, value } = figures[name];
        const trend = getTrend(figures[name], format);
        const isKnownChange = isGood !== null && ["up", "down"].includes(trend);
        const isBetter = isKnownChange && isGood === (trend === "up");
        const isWorse = isKnownChange && !isBetter;
        return {
            name,
            label: label.toString(),
            domain,
            trend,
            text: isKnown(value) ? format(value) : "–",
            comparison: getComparison(figures[name], {
                format,
                isBetter,
                isWorse,
                trend,
            }),
            isBetter,
            isWorse,
            hint: isNow
                ? _t(
                      "As of now, whatever the period. Before: at the end of the period before."
                  )
                : _t(
                      "In this period. Before: in the period before, of the same length."
                  ),
        };
    });
}

export function getFigureNames(hasOutcomes) {
    return Object.keys(FIGURES).filter(
        (name) => hasOutcomes || !ABOUT_OUTCOMES.includes(name)
    );
}
