import { xml } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import {
    buildM2OFieldDescription,
    Many2OneField,
} from "@web/views/fields/many2one/many2one_field";

/** A person or a type of a line; says what an empty one means, also in other rows. */
export class ShareMany2OneField extends Many2OneField {
    static template = xml`
        <span
            t-if="props.readonly and !props.record.data[props.name]"
            class="text-muted fst-italic"
            t-esc="props.placeholder"
        />
        <t t-else="" t-call="web.Many2OneField" />`;
}

registry.category("fields").add("activity_share_many2one", {
    ...buildM2OFieldDescription(ShareMany2OneField),
    displayName: _t("Many2one that may be everyone or everything"),
});
