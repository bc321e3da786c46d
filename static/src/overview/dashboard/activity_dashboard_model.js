import { KeepLast } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";
import { serializeDate } from "@web/core/l10n/dates";

import { getPeriod, splitPeriod } from "./period";

/** The figures of a period: one request for all of them. */
export class ActivityDashboardModel extends Model {
    setup({ resModel }) {
        this.resModel = resModel;
        this.keepLast = new KeepLast();
        this.data = null;
        this.isLoading = false;
        this.hasFailed = false;
    }

    /**
     * The filters choose the period. Without one, it is the current month; since
     * it is no one's choice, it narrows no other view.
     *
     * @param {import("@web/search/search_model").SearchParams} searchParams
     */
    async load({ context, domain }) {
        const { domain: filters, isOnlyFilter, period } = splitPeriod(domain);
        this.context = context;
        this.domain = filters;
        this.isOnlyFilter = isOnlyFilter;
        this.period = period || getPeriod("month");
        await this.reload();
    }

    /** Name a period at once, so that a second click moves on; its figures follow. */
    showPeriod(period) {
        this.period = period;
        this.notify();
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
