import { mailModels, startServer } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { session } from "@web/session";

export const CHOICES = [
    {
        id: 11,
        name: "Interested",
        sentiment: "positive",
        description: "Wants to see an offer",
    },
    { id: 12, name: "No answer", sentiment: "neutral", description: false },
    { id: 13, name: "Not interested", sentiment: "negative", description: false },
];

class MailActivityOutcome extends models.ServerModel {
    _name = "mail.activity.outcome";
    _records = CHOICES.map(({ id, name, sentiment }) => ({ id, name, sentiment }));
}

export const STATUSES = [
    { id: 1, name: "To do", color: 0, kind: "open" },
    { id: 2, name: "In progress", color: 4, kind: "open" },
    { id: 3, name: "Waiting", color: 3, kind: "open" },
    { id: 4, name: "Done", color: 10, kind: "done" },
    { id: 5, name: "Cancelled", color: 1, kind: "cancelled" },
];

class MailActivityStatus extends models.ServerModel {
    _name = "mail.activity.status";
    _records = STATUSES.map((status) => ({ ...status }));
}

/** The server describes these fields only while Statuses is on. */
class MailActivity extends mailModels.MailActivity {
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

export const outcomeModels = {
    ...mailModels,
    MailActivity,
    MailActivityOutcome,
    MailActivityStatus,
};

export function defineOutcomeModels() {
    return defineModels(outcomeModels);
}

/**
 * Switch Outcomes on, and let the server ask this question about any activity.
 *
 * @param {Object} [group]
 */
export function askOutcome(group = {}) {
    patchWithCleanup(session, { activity_outcome: true });
    onRpc("mail.activity", "get_outcome_choices", ({ args: [ids] }) => ({
        groups: [
            {
                activity_ids: ids,
                label: "Call",
                required: true,
                choices: CHOICES,
                preselected_id: false,
                ...group,
            },
        ],
        refused: [],
    }));
}

/** Switch Statuses on. */
export function switchStatusesOn() {
    patchWithCleanup(session, { activity_status: true });
}

/** A call to make, on a partner. */
export async function createCall(values = {}) {
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({ name: "Azure Interior" });
    const activityId = pyEnv["mail.activity"].create({
        activity_category: "default",
        can_write: true,
        res_id: partnerId,
        res_model: "res.partner",
        ...values,
    });
    return { activityId, partnerId, pyEnv };
}
