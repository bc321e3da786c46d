import { _t } from "@web/core/l10n/translation";

/**
 * The look of each sentiment. Icon and label always accompany the color, so a
 * sentiment is never shown by color alone.
 */
export const SENTIMENTS = {
    positive: {
        button: "btn-outline-success",
        text: "text-success",
        icon: "fa-smile-o",
        label: _t("Positive"),
    },
    neutral: {
        button: "btn-outline-secondary",
        text: "text-muted",
        icon: "fa-meh-o",
        label: _t("Neutral"),
    },
    negative: {
        button: "btn-outline-danger",
        text: "text-danger",
        icon: "fa-frown-o",
        label: _t("Negative"),
    },
};
