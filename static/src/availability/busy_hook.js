import { onMounted } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

/** Milliseconds after an edit until it is asked whether the assignee has the time. */
const BUSY_DELAY = 300;

/**
 * What has a time and an assignee.
 *
 * @typedef {Object} Timed
 * @property {Object | undefined} busyRequest one of what `get_busy` takes, if there is
 *  something to ask
 * @property {Object} busy the answer to it
 */

/**
 * Keep up to date what the assignees do at that time. It is a hint, for which nobody
 * waits: no answer, no hint.
 *
 * @param {Timed[]} items
 * @returns {{ check: () => Promise, checkLater: () => void }} to be called after an edit
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
            return; // it was edited meanwhile
        }
        for (const item of items) {
            item.busy = answers[asked.indexOf(item)] || {};
        }
    }

    onMounted(check);
    return { check, checkLater: useDebounced(check, BUSY_DELAY) };
}
