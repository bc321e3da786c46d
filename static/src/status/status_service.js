import { reactive } from "@odoo/owl";

import { rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const MODEL = "mail.activity.status";
const CHANGING = /^(action_|create|name_create|unlink|web_resequence|web_save|write)/;

/**
 * @typedef {Object} ActivityStatus
 * @property {number} id
 * @property {string} name
 * @property {number} color an index into Odoo's colors
 * @property {"open" | "done" | "cancelled"} kind
 */

/** The statuses in order, loaded once, when the first one is shown. */
class Statuses {
    /** @type {ActivityStatus[]} */
    all = [];

    /** The statuses that an open activity can be moved to. */
    get choices() {
        return this.all.filter(({ kind }) => kind === "open");
    }

    get(id) {
        return this.all.find((status) => status.id === id);
    }
}

export const activityStatusService = {
    dependencies: ["orm"],

    start(_env, { orm }) {
        const statuses = reactive(new Statuses());
        let loading = false;

        async function fetch() {
            try {
                statuses.all = await orm.silent.searchRead(
                    MODEL,
                    [],
                    ["name", "color", "kind"]
                );
            } catch (error) {
                loading = false;
                throw error;
            }
        }
        function load() {
            loading ||= fetch();
            return loading;
        }
        function reload() {
            loading = false;
            return load();
        }

        // show an administrator's changes in this browser right away
        rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => {
            const { model, method } = detail.data.params || {};
            if (loading && model === MODEL && CHANGING.test(method)) {
                reload();
            }
        });
        return { statuses, load, reload };
    },
};

registry.category("services").add("activity_status", activityStatusService);
