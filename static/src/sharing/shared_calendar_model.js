import { _t } from "@web/core/l10n/translation";
import {
    deserializeDateTime,
    serializeDate,
    serializeDateTime,
} from "@web/core/l10n/dates";
import { user } from "@web/core/user";
import { CalendarModel } from "@web/views/calendar/calendar_model";

import { ActivityLevel } from "./activity_level";
import { cutDays, getFreeDays, getGaps } from "./shared_calendar_utils";

const { Interval } = luxon;

const FILTER_MODEL = "mail.activity.slot.filter";
const NO_SHADE = { work: false, busy: [] };
/** As far from today as the server says when people work. */
const SHADE_DAYS = 300;

/** The slots of several people: those of readable activities, and busy times. */
export class SharedCalendarModel extends CalendarModel {
    setup(params, services) {
        super.setup(params, services);
        // Odoo looks up the fields of the filters' model among those of the view's
        const { fields } = this.meta;
        this.meta.fields = { ...fields, colleague_id: fields.user_id };
        this.data.shade = NO_SHADE;
        this.data.isCut = false;
        this.isLoading = false;
    }

    /** The rows are a report; what is changed and created are activities. */
    get canCreate() {
        return true;
    }

    get canDelete() {
        return false;
    }

    get canEdit() {
        return true;
    }

    get shade() {
        return this.data.shade;
    }

    /** Whether there are too many entries to draw all of them. */
    get isCut() {
        return this.data.isCut;
    }

    /** The people who are checked at the side. */
    getPeople(data = this.data) {
        const filters = data.filterSections.user_id?.filters || [];
        return filters.filter(({ active }) => active).map(({ value }) => value);
    }

    // ---------------------------------------------------------------------
    // Loading
    // ---------------------------------------------------------------------

    /** The view opens with days and people; their slots follow, however many. */
    async load(params) {
        this.isLoading = !this.isReady;
        await super.load(params);
        if (this.isLoading) {
            this.loadSlots();
        }
    }

    async loadSlots() {
        const data = { ...this.data };
        data.records = await this.keepLast.add(this.fetchSlots(data));
        this.isLoading = false;
        this.data = data;
        this.notify();
    }

    /**
     * With their names, in one query.
     *
     * @override
     */
    fetchFilters(resModel) {
        return this.orm.call(resModel, "get_people", []);
    }

    async loadFilterSection() {
        const section = await super.loadFilterSection(...arguments);
        return { ...section, label: _t("People") };
    }

    loadRecords(data) {
        return this.isLoading ? {} : this.fetchSlots(data);
    }

    async fetchSlots(data) {
        const [records] = await Promise.all([
            super.loadRecords(data),
            this.loadShade(data),
        ]);
        const showsPerson = this.getPeople(data).length > 1;
        for (const record of Object.values(records)) {
            record.showsPerson = showsPerson;
        }
        const drawn = cutDays(records);
        data.isCut = Object.keys(drawn).length < Object.keys(records).length;
        return drawn;
    }

    /** Load when a person works; for several ones, there is no such time. */
    async loadShade(data) {
        const people = this.getPeople(data);
        const { start, end } = data.range;
        const isNear = Math.abs(start.diffNow("days").days) < SHADE_DAYS;
        data.shade = NO_SHADE;
        if (people.length === 1 && isNear) {
            const [userId] = people;
            const days = [serializeDate(start), serializeDate(end)];
            const shade = await this.orm.call(this.resModel, "get_shade", [
                userId,
                ...days,
            ]);
            data.shade = {
                work: shade.work && shade.work.map(toInterval),
                busy: shade.busy.map(toInterval),
            };
        }
        const { work } = data.shade;
        data.unusualDays = work ? getFreeDays(start, end, work) : [];
    }

