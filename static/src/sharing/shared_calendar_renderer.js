import { _t } from "@web/core/l10n/translation";
import { session } from "@web/session";
import { useService } from "@web/core/utils/hooks";
import { CalendarCommonPopover } from "@web/views/calendar/calendar_common/calendar_common_popover";
import { CalendarCommonRenderer } from "@web/views/calendar/calendar_common/calendar_common_renderer";
import { CalendarRenderer } from "@web/views/calendar/calendar_renderer";

import { useExternalListener } from "@odoo/owl";

import { getHours, getKeyMove } from "./shared_calendar_utils";

const { DateTime } = luxon;

/** In a column, more at one time are behind a link: of 200 people nothing is legible. */
const STACK = 8;

/** What an entry shows of its activity, and how to open or complete it. */
export class SharedCalendarPopover extends CalendarCommonPopover {
    static subTemplates = {
        ...CalendarCommonPopover.subTemplates,
        footer: "crm_activity_flow.SharedCalendarPopover.footer",
    };

    setup() {
        super.setup();
        this.action = useService("action");
    }

    get hasFooter() {
        return !this.props.record.isBusy;
    }

    get canMarkDone() {
        const { share_level, state } = this.props.record.rawRecord;
        return share_level === "full" && state !== "done";
    }

    /** Complete it with its outcome, while there are outcomes or statuses. */
    async onClickMarkDone() {
        const { model, record } = this.props;
        const asks = session.activity_outcome || session.activity_status;
        this.props.close();
        await this.action.doActionButton({
            type: "object",
            name: asks ? "action_open_complete" : "action_done",
            resModel: "mail.activity",
            resId: record.id,
            onClose: () => model.load(),
        });
    }
}

/** Week, day, or month, with type, person and outcome in the entries. */
export class SharedCalendarCommonRenderer extends CalendarCommonRenderer {
    static components = {
        ...CalendarCommonRenderer.components,
        Popover: SharedCalendarPopover,
    };
    static eventTemplate = "crm_activity_flow.SharedCalendar.event";

    setup() {
        super.setup();
        useExternalListener(window, "beforeprint", () => this.showHours(true));
        useExternalListener(window, "afterprint", () => this.showHours(false));
    }

    /** On paper, no one can scroll: only the hours around what there is to see. */
    showHours(isPrinted) {
        const hours = isPrinted ? getHours(this.props.model.records) : [0, 24];
        const [slotMinTime, slotMaxTime] = hours.map((hour) => `${hour}:00:00`);
        this.fc.api.batchRendering(() => {
            this.fc.api.setOption("slotMinTime", slotMinTime);
            this.fc.api.setOption("slotMaxTime", slotMaxTime);
        });
    }

    get options() {
        return {
            ...super.options,
            // entries have their own texts: no time is formatted only to be thrown away
            displayEventTime: false,
            eventMaxStack: STACK,
            // how many more is only known where all of them are drawn; true is as usual
            moreLinkContent: () => (this.props.model.isCut ? "…" : true),
            moreLinkHint: (count) =>
                this.props.model.isCut ? _t("Open the day") : _t("%s more", count),
        };
    }

    mapRecordsToEvents() {
        return [...super.mapRecordsToEvents(), ...this.getShades()];
    }

    /** Where a day isn't complete, the link to more opens the day itself. */
    onEventLimitClick({ date }) {
        const { model } = this.props;
        if (!model.isCut || model.scale === "day") {
            return super.onEventLimitClick(...arguments);
        }
        this.fc.api.unselect();
        model.load({ date: DateTime.fromJSDate(date), scale: "day" });
    }

    /** The hours off, and what the person is busy with elsewhere; not in a month. */
    getShades() {
        const { model } = this.props;
        if (model.scale === "month") {
            return [];
        }
        return [
            ...model.getTimeOff().map((time) => makeShade(time, "o_shade_off")),
            ...model.shade.busy.map((time) => makeShade(time, "o_shade_busy")),
        ];
    }

    convertRecordToEvent(record) {
        const event = super.convertRecordToEvent(record);
        // a deadline is one day
        return { ...event, durationEditable: !event.allDay };
    }

    eventClassNames({ event }) {
        const record = this.props.model.records[event.id];
        if (!record) {
            return event.display === "background"
                ? []
                : super.eventClassNames(...arguments);
        }
        const names = super.eventClassNames(...arguments);
        return record.isBusy ? [...names, "o_slot_busy"] : names;
    }

    onEventDidMount({ el, event }) {
        const record = this.props.model.records[event.id];
        if (!record) {
            return;
        }
        super.onEventDidMount(...arguments);
        el.setAttribute("aria-label", this.getLabel(record));
        el.addEventListener("keydown", (ev) => this.onEventKeydown(ev, record));
        // a move draws the entry anew, and so takes the focus away
        if (this.movedId === record.id && document.activeElement === document.body) {
            el.focus();
        }
    }

    /** Colors and icons say who and what; this is for those who don't see them. */
    getLabel(record) {
        const times = record.isTimeHidden
            ? []
            : [`${this.getStartTime(record)}–${this.getEndTime(record)}`];
        const type = record.rawRecord.activity_type_id;
        return [
            record.person[1],
            ...times,
            type && type[1],
            record.title,
            record.outcome,
        ]
            .filter(Boolean)
            .join(", ");
    }

    onEventClick(info) {
        if (info.event.id) {
            super.onEventClick(info);
        }
    }

    /** Enter opens the entry; Shift with an arrow moves it. */
    async onEventKeydown(ev, record) {
        const move = getKeyMove(ev, record);
        if (!move) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const end = record.end.plus(move.end);
        if (!record.isAllDay && end <= record.start) {
            return;
        }
        this.movedId = record.id;
        const { id, isAllDay } = record;
        await this.props.model.updateRecord(
            { id, isAllDay, start: record.start.plus(move.start), end },
            { moved: !ev.altKey }
        );
    }
}

export class SharedCalendarRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: SharedCalendarCommonRenderer,
        week: SharedCalendarCommonRenderer,
        month: SharedCalendarCommonRenderer,
    };
}

function makeShade({ start, end }, className) {
    return {
        start: start.toISO(),
        end: end.toISO(),
        display: "background",
        interactive: false,
        classNames: ["o_activity_shade", className],
    };
}
