import { _t } from "@web/core/l10n/translation";

/**
 * The look of each sentiment; `tag` is the number of one of Odoo's colors. Icon and
 * label always accompany the color, so a sentiment is never shown by color alone.
 */
export const SENTIMENTS = {
    positive: {
        button: "btn-outline-success",
        text: "text-success",
        tag: 10,
        icon: "fa-smile-o",
        label: _t("Positive"),
    },
    neutral: {
        button: "btn-outline-secondary",
        text: "text-muted",
        tag: 0,
        icon: "fa-meh-o",
        label: _t("Neutral"),
    },
    negative: {
        button: "btn-outline-danger",
        text: "text-danger",
        tag: 1,
        icon: "fa-frown-o",
        label: _t("Negative"),
    },
};
