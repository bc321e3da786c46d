import { mailModels } from "@mail/../tests/mail_test_helpers";
import { fields, models, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

export const STATUSES = [
    { id: 1, name: "To do", color: 0, kind: "open" },
    { id: 2, name: "In progress", color: 4, kind: "open" },
    { id: 3, name: "Waiting", color: 3, kind: "open" },
    { id: 4, name: "Done", color: 10, kind: "done" },
    { id: 5, name: "Cancelled", color: 1, kind: "cancelled" },
];

export class MailActivityStatus extends models.ServerModel {
    _name = "mail.activity.status";
    _records = STATUSES.map((status) => ({ ...status }));
}

/** The server describes these fields only while Statuses is on. */
export class MailActivity extends mailModels.MailActivity {
    status_id = fields.Many2one({ relation: "mail.activity.status" });
    status_kind = fields.Selection({
        selection: [
            ["open", "Open"],
            ["done", "Done"],
            ["cancelled", "Cancelled"],
        ],
    });
    status_color = fields.Integer();
}

/** Switch Statuses on. */
export function switchStatusesOn() {
    patchWithCleanup(session, { activity_status: true });
}
