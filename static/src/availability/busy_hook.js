import { onMounted } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

/** Milliseconds after an edit until it is asked whether the assignee has the time. */
const BUSY_DELAY = 300;

/**
 * What to ask of the assignee's time: nothing if it is more than one question.
 *
 * @param {import("../next_step/next_step").NextStep} step
 */
export function getBusyRequest(step) {
    const fields = ["user_id", "date_deadline", "planned_start"];
    const shared = fields.map((field) => step.getShared(field));
    const [user_id, date_deadline, planned_start] = shared;
    if (step.isAdded || step.isPlan || !user_id || shared.includes(undefined)) {
        return undefined;
    }
    const { planned_duration } = step.suggestions[0];
    return { user_id, date_deadline, planned_start, planned_duration };
}

/**
 * Keep up to date what the assignees of steps do at that time. It is a hint, for which
 * nobody waits: no answer, no hint.
 *
 * @param {import("../next_step/next_step").NextStep[]} steps
 * @returns {{ check: () => Promise, checkLater: () => void }} to be called after an edit
 */
export function useBusy(steps) {
    const orm = useService("orm");
    let question;

    async function ask(requests) {
        if (!requests.length) {
            return [];
        }
        try {
            return await orm.silent.call("mail.activity", "get_busy", [requests]);
        } catch {
            return [];
        }
    }

    async function check() {
        const asked = steps.filter(getBusyRequest);
        const requests = asked.map(getBusyRequest);
        const current = (question = JSON.stringify(requests));
        const answers = await ask(requests);
        if (current !== question) {
            return; // it was edited meanwhile
        }
        for (const step of steps) {
            step.busy = answers[asked.indexOf(step)] || {};
        }
    }

    onMounted(check);
    return { check, checkLater: useDebounced(check, BUSY_DELAY) };
}