    /**
     * Odoo would read the names of people once more, which the side has already.
     *
     * @override
     */
    async fetchRecords(data) {
        const { activeFields, context, fieldNames, fields } = this.meta;
        const names = new Set([...fieldNames, ...Object.keys(activeFields)]);
        const specification = {};
        for (const name of names) {
            const hasName = fields[name].type === "many2one" && name !== "user_id";
            specification[name] = hasName ? { fields: { display_name: {} } } : {};
        }
        const { records } = await this.orm.webSearchRead(
            this.resModel,
            this.computeDomain(data),
            { context, specification }
        );
        const people = Object.fromEntries(
            data.filterSections.user_id.filters.map(({ value, label }) => [
                value,
                label,
            ])
        );
        return records.map((record) => ({
            ...record,
            user_id: [record.user_id, people[record.user_id]],
            activity_type_id: toPair(record.activity_type_id),
            outcome_id: toPair(record.outcome_id),
        }));
    }

    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        const isBusy = !rawRecord.share_level;
        return {
            ...record,
            isBusy,
            colorIndex: isBusy ? 0 : record.colorIndex,
            isStriked: rawRecord.state === "done",
            // one line: where it stands in the day says when it is, but not what
            isShort:
                !record.isMonth &&
                record.end.diff(record.start, "minutes").minutes <= 30,
            icon: rawRecord.activity_type_icon,
            person: rawRecord.user_id,
            outcome: rawRecord.outcome_id && rawRecord.outcome_id[1],
        };
    }

    // ---------------------------------------------------------------------
    // What is behind the slots
    // ---------------------------------------------------------------------

    /** The hours of the range in which a single person doesn't work. */
    getTimeOff() {
        const { work } = this.shade;
        const { start, end } = this.data.range;
        return work ? getGaps(start, end, work) : [];
    }

    // ---------------------------------------------------------------------
    // People
    // ---------------------------------------------------------------------

    async addTeam(teamId) {
        await this.orm.call(FILTER_MODEL, "add_team", [teamId]);
        await this.load();
    }

    // ---------------------------------------------------------------------
    // Scheduling and rescheduling
    // ---------------------------------------------------------------------

    /**
     * The context in which the dialog schedules an activity at a time.
     *
     * For the person who is shown; of several ones, for the user, if shown.
     *
     * @param {Object} record as Odoo's calendar makes it of a click or a selection
     */
    getScheduleContext({ start, end, isAllDay }) {
        const people = this.getPeople();
        const isOwn = !people.length || people.includes(user.userId);
        const context = {
            default_activity_user_id: isOwn ? user.userId : people[0],
            default_date_deadline: serializeDate(start),
        };
        if (isAllDay) {
            return context;
        }
        return {
            ...context,
            default_planned_start: serializeDateTime(start),
            default_planned_duration: end ? end.diff(start, "hours").hours : 0,
        };
    }

    /**
     * Move an activity, or change its length, if the user's level allows it. Else the
     * entry goes back: so it does if the server refuses.
     *
     * @override
     */
    async updateRecord(record, { moved = false } = {}) {
        const current = this.records[record.id];
        const refusal = this.getRefusal(current);
        if (refusal) {
            this.notification.add(refusal, { type: "warning" });
            return this.notify();
        }
        const values = getTimes(record, current, moved);
        try {
            await this.orm.write("mail.activity", [record.id], values);
        } finally {
            await this.load();
        }
    }

    /** Why an entry can't be moved, or nothing. */
    getRefusal({ isBusy, person, rawRecord }) {
        if (isBusy) {
            return _t("You can see when %s is busy, but not change it.", person[1]);
        }
        if (rawRecord.state === "done") {
            return _t("This activity is done, so its time stays as it is.");
        }
        return rawRecord.share_level === "full" ? "" : ActivityLevel.reason;
    }
}

/** As ``read`` gives a record; without it, false. */
function toPair(record) {
    return record && [record.id, record.display_name];
}

function toInterval({ start, stop }) {
    return Interval.fromDateTimes(
        deserializeDateTime(start),
        deserializeDateTime(stop)
    );
}

/**
 * The values to write when an entry was moved or resized.
 *
 * @param {Object} record where it is now
 * @param {Object} current where it was
 * @param {boolean} isMoved else it was resized
 */
function getTimes(record, current, isMoved) {
    const { rawRecord } = current;
    const { start, end } = record;
    if (record.isAllDay && current.isAllDay) {
        return { date_deadline: serializeDate(start) };
    }
    if (record.isAllDay) {
        const isLong = current.end.diff(current.start, "hours").hours >= 24;
        // what takes days is shown as such, and a meeting always has a time
        if (isLong || rawRecord.has_meeting) {
            const { hour, minute } = current.start;
            return { planned_start: serializeDateTime(start.set({ hour, minute })) };
        }
        return { planned_start: false, date_deadline: serializeDate(start) };
    }
    const planned_start = serializeDateTime(start);
    if (isMoved || !end) {
        return { planned_start };
    }
    return { planned_start, planned_duration: end.diff(start, "hours").hours };
}
