import { Component } from "@odoo/owl";

import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";

import { isAbout, splitConditions } from "./conditions";

/** The filters of the search view that the buttons stand for, by their names. */
const CHOICES = { contacts: "contact", deals: "deal" };

const isRelation = (condition) => isAbout(condition, "relates_to");

/**
 * The first choice of the overview: which records the activities are on.
 *
 * The buttons switch two filters of the search view, so that every view, favorite and
 * export knows them. They also show what a favorite says.
 */
export class RelatesTo extends Component {
    static template = "crm_activity_flow.RelatesTo";
    static props = {};

    setup() {
        this.searchModel = this.env.searchModel;
        useBus(this.searchModel, "update", this.render);
    }

    get choices() {
        const active = this.getActive();
        return [
            { name: "any", label: _t("Any"), isActive: !active.length },
            {
                name: "contacts",
                label: _t("Contacts"),
                isActive: active.includes("contacts"),
            },
            {
                name: "deals",
                label: _t("Opportunities"),
                isActive: active.includes("deals"),
            },
        ];
    }

    getFilters() {
        return this.searchModel.getSearchItems(
            ({ name, type }) => type === "filter" && name in CHOICES
        );
    }

    /** The favorite that says what activities relate to, if one is active. */
    getFavorite() {
        return this.searchModel
            .getSearchItems(({ isActive, type }) => type === "favorite" && isActive)
            .map((favorite) => ({
                ...favorite,
                conditions: splitConditions(
                    new Domain(favorite.domain).toList(
                        this.searchModel.domainEvalContext
                    )
                ),
            }))
            .find(({ conditions }) => conditions.some(isRelation));
    }

    getActive() {
        const saved = this.getFavorite()?.conditions.filter(isRelation) || [];
        const values = saved.flatMap(([[, , value]]) => value);
        return this.getFilters()
            .filter(({ isActive, name }) => isActive || values.includes(CHOICES[name]))
            .map(({ name }) => name);
    }

    async onClick(name) {
        const favorite = this.getFavorite();
        if (favorite) {
            await this.openUp(favorite);
        }
        const toToggle = this.getFilters().filter(
            (filter) => Boolean(filter.isActive) !== (filter.name === name)
        );
        // the views load once, after the last one
        this.searchModel.blockNotification = true;
        for (const { id } of toToggle.slice(1)) {
            this.searchModel.toggleSearchItem(id);
        }
        this.searchModel.blockNotification = false;
        for (const { id } of toToggle.slice(0, 1)) {
            this.searchModel.toggleSearchItem(id);
        }
    }

    /** Replace a favorite by its other conditions. */
    async openUp({ conditions, groupId }) {
        const others = conditions.filter((condition) => !isRelation(condition));
        if (!others.length) {
            this.searchModel.deactivateGroup(groupId);
            return;
        }
        await this.searchModel.splitAndAddDomain(
            Domain.and(others).toString(),
            groupId
        );
    }
}
