import { KeepLast } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";
import { serializeDate } from "@web/core/l10n/dates";

import { getPeriod, parsePeriod, splitPeriod } from "./period";

/** Under this key, favorites keep the period. */
export const PERIOD_KEY = "activity_dashboard_period";

/** The figures of a period: one request for all of them. */
export class ActivityDashboardModel extends Model {
    setup({ period, resModel, saved }) {
        this.resModel = resModel;
        this.keepLast = new KeepLast();
        this.chosen = period || getPeriod("month");
        this.saved = saved;
        this.data = null;
        this.isLoading = false;
        this.hasFailed = false;
    }

    /** What the figures are of: the filters choose it, or else the dashboard. */
    get period() {
        return this.filtered || this.chosen;
    }

    get isFiltered() {
        return Boolean(this.filtered);
    }

    /** @param {import("@web/search/search_model").SearchParams} searchParams */
    async load({ context, domain }) {
        this.useFavorite(context);
        const { domain: filters, period } = splitPeriod(domain);
        this.context = context;
        this.domain = filters;
        this.filtered = period;
        await this.reload();
    }

    /** A favorite gives its period once; users can change it. */
    useFavorite(context) {
        const saved = context[PERIOD_KEY];
        if (saved && saved !== this.saved) {
            this.chosen = parsePeriod(saved) || this.chosen;
        }
        this.saved = saved;
    }

    /** What to come back to from a list. */
    exportState() {
        return { period: this.chosen, saved: this.saved };
    }

    async setPeriod(period) {
        this.chosen = period;
        await this.reload();
    }

    async reload() {
        const { first, last } = this.period;
        this.isLoading = true;
        this.hasFailed = false;
        this.notify();
        try {
            this.data = await this.keepLast.add(
                this.orm.call(
                    this.resModel,
                    "get_dashboard",
                    [this.domain, serializeDate(first), serializeDate(last)],
                    { context: this.context }
                )
            );
        } catch (error) {
            this.data = null;
            this.hasFailed = true;
            throw error;
        } finally {
            this.isLoading = false;
            this.notify();
        }
    }
}
