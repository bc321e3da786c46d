import { Component, useEffect, useRef, useState } from "@odoo/owl";

import { Dialog } from "@web/core/dialog/dialog";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { useBusy } from "../availability/busy_hook";
import { NextStep } from "./next_step";
import { NextStepLine } from "./next_step_line";

/** The next steps of completed activities, to add as suggested, edit or skip. */
export class NextStepDialog extends Component {
    static template = "crm_activity_flow.NextStepDialog";
    static components = { Dialog, NextStepLine };
    static props = {
        close: Function,
        steps: { type: Array, element: NextStep },
        message: { type: String, optional: true },
        onScheduleOther: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.body = useRef("body");
        this.steps = useState(this.props.steps);
        this.state = useState({ isAdding: false, refusal: "", status: "" });
        this.busy = useBusy(this.steps);
        // wait for a step that is still being added
        this.env.dialogData.dismiss = () => this.adding;
        // replaces Odoo's hotkey, which clicks the first button in the footer
        useHotkey("control+enter", () => this.addAll(), {
            bypassEditableProtection: true,
        });
        useEffect(
            () => this.focusNext(),
            () => [this.open.length]
        );
        useEffect(
            (refusal) => {
                if (refusal) {
                    this.body.el
                        .querySelector("[role='alert']")
                        .scrollIntoView({ block: "nearest" });
                }
            },
            () => [this.state.refusal]
        );
    }

    /** The steps that aren't added yet. */
    get open() {
        return this.steps.filter(({ isAdded }) => !isAdded);
    }

    get hasAdded() {
        return this.open.length < this.steps.length;
    }

    /** Name the documents only if there are several. */
    get showDocuments() {
        const suggestions = this.steps.flatMap((step) => step.suggestions);
        const documents = suggestions.map(({ res_model, res_id }) =>
            [res_model, res_id].join()
        );
        return new Set(documents).size > 1;
    }

    focusNext() {
        this.body.el.querySelector(".o_next_step_add")?.focus();
    }

    /** Ignore an Enter key held down since it completed the activity. */
    onKeydown(ev) {
        if (ev.repeat && ev.key === "Enter") {
            ev.preventDefault();
        }
    }

    addAll() {
        return this.add(this.open);
    }

    /**
     * Add steps, all or none. The server's error is shown here, where the user can fix
     * it: after Odoo's error dialog, the user would have to find the line.
     *
     * @param {NextStep[]} steps
     */
    async add(steps) {
        if (this.state.isAdding) {
            return;
        }
        Object.assign(this.state, { isAdding: true, refusal: "", status: "" });
        const suggestions = steps.flatMap((step) => step.suggestions);
        const adding = this.orm.call("mail.activity", "add_next_steps", [suggestions]);
        this.adding = adding.catch(() => {});
        try {
            await adding;
        } catch (error) {
            if (!error.exceptionName?.startsWith("odoo.exceptions.")) {
                throw error;
            }
            this.state.refusal = error.data.message;
            return;
        } finally {
            this.state.isAdding = false;
        }
        this.onAdded(steps);
    }

    onAdded(steps) {
        for (const step of steps) {
            step.isAdded = true;
        }
        if (!this.open.length) {
            this.props.close();
            return;
        }
        const names = steps.map(({ label }) => label).join(", ");
        this.state.status = _t("Added: %(names)s", { names });
        this.busy.check();
    }

    scheduleOther() {
        this.props.onScheduleOther();
        this.props.close();
    }
}
