import { Activity } from "@mail/core/common/activity_model";
import { fields, Record } from "@mail/core/common/record";

import { patch } from "@web/core/utils/patch";

import "../activity/activity_model_patch"; // patches in room order

/** The status of an activity, sent by the server with the activity. */
export class ActivityStatusRecord extends Record {
    static _name = "mail.activity.status";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {number} */
    color;
    /** @type {"open" | "done" | "cancelled"} */
    kind;
    /** @type {string} */
    name;
}
ActivityStatusRecord.register();

patch(Activity.prototype, {
    setup() {
        super.setup(...arguments);
        this.status_id = fields.One("mail.activity.status");
    },
});
