import { Component, onWillStart, useState } from "@odoo/owl";

import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import {
    deserializeDateTime,
    formatDateTime,
    serializeDateTime,
} from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloatTime } from "@web/views/fields/formatters";
import { parseFloatTime } from "@web/views/fields/parsers";

const { DateTime } = luxon;

/** How many times are shown, and added by "Show more". */
const NUMBER = 20;
const HALF_HOUR = 0.5;

let nextId = 1;

/** The next times at which several people are free, to pick one. */
export class FindTimeDialog extends Component {
    static template = "crm_activity_flow.FindTimeDialog";
    static components = { DateTimeInput, Dialog, MultiRecordSelector };
    static props = {
        close: Function,
        /** ids of the users to start with */
        people: { type: Array, element: Number },
        /** hours */
        duration: { type: Number, optional: true },
        /** the first day to look at: today, if it's left out or past */
        start: { type: DateTime, optional: true },
        /**
         * gets what was picked: start and stop as DateTime, duration in hours, and
         * the ids of the people
         */
        onPick: Function,
    };

    setup() {
        this.id = `o_find_time_${nextId++}`;
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        const { duration, people, start } = this.props;
        this.state = useState({
            people: [...people],
            duration: duration || HALF_HOUR,
            start: DateTime.max(start || DateTime.now(), DateTime.now()),
            times: [],
            hasMore: false,
            isLoading: false,
            refusal: "",
        });
        onWillStart(() => {
            this.search(); // the dialog opens at once
        });
    }

    get peopleProps() {
        return {
            resModel: "res.users",
            resIds: this.state.people,
            domain: [["share", "=", false]],
            update: (people) => this.change({ people }),
        };
    }

    get dayProps() {
        return {
            id: `${this.id}_day`,
            type: "date",
            minDate: DateTime.now().startOf("day"),
            value: this.state.start,
            onApply: (day) => this.onDayApplied(day),
        };
    }

    get durationText() {
        return formatFloatTime(this.state.duration);
    }

    /** The times by day, in their order. */
    get days() {
        const days = new Map();
        for (const time of this.state.times) {
            const key = time.start.toISODate();
            days.set(key, [...(days.get(key) || []), time]);
        }
        return [...days.values()];
    }

    getDayLabel([{ start }]) {
        return start.toLocaleString({ weekday: "long", day: "numeric", month: "long" });
    }

    /** Start and end; on a day on which clocks change, hours can come twice. */
    getTimeLabel({ start, stop }) {
        const format = localization.timeFormat.replace(/.ss/, "");
        const label = [start, stop]
            .map((moment) => formatDateTime(moment, { format }))
            .join("–");
        const isChange = start.startOf("day").offset !== start.endOf("day").offset;
        return isChange ? `${label} (${start.offsetNameShort})` : label;
    }

    onDayApplied(day) {
        const start = DateTime.max(day || DateTime.now(), DateTime.now());
        return this.change({ start });
    }

    onDurationChanged({ target }) {
        let duration = NaN;
        try {
            duration = parseFloatTime(target.value);
        } catch {
            // restored below
        }
        if (duration > 0) {
            this.change({ duration });
        }
        target.value = this.durationText;
    }

    change(values) {
        Object.assign(this.state, values);
        return this.search();
    }

    /** Look for times again, from the chosen day on. */
    search() {
        this.state.times = [];
        return this.load(this.state.start);
    }

    showMore() {
        return this.load(this.state.times.at(-1).stop);
    }

    /**
     * Add the next times from a moment on. The server's error is shown here, beside
     * what the user can change.
     *
     * @param {DateTime} start
     */
    async load(start) {
        const { duration, people } = this.state;
        Object.assign(this.state, { hasMore: false, isLoading: true, refusal: "" });
        let times = [];
        try {
            times = await this.keepLast.add(this.ask(people, duration, start));
        } catch (error) {
            if (!error.exceptionName?.startsWith("odoo.exceptions.")) {
                throw error;
            }
            this.state.refusal = error.data.message;
        }
        Object.assign(this.state, {
            times: [...this.state.times, ...times],
            hasMore: times.length === NUMBER,
            isLoading: false,
        });
    }

    async ask(people, duration, start) {
        if (!people.length) {
            return [];
        }
        const times = await this.orm.silent.call("mail.activity", "find_time", [
            people,
            duration,
            serializeDateTime(start),
            NUMBER,
        ]);
        return times.map(({ start, stop }) => ({
            start: deserializeDateTime(start),
            stop: deserializeDateTime(stop),
        }));
    }

    pick(time) {
        const { duration, people } = this.state;
        this.props.onPick({ ...time, duration, people: [...people] });
        this.props.close();
    }
}
