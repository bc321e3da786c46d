import { Component, onMounted, onWillDestroy, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";

const MODEL = "mail.activity.plan.launch";

/**
 * Launches a plan on many records, part by part, and shows the progress.
 *
 * The server keeps the progress: a part counts even if its answer got lost.
 */
export class LaunchProgressDialog extends Component {
    static template = "crm_activity_flow.LaunchProgressDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        launchId: Number,
        plan: String,
        total: Number,
        onClosed: Function,
    };

    setup() {
        // not by hook: the current part still finishes after the dialog is closed
        this.services = this.env.services;
        this.isClosed = false;
        this.state = useState({
            progress: { done: 0, total: this.props.total, activities: 0, refused: 0 },
            error: "",
            isRunning: false,
            isStopping: false,
            isEnded: false,
        });
        onMounted(() => this.run());
        onWillDestroy(() => {
            this.isClosed = true;
            this.stop();
        });
    }

    get percentage() {
        const { done, total } = this.state.progress;
        return Math.floor((100 * done) / total);
    }

    get isComplete() {
        const { done, total } = this.state.progress;
        return done >= total;
    }

    get heading() {
        const { error, isEnded, isStopping, progress } = this.state;
        const figures = {
            done: formatInteger(progress.done),
            total: formatInteger(progress.total),
        };
        if (isEnded && this.isComplete) {
            return _t("Done: %(done)s of %(total)s records", figures);
        }
        if (isEnded || error) {
            return _t("Stopped: %(done)s of %(total)s records", figures);
        }
        return isStopping
            ? _t("Stopping… %(done)s of %(total)s records", figures)
            : _t("Launching… %(done)s of %(total)s records", figures);
    }

    get summary() {
        const { activities, refused } = this.state.progress;
        const created = _t("Activities created: %s", formatInteger(activities));
        return refused
            ? [created, _t("Skipped records: %s", formatInteger(refused))].join(" · ")
            : created;
    }

    async call(method) {
        this.state.progress = await this.services.orm.silent.call(MODEL, method, [
            [this.props.launchId],
        ]);
    }

    /** Launch part after part until all are done, the user stops, or one fails. */
    async run() {
        const { state } = this;
        Object.assign(state, { error: "", isRunning: true });
        try {
            while (!this.isComplete && !state.isStopping) {
                await this.call("action_launch_part");
            }
            if (!this.isComplete) {
                await this.call("action_stop");
            }
            state.isEnded = true;
        } catch (error) {
            state.error = error.data?.message || _t("The connection was lost.");
        } finally {
            Object.assign(state, { isRunning: false, isStopping: false });
        }
        if (this.isClosed) {
            this.services.notification.add(this.heading, { type: "info" });
            await this.props.onClosed();
        }
    }

    stop() {
        this.state.isStopping = true;
    }

    /** Notify the assignees of what was launched, even if the rest is abandoned. */
    async close() {
        if (!this.state.isEnded) {
            // without a connection, the server notifies them later
            await this.call("action_stop").catch(() => {});
        }
        this.props.close();
        await this.props.onClosed();
    }
}

/** Returned by the server for a long launch. */
function launchProgressAction(env, { params }) {
    env.services.dialog.add(LaunchProgressDialog, {
        launchId: params.launch_id,
        plan: params.plan,
        total: params.total,
        onClosed: () => env.services.action.doAction("soft_reload"),
    });
    return { type: "ir.actions.act_window_close" };
}

registry
    .category("actions")
    .add("crm_activity_flow.launch_progress", launchProgressAction);
