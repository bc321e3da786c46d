import { Component, onWillStart, useState } from "@odoo/owl";

import { LazyComponent } from "@web/core/assets";
import { deserializeDate, formatDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { session } from "@web/session";

const { DateTime } = luxon;

const SCREENS = {
    list: _t("Activities"),
    board: _t("Board"),
    calendar: _t("Calendar"),
    counts: _t("Counts"),
    cards: _t("Opportunity"),
    overview: _t("Overview"),
};
const LEVELS = { none: _t("Nothing"), busy: _t("Busy times"), read: _t("Read") };
const DEADLINES = {
    overdue: _t("Late"),
    today: _t("Today"),
    week: _t("This week"),
    future: _t("Future"),
};
const PAGE = 80; // what the server sends

/** A place for an activity: shown, and nothing to click. */
export class SeeAsActivity extends Component {
    static template = "crm_activity_flow.SeeAsActivity";
    static props = { activity: Object };

    get title() {
        const { activity_type_id, summary } = this.props.activity;
        return summary || activity_type_id?.display_name || "";
    }

    get level() {
        return LEVELS[this.props.activity.share_level];
    }

    get day() {
        return deserializeDate(this.props.activity.date_deadline);
    }

    get date() {
        return formatDate(this.day);
    }

    /** How far away it is, as in Odoo's lists; of closed ones, the date. */
    get deadline() {
        if (!["overdue", "today", "planned"].includes(this.props.activity.state)) {
            return this.date;
        }
        const label = this.day.toRelativeCalendar({ base: today(), unit: "days" });
        return label[0].toLocaleUpperCase() + label.slice(1);
    }

    get deadlineClass() {
        const { state } = this.props.activity;
        return (
            { overdue: "text-danger", today: "text-warning", planned: "text-success" }[
                state
            ] || "text-muted"
        );
    }
}

/**
 * What someone else sees of activities, for managers. All of it is drawn here, from
 * plain data: in Odoo's own views, a button would act with the manager's access.
 */
export class SeeAsAction extends Component {
    static template = "crm_activity_flow.SeeAs";
    static components = {
        Layout,
        LazyComponent,
        MultiRecordSelector,
        Pager,
        RecordSelector,
        SeeAsActivity,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.limit = PAGE;
        this.display = { controlPanel: {} };
        // from a user's form; after a reload, only the id in the address is left
        const { active_id, active_model = "res.users" } = this.props.action.context;
        this.fromForm = active_model === "res.users" && active_id;
        this.state = useState(this.getStart(this.fromForm || false));
        onWillStart(() => this.load());
    }

    getStart(userId) {
        return {
            userId,
            screen: "list",
            data: null,
            isLoading: false,
            own: true,
            offset: 0,
            searched: "",
            deadlines: [],
            day: today(),
            people: [],
            leadId: false,
            first: today().startOf("month"),
            last: today().endOf("month").startOf("day"),
        };
    }

    // what is shown --------------------------------------------------------

    get screens() {
        const names = Object.keys(SCREENS);
        const shown = session.activity_status
            ? names
            : names.filter((name) => name !== "board");
        return shown.map((name) => ({ name, label: SCREENS[name] }));
    }

    /** Whether activities can be looked for here, as in Odoo's views of them. */
    get hasSearch() {
        return ["list", "board"].includes(this.state.screen);
    }

    get deadlines() {
        return Object.entries(DEADLINES).map(([name, label]) => ({
            name,
            label,
            isActive: this.state.deadlines.includes(name),
        }));
    }

    get userDomain() {
        const companyIds = user.allowedCompanies.map(({ id }) => id);
        return [
            ["share", "=", false],
            ["id", "!=", user.userId],
            ["company_id", "in", companyIds],
        ];
    }

    get title() {
        const name = this.state.data?.user.name || "…";
        return _t("You see what %(name)s sees", { name });
    }

    get weekTitle() {
        const { days } = this.state.data;
        return [days[0], days.at(-1)].map(({ day }) => this.formatDay(day)).join(" – ");
    }

    get overview() {
        const { cells, labels } = this.state.data;
        const columns = labels.filter(([value]) =>
            cells.some(({ column }) => column === value)
        );
        const rows = new Map();
        for (const { row, column, count } of cells) {
            const [id, name] = row;
            const counts = rows.get(id) || { id, name, total: 0, counts: {} };
            counts.counts[column] = count;
            counts.total += count;
            rows.set(id, counts);
        }
        const byTotal = (first, second) => second.total - first.total;
        return { columns, rows: [...rows.values()].sort(byTotal) };
    }

    getDashboardProps() {
        const { data, first, isLoading, last } = this.state;
        return {
            data: data.dashboard,
            first,
            last,
            isLoading,
            title: this.title,
            onChange: (period) => this.setPeriod(period),
        };
    }

    formatDay(day) {
        return formatDate(deserializeDate(day));
    }

    formatWeekday(day) {
        return deserializeDate(day).toLocaleString({ weekday: "long" });
    }

    formatTime(moment) {
        return DateTime.fromSQL(moment).toLocaleString(DateTime.TIME_SIMPLE);
    }

    // what is chosen -------------------------------------------------------

    setUser(userId) {
        Object.assign(this.state, this.getStart(userId));
        return this.load();
    }

    setScreen(screen) {
        this.state.screen = screen;
        this.state.offset = 0;
        return this.load();
    }

    setOwn(own) {
        return this.narrow({ own });
    }

    setSearched(ev) {
        return this.narrow({ searched: ev.target.value.trim() });
    }

    toggleDeadline(name) {
        const { deadlines } = this.state;
        return this.narrow({
            deadlines: deadlines.includes(name)
                ? deadlines.filter((each) => each !== name)
                : [...deadlines, name],
        });
    }

    /** Show other activities, from the first page on. */
    narrow(values) {
        Object.assign(this.state, values, { offset: 0 });
        return this.load();
    }

    setOffset({ offset }) {
        this.state.offset = offset;
        return this.load();
    }

    /** @param {number} weeks from the one that is shown; 0 for this week */
    moveWeek(weeks) {
        this.state.day = weeks ? this.state.day.plus({ weeks }) : today();
        return this.load();
    }

    setPeople(people) {
        this.state.people = people;
        return this.load();
    }

    setLead(leadId) {
        this.state.leadId = leadId;
        return this.load();
    }

    setPeriod({ first, last }) {
        Object.assign(this.state, { first, last });
        return this.load();
    }

    end() {
        if (this.fromForm) {
            return this.env.config.historyBack();
        }
        return this.setUser(false);
    }

    // asking the server ----------------------------------------------------

    get arguments() {
        const { own, offset, searched, deadlines, day, people, leadId, first, last } =
            this.state;
        return {
            list: [own, offset, searched, deadlines],
            board: [own, searched, deadlines],
            calendar: [day.toISODate(), people],
            counts: [],
            cards: [leadId],
            overview: [first.toISODate(), last.toISODate()],
        }[this.state.screen];
    }

    /** Load the screen; whatever is shown stays until then, and goes if it's refused. */
    async load() {
        const { userId, screen, leadId } = this.state;
        const wasAs = this.state.data?.user;
        if (!userId || (screen === "cards" && !leadId)) {
            this.state.data = userId && wasAs ? { screen, user: wasAs } : null;
            return;
        }
        this.state.isLoading = true;
        const request = this.orm.call("mail.activity.see.as", `get_${screen}`, [
            userId,
            ...this.arguments,
        ]);
        try {
            const data = await this.keepLast.add(request);
            this.state.data = { ...data, screen };
        } catch (error) {
            this.state.data = wasAs ? { screen: null, user: wasAs } : null;
            this.state.userId = wasAs ? userId : false;
            throw error;
        } finally {
            this.state.isLoading = false;
        }
    }
}

registry.category("actions").add("crm_activity_flow.see_as", SeeAsAction);
