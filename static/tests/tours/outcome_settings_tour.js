import { registry } from "@web/core/registry";

const SWITCH = ".o_field_widget[name=group_activity_outcome] input";

const switchOff = {
    content: "switch Outcomes off",
    trigger: `${SWITCH}:checked`,
    run: "click",
};

/** Switch Outcomes off: discard the first time, then confirm. */
registry.category("web_tour.tours").add("crm_activity_flow.outcome_settings", {
    steps: () => [
        {
            content: "open the settings of CRM",
            trigger: ".settings_tab .tab[data-key=crm]",
            run: "click",
        },
        switchOff,
        {
            content: "think better of it",
            trigger:
                ".modal:contains(removed from every activity type) button:contains(Discard)",
            run: "click",
        },
        switchOff,
        {
            content: "mean it",
            trigger: ".modal button:contains(Switch off)",
            run: "click",
        },
        {
            content: "save",
            trigger: `body:not(:has(.modal)):has(${SWITCH}:not(:checked)) .o_form_button_save`,
            run: "click",
        },
        {
            content: "saved, and the settings are back",
            trigger: ".o_form_view:not(:has(.o_form_dirty)) .settings_tab",
        },
    ],
});
