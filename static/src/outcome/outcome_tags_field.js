import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    Many2ManyTagsField,
    many2ManyTagsField,
} from "@web/views/fields/many2many_tags/many2many_tags_field";

import { SENTIMENTS } from "./sentiment";

/** Outcomes as tags, each with the color and the icon of its sentiment. */
export class OutcomeTagsField extends Many2ManyTagsField {
    getTagProps(record) {
        const tag = super.getTagProps(record);
        const sentiment = SENTIMENTS[record.data.sentiment];
        return sentiment
            ? {
                  ...tag,
                  colorIndex: sentiment.tag,
                  icon: sentiment.icon,
                  title: `${tag.text} · ${sentiment.label}`,
              }
            : tag;
    }
}

export const outcomeTagsField = {
    ...many2ManyTagsField,
    component: OutcomeTagsField,
    displayName: _t("Outcome tags"),
    supportedTypes: ["many2many"],
    relatedFields: (fieldInfo) => [
        ...many2ManyTagsField.relatedFields(fieldInfo),
        {
            name: "sentiment",
            type: "selection",
            selection: Object.entries(SENTIMENTS).map(([key, { label }]) => [
                key,
                label,
            ]),
        },
    ],
};

registry.category("fields").add("outcome_tags", outcomeTagsField);
