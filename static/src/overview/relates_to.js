import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";

import { getChoices, isRelation } from "./relations";

/**
 * The first choice of the overview: which records the activities are on.
 *
 * The buttons switch two filters of the search view, so that every view, favorite and
 * export knows them. They also show what a favorite or the list behind a figure says.
 */
export class RelatesTo extends Component {
    static template = "crm_activity_flow.RelatesTo";
    static props = {};

    setup() {
        this.searchModel = this.env.searchModel;
        useBus(this.searchModel, "update", this.render);
    }

    get choices() {
        const active = getChoices(this.searchModel.domain);
        const labels = {
            any: _t("Any"),
            contacts: _t("Contacts"),
            deals: _t("Opportunities"),
        };
        return Object.entries(labels).map(([name, label]) => ({
            name,
            label,
            isActive: active.includes(name),
        }));
    }

    async onClick(name) {
        if (`${getChoices(this.searchModel.domain)}` === name) {
            return;
        }
        const filters = this.searchModel.getSearchItems(
            (item) => item.type === "filter" && item.name === name
        );
        await this.searchModel.replaceConditions(isRelation, () => {
            for (const { id } of filters) {
                this.searchModel.toggleSearchItem(id);
            }
        });
    }
}
