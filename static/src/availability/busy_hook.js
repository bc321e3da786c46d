import { onMounted } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

/** Milliseconds to wait after an edit before checking whether the assignee is free. */
const BUSY_DELAY = 300;

/**
 * Anything with a time and an assignee.
 *
 * @typedef {Object} Timed
 * @property {Object | undefined} busyRequest a request for `get_busy`, if there is
 *  something to check
 * @property {Object} busy the answer
 */

/**
 * Keep the assignees' availability up to date. It's only a hint, so the user never
 * waits for it: no answer, no hint.
 *
 * @param {Timed[]} items
 * @returns {{ check: () => Promise, checkLater: () => void }} call either after an edit
 */
export function useBusy(items) {
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
        const asked = items.filter(({ busyRequest }) => busyRequest);
        const requests = asked.map(({ busyRequest }) => busyRequest);
        const current = (question = JSON.stringify(requests));
        const answers = await ask(requests);
        if (current !== question) {
            return; // edited since the request
        }
        for (const item of items) {
            item.busy = answers[asked.indexOf(item)] || {};
        }
    }

    onMounted(check);
    return { check, checkLater: useDebounced(check, BUSY_DELAY) };
}
