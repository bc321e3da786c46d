import { mockDate } from "@odoo/hoot-mock";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

/**
 * The server's suggestion after a call: an email to Azure Interior on a Monday.
 *
 * @param {Object} [values]
 * @returns {import("@crm_activity_flow/next_step/next_step").Suggestion}
 */
export function suggest(values = {}) {
    return {
        next_step_id: 5,
        previous_activity_id: 7,
        activity_type_id: 1,
        activity_type_name: "Email",
        icon: "fa-envelope",
        plan_id: false,
        plan_name: false,
        plan_steps: 0,
        summary: "Send the offer",
        date_deadline: "2026-11-23",
        planned_start: false,
        planned_duration: 0,
        user_id: 2,
        user_name: "Anna",
        res_model: "res.partner",
        res_id: 3,
        res_name: "Azure Interior",
        ...values,
    };
}

export function suggestCall(values = {}) {
    return suggest({
        next_step_id: 6,
        activity_type_id: 2,
        activity_type_name: "Call",
        icon: "fa-phone",
        summary: "Ask again",
        ...values,
    });
}

/** Let the server suggest next steps. */
export function switchNextStepsOn() {
    patchWithCleanup(session, { activity_next_steps: true });
}

/**
 * Mock the server for the dialog: every assignee is free, every step can be added.
 *
 * @param {Object} [answers]
 * @param {(suggestions: Object[]) => any} [answers.add]
 * @param {(requests: Object[]) => Object[]} [answers.busy]
 */
export function onNextSteps({ add = () => {}, busy = () => [] } = {}) {
    mockDate("2026-11-20 08:00:00");
    onRpc("mail.activity", "add_next_steps", async ({ args: [suggestions] }) => {
        await add(suggestions);
        return { created_ids: suggestions.map((_suggestion, index) => 100 + index) };
    });
    onRpc("mail.activity", "get_busy", ({ args: [requests] }) => busy(requests));
}
