import { Domain } from "@web/core/domain";
import { SearchModel } from "@web/search/search_model";

import { splitConditions } from "./conditions";

/** Lets the buttons above the views change what the search bar says. */
export class OverviewSearchModel extends SearchModel {
    /**
     * Replace conditions of the search bar; what else its facets say stays.
     *
     * The views load once, unless several favorites have to be opened up.
     *
     * @param {(condition: Array) => boolean} isReplaced
     * @param {() => void} add adds what stands for them now
     */
    async replaceConditions(isReplaced, add) {
        const facets = this.getFacetsWith(isReplaced);
        this.blockNotification = true;
        for (const { groupId } of facets.filter(({ others }) => !others.length)) {
            this.keepGroupings(groupId);
            this.deactivateGroup(groupId);
        }
        add();
        this.blockNotification = false;
        const toSplit = facets.filter(({ others }) => others.length);
        for (const { groupId, others } of toSplit) {
            await this.splitAndAddDomain(Domain.and(others).toString(), groupId);
        }
        if (!toSplit.length) {
            await this._notify();
        }
    }

    /** Return the facets that have such conditions, with the other ones they have. */
    getFacetsWith(isReplaced) {
        return this.facets
            .filter(({ domain }) => domain)
            .map(({ domain, groupId }) => {
                const evaluated = new Domain(domain).toList(this.domainEvalContext);
                const conditions = splitConditions(evaluated);
                const others = conditions.filter((each) => !isReplaced(each));
                return { groupId, others, hasAny: others.length < conditions.length };
            })
            .filter(({ hasAny }) => hasAny);
    }

    /** Let the groupings of a favorite stay when it goes, as Odoo does on a change. */
    keepGroupings(groupId) {
        const favorites = this.getSearchItems(
            (item) =>
                item.groupId === groupId && item.isActive && item.type === "favorite"
        );
        for (const groupBy of favorites.flatMap(({ groupBys }) => groupBys)) {
            const [fieldName, interval] = groupBy.split(":");
            this.createNewGroupBy(fieldName, { interval, invisible: true });
        }
    }

    // A choice in the panel stays while no activity matches it. In a week in which that
    // person completed nothing, Odoo would drop it, and show everyone's activities.

    _createCategoryTree(sectionId, result) {
        super._createCategoryTree(sectionId, this.addChosen(sectionId, result));
    }

    _createFilterTree(sectionId, result) {
        super._createFilterTree(sectionId, this.addChosen(sectionId, result));
    }

    /**
     * @param {number} sectionId of the search panel
     * @param {Object} result what the server offers
     * @returns {Object} the same with all that is chosen
     */
    addChosen(sectionId, result) {
        const section = this.sections.get(sectionId);
        if (result.error_msg || !this.isStillPossible(section)) {
            return result;
        }
        const offered = result.values.map(({ id }) => id);
        const missing = [...section.values.values()].filter(
            ({ checked, id }) =>
                id && !offered.includes(id) && (checked || id === section.activeValueId)
        );
        const values = missing.map(({ display_name, id }) => ({ display_name, id }));
        return { ...result, values: [...result.values, ...values] };
    }

    /** Outcomes depend on the type: those of another one aren't kept. */
    isStillPossible(section) {
        const { chosenIn, domain = "[]" } = section;
        section.chosenIn = JSON.stringify(this._getCategoryDomain());
        return domain === "[]" || section.chosenIn === chosenIn;
    }
}
