import { models, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
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

export class MailActivityOutcome extends models.ServerModel {
    _name = "mail.activity.outcome";
    _records = CHOICES.map(({ id, name, sentiment }) => ({ id, name, sentiment }));
}

/**
 * Switch Outcomes on, and let the server ask this question about any activity.
 *
 * @param {Object} [group]
 * @param {Object} [answer] the rest of the server's answer
 */
export function askOutcome(group = {}, answer = {}) {
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
        ...answer,
    }));
}
