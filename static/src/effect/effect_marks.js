import { onWillStart } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

/** The number of deals below which a figure is marked, as on the server. */
const MIN_DEALS = 10;

/**
 * Mark a figure on few deals, and show none as none: Odoo shows it as 0%.
 *
 * @param {{ value: string }} formatted as Odoo shows it
 * @param {any} value
 * @param {number | undefined} deals behind it
 */
export function markFigure(formatted, value, deals) {
    if (value === undefined || value === null || value === false) {
        return { value: "" };
    }
    if (deals >= MIN_DEALS || deals === undefined || deals === null) {
        return formatted;
    }
    const help = _t("Fewer than ten deals");
    return { ...formatted, value: `${formatted.value} *`, help };
}

/** Let the note above the figures say what the user can see. */
export function useEffectNote(controller) {
    onWillStart(async () => {
        controller.isManager = await user.hasGroup(
            "crm_activity_flow.group_activity_manager"
        );
    });
}
