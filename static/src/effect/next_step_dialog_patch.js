import { onWillStart } from "@odoo/owl";

import { delay } from "@web/core/utils/concurrency";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { NextStepDialog } from "../next_step/next_step_dialog";

/** Milliseconds that the dialog waits for the lines. */
const PATIENCE = 300;

/**
 * Show what followed earlier, if that is known in time: a line that appeared later would
 * move the buttons just when they are clicked.
 */
patch(NextStepDialog.prototype, {
    setup() {
        super.setup(...arguments);
        if (session.activity_effect_line) {
            onWillStart(() => this.loadEffects());
        }
    },

    /** Lines for one activity only: of several, each may have ended differently. */
    async loadEffects() {
        const steps = this.steps.filter(({ count, isPlan }) => count === 1 && !isPlan);
        const asked = steps.map(({ suggestions: [suggestion] }) => {
            const { previous_activity_id, activity_type_id } = suggestion;
            return { previous_activity_id, activity_type_id };
        });
        if (!asked.length) {
            return;
        }
        const loading = this.orm.silent.call(
            "mail.activity.effect",
            "get_next_step_lines",
            [asked]
        );
        // the dialog is as useful without them
        const found = loading.catch(() => []);
        const late = delay(PATIENCE).then(() => []);
        const lines = await Promise.race([found, late]);
        steps.forEach((step, index) => {
            step.effect = lines[index];
        });
    },
});
