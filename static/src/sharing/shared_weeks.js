import { Component, useEffect, useState } from "@odoo/owl";

import {
    deserializeDate,
    deserializeDateTime,
    formatDateTime,
    toLocaleDateString,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const { DateTime } = luxon;

/** In the preferences: the user's next two weeks, as the chosen person sees them. */
export class SharedWeeks extends Component {
    static template = "crm_activity_flow.SharedWeeks";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ slots: undefined, refusal: "" });
        useEffect(
            (viewerId) => {
                this.load(viewerId);
            },
            () => [this.viewer.id]
        );
    }

    get viewer() {
        return this.props.record.data.share_preview_user_id || {};
    }

    get title() {
        const name = this.viewer.display_name;
        return _t("Your next two weeks, as %(name)s sees them", { name });
    }

    /** The slots by the day on which they begin, or by today. */
    get days() {
        const days = new Map();
        for (const slot of this.state.slots) {
            const [begin] = this.getBounds(slot);
            const day = DateTime.max(begin, DateTime.now()).startOf("day");
            const key = day.toISODate();
            days.set(key, { day, slots: [...(days.get(key)?.slots || []), slot] });
        }
        return [...days.keys()].sort().map((key) => days.get(key));
    }

    getDayLabel(day) {
        return day.toLocaleString({ weekday: "long", day: "numeric", month: "long" });
    }

    /** Start and end; whole days have no time zone. */
    getBounds({ allday, start, stop }) {
        return [start, stop].map((moment) =>
            allday ? deserializeDate(moment.slice(0, 10)) : deserializeDateTime(moment)
        );
    }

    /** The times, with days if there are several. */
    getTimeLabel(slot) {
        const bounds = this.getBounds(slot);
        const isOneDay = bounds[0].hasSame(bounds[1], "day");
        if (slot.allday) {
            return isOneDay
                ? _t("All day")
                : bounds.map((day) => toLocaleDateString(day)).join("–");
        }
        if (!isOneDay) {
            return bounds.map((moment) => toLocaleDateTimeString(moment)).join("–");
        }
        const format = localization.timeFormat.replace(/.ss/, "");
        return bounds.map((moment) => formatDateTime(moment, { format })).join("–");
    }

    async load(viewerId) {
        Object.assign(this.state, { slots: undefined, refusal: "" });
        if (!viewerId) {
            return;
        }
        const asked = this.orm.silent.call("res.users", "get_shared_weeks", [viewerId]);
        try {
            this.state.slots = await this.keepLast.add(asked);
        } catch (error) {
            if (!error.exceptionName?.startsWith("odoo.exceptions.")) {
                throw error;
            }
            this.state.refusal = error.data.message;
        }
    }
}

export const sharedWeeks = {
    component: SharedWeeks,
    fieldDependencies: [{ name: "share_preview_user_id", type: "many2one" }],
};

registry.category("view_widgets").add("activity_shared_weeks", sharedWeeks);
