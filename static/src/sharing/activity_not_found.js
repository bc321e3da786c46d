import { Component } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Instead of the form of an activity that is gone, or that isn't shared. */
export class ActivityNotFound extends Component {
    static template = "crm_activity_flow.ActivityNotFound";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Activity");

    setup() {
        this.action = useService("action");
    }

    onClickMine() {
        this.action.doAction("mail.mail_activity_action_my", {
            clearBreadcrumbs: true,
        });
    }
}

registry
    .category("actions")
    .add("crm_activity_flow.activity_not_found", ActivityNotFound);
