import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { groupBy } from "@web/core/utils/arrays";

/** How far ahead the server checks availability. */
const BUSY_DAYS = 365;

/**
 * @typedef {Object} Suggestion a next step for one completed activity, in the format
 *  that the server sends and takes back
 * @property {number | false} next_step_id the rule
 * @property {number} previous_activity_id
 * @property {number | false} activity_type_id
 * @property {string} activity_type_name
 * @property {string | false} icon
 * @property {number | false} plan_id
 * @property {string | false} plan_name
 * @property {number} plan_steps
 * @property {string} summary
 * @property {string} date_deadline
 * @property {string | false} planned_start in UTC
 * @property {number} planned_duration in hours
 * @property {number | false} user_id
 * @property {string} user_name
 * @property {string | false} res_model
 * @property {number | false} res_id
 * @property {string | false} res_name
 */

/** A line of the dialog: the next step of one activity, or of several alike. */
export class NextStep {
    isAdded = false;
    /** the assignee's availability, as sent by the server */
    busy = {};

    /** @param {Suggestion[]} suggestions */
    constructor(suggestions) {
        this.suggestions = suggestions.map((suggestion) => ({ ...suggestion }));
    }

    get count() {
        return this.suggestions.length;
    }

    get isPlan() {
        return Boolean(this.suggestions[0].plan_id);
    }

    get name() {
        const { activity_type_name, plan_name } = this.suggestions[0];
        return this.isPlan ? plan_name : activity_type_name;
    }

    get icon() {
        return this.isPlan ? "fa-list-ol" : this.suggestions[0].icon || "fa-tasks";
    }

    /** The number of steps and records, if there's more than one activity. */
    get details() {
        const details = [];
        if (this.isPlan) {
            const count = this.suggestions[0].plan_steps;
            details.push(count === 1 ? _t("1 step") : _t("%(count)s steps", { count }));
        }
        if (this.count > 1) {
            details.push(_t("%(count)s records", { count: this.count }));
        }
        return details.join(" · ");
    }

    /** The value that all suggestions share, or undefined. */
    getShared(field) {
        const value = this.suggestions[0][field];
        const isShared = this.suggestions.every((each) => each[field] === value);
        return isShared ? value : undefined;
    }

    set(values) {
        for (const suggestion of this.suggestions) {
            Object.assign(suggestion, values);
        }
    }

    get hasTime() {
        return this.suggestions.every(({ planned_start }) => planned_start);
    }

    /** When all of them are due, or false if it differs. */
    get moment() {
        const field = this.hasTime ? "planned_start" : "date_deadline";
        return this.getShared(field) !== undefined && this.moments[0];
    }

    get moments() {
        return this.suggestions.map(({ date_deadline, planned_start }) =>
            this.hasTime
                ? deserializeDateTime(planned_start)
                : deserializeDate(date_deadline)
        );
    }

    /** The first and the last due date, or the one that they share. */
    get period() {
        const { DateTime } = luxon;
        const [first, last] = [DateTime.min, DateTime.max].map((choose) =>
            formatDate(choose(...this.moments))
        );
        return first === last ? first : `${first} – ${last}`;
    }

    get weekday() {
        return this.moment ? this.moment.toFormat("cccc") : "";
    }

    /** Move all: to a moment if each has a time, else to a day, keeping any hours. */
    setMoment(moment) {
        const { hasTime } = this;
        const { year, month, day } = moment;
        for (const suggestion of this.suggestions) {
            const start = hasTime
                ? moment
                : suggestion.planned_start &&
                  deserializeDateTime(suggestion.planned_start).set({
                      year,
                      month,
                      day,
                  });
            suggestion.planned_start = start ? serializeDateTime(start) : false;
            suggestion.date_deadline = serializeDate(moment);
        }
    }

    /** The request for the assignee's availability; none if it would take several. */
    get busyRequest() {
        const fields = ["user_id", "date_deadline", "planned_start"];
        const shared = fields.map((field) => this.getShared(field));
        const [user_id, date_deadline, planned_start] = shared;
        if (this.isAdded || this.isPlan || !user_id || shared.includes(undefined)) {
            return undefined;
        }
        if (Math.abs(this.moment.diffNow("days").days) > BUSY_DAYS) {
            return undefined; // the server would refuse the request for all lines
        }
        const { planned_duration } = this.suggestions[0];
        return { user_id, date_deadline, planned_start, planned_duration };
    }

    takeFreeSlot() {
        const planned_start = this.busy.free_start;
        const date_deadline = serializeDate(deserializeDateTime(planned_start));
        this.set({ planned_start, date_deadline });
        this.busy = {};
    }

    /** The name in the message that it was added. */
    get label() {
        const name = (!this.isPlan && this.getShared("summary")) || this.name;
        const details =
            this.count > 1 ? this.details : `${this.weekday} ${this.period}`;
        return `${name} (${details})`;
    }
}

/**
 * @param {Suggestion[]} suggestions
 * @returns {NextStep[]} one per rule, type and plan, in their order
 */
export function groupSuggestions(suggestions) {
    const groups = groupBy(
        suggestions,
        ({ next_step_id, activity_type_id, plan_id }) =>
            `${next_step_id}/${activity_type_id}/${plan_id}`
    );
    return Object.values(groups).map((group) => new NextStep(group));
}
