import { onMounted } from "@odoo/owl";

import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { NextStepDialog } from "../next_step/next_step_dialog";

/** Show what followed earlier, once the dialog is open: it doesn't wait for it. */
patch(NextStepDialog.prototype, {
    setup() {
        super.setup(...arguments);
        if (session.activity_effect_line) {
            onMounted(() => this.loadEffects());
        }
    },

    /** Lines for one activity only: of several, each may have ended differently. */
    async loadEffects() {
        const steps = this.steps.filter(({ count, isPlan }) => count === 1 && !isPlan);
        const asked = steps.map(({ suggestions: [suggestion] }) => {
            const { previous_activity_id, activity_type_id } = suggestion;
            return { previous_activity_id, activity_type_id };
        });
        let lines;
        try {
            lines = await this.orm.silent.call(
                "mail.activity.effect",
                "get_next_step_lines",
                [asked]
            );
        } catch {
            return; // the dialog is as useful without them
        }
        steps.forEach((step, index) => {
            step.effect = lines[index];
        });
    },
});
