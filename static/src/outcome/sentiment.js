import { _t } from "@web/core/l10n/translation";

/**
 * How each sentiment looks. The icon and the label say what the colour says:
 * a sentiment is never shown by its colour alone.
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
