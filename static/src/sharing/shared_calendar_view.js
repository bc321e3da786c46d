import { FindTimeDialog } from "@crm_activity_flow/availability/find_time_dialog";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { CalendarController } from "@web/views/calendar/calendar_controller";
import { calendarView } from "@web/views/calendar/calendar_view";

import { SharedCalendarModel } from "./shared_calendar_model";
import { SharedCalendarRenderer } from "./shared_calendar_renderer";
import { SharedCalendarSidePanel } from "./shared_calendar_side_panel";

const { DateTime } = luxon;

/** The calendar of a team: what people do, as far as they share it. */
export class SharedCalendarController extends CalendarController {
    static template = "crm_activity_flow.SharedCalendarController";
    static components = {
        ...CalendarController.components,
        CalendarSidePanel: SharedCalendarSidePanel,
    };

    setup() {
        super.setup();
        this.dialog = useService("dialog");
    }

    /** What to do where there is nothing to see, or nothing. */
    get hint() {
        if (this.model.isLoading) {
            return _t("Loading…");
        }
        if (this.model.isCut) {
            return _t("Not everything fits here. Open a day, or check fewer people.");
        }
        if (Object.keys(this.model.records).length) {
            return "";
        }
        return this.model.getPeople().length
            ? _t("Nothing is planned. Click a time, or add people at the side.")
            : _t("Check the people whose time you want to see.");
    }

    /** An empty slot schedules an activity for that person, at that time. */
    createRecord(record) {
        return this.schedule(this.model.getScheduleContext(record));
    }

    /** Open the activity itself; there is nothing behind a busy time. */
    async editRecord(record) {
        if (record.isBusy) {
            return;
        }
        const action = await this.orm.call("mail.activity", "action_open_activity", [
            [record.id],
        ]);
        await this.action.doAction(action);
    }

    async schedule(context) {
        await new Promise((resolve, reject) => {
            this.action
                .doAction(
                    {
                        type: "ir.actions.act_window",
                        name: _t("Schedule Activity"),
                        res_model: "mail.activity.schedule",
                        views: [[false, "form"]],
                        target: "new",
                        context: { dialog_size: "large", ...context },
                    },
                    { onClose: resolve }
                )
                .catch(reject);
        });
        await this.model.load();
    }

    /** Without a mouse: on the day that is shown, for the next full hour. */
    onClickNew() {
        const now = DateTime.local();
        const { date, rangeEnd, rangeStart } = this.model;
        const isNow = rangeStart <= now && now <= rangeEnd;
        const day = isNow && this.model.scale !== "day" ? now : date;
        const start = day.set({ hour: now.hour }).startOf("hour").plus({ hours: 1 });
        return this.createRecord({ start, isAllDay: false });
    }

    onClickFindTime() {
        this.dialog.add(FindTimeDialog, {
            people: this.model.getPeople(),
            start: this.model.date,
            onPick: (picked) => this.scheduleFound(picked),
        });
    }

    scheduleFound({ start, stop, people: [userId, ...others] }) {
        const time = { start, end: stop, isAllDay: false };
        return this.schedule({
            ...this.model.getScheduleContext(time),
            default_activity_user_id: userId,
            default_meeting_user_ids: others,
        });
    }
}

registry.category("views").add("activity_shared_calendar", {
    ...calendarView,
    Controller: SharedCalendarController,
    Model: SharedCalendarModel,
    Renderer: SharedCalendarRenderer,
});
