import { mailModels, startServer } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
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

export const outcomeModels = { ...mailModels, MailActivityOutcome };

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
