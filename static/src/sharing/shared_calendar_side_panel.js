import { _t } from "@web/core/l10n/translation";
import { CalendarFilterSection } from "@web/views/calendar/calendar_filter_section/calendar_filter_section";
import { CalendarSidePanel } from "@web/views/calendar/calendar_side_panel/calendar_side_panel";

const TEAMS = 4;
const IS_INTERNAL = ["share", "=", false];

/** People to look at; a team adds all of its members. */
export class SharedCalendarFilterSection extends CalendarFilterSection {
    static template = "crm_activity_flow.SharedCalendarFilterSection";

    get autoCompleteProps() {
        return {
            ...super.autoCompleteProps,
            placeholder: _t("+ Add people or a team"),
        };
    }

    /** Without customers, who have no activities. */
    async loadSource(request) {
        const known = this.section.filters.map(({ value }) => value);
        const domain = [IS_INTERNAL, ["id", "not in", known]];
        const [people, teams] = await Promise.all([
            this.find("res.users", request, domain, 8),
            this.find("crm.team", request, [], TEAMS),
        ]);
        const { fieldName } = this.section;
        const { model } = this.props;
        const options = [
            ...people.map(([id, label]) => ({
                data: { id },
                label,
                onSelect: () => model.createFilter(fieldName, id),
            })),
            ...teams.map(([id, label]) => ({
                data: { isTeam: true },
                label,
                onSelect: () => model.addTeam(id),
            })),
        ];
        if (people.length > 7) {
            options.push({
                cssClass: "o_calendar_dropdown_option",
                label: _t("Search More..."),
                onSelect: () => this.onSearchMore("res.users", domain, request),
            });
        }
        return options.length
            ? options
            : [{ cssClass: "o_m2o_no_result", label: _t("No records") }];
    }

    find(model, name, domain, limit) {
        return this.orm.call(model, "name_search", [], {
            name,
            domain,
            limit,
            operator: "ilike",
        });
    }
}

export class SharedCalendarSidePanel extends CalendarSidePanel {
    static components = {
        ...CalendarSidePanel.components,
        FilterSection: SharedCalendarFilterSection,
    };
}
