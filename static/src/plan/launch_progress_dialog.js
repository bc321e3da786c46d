import { Component, onMounted, onWillDestroy, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatInteger } from "@web/views/fields/formatters";

const MODEL = "mail.activity.plan.launch";

/**
 * Launches a plan on many records, part by part, and shows how far it is.
 *
 * What was launched is kept on the server: a part that got lost on its way back counts.
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
        // what runs goes on when the dialog is closed by its cross: it ends properly
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
            ? _t("Stopping after this part… %(done)s of %(total)s records", figures)
            : _t("Launching… %(done)s of %(total)s records", figures);
    }

    get summary() {
        const { activities, refused } = this.state.progress;
        const created = _t("Activities created: %s", formatInteger(activities));
        return refused
            ? [created, _t("Records left alone: %s", formatInteger(refused))].join(
                  " · "
              )
            : created;
    }

    async call(method) {
        this.state.progress = await this.services.orm.silent.call(MODEL, method, [
            [this.props.launchId],
        ]);
    }

    /** Serve part after part, until all is done, or the user stops, or one fails. */
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

    /** The assignees hear of what was done, also if the rest is given up. */
    async close() {
        if (!this.state.isEnded) {
            // without a connection the server tells them later
            await this.call("action_stop").catch(() => {});
        }
        this.props.close();
        await this.props.onClosed();
    }
}

/** What the server returns for a launch that takes longer. */
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
