import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** On an opportunity: find a time for two, for a longer call, and schedule it there. */
tours.add("crm_activity_flow.availability_find_time", {
    steps: () => [
        {
            content: "schedule an activity",
            trigger: ".o-mail-Chatter-activity",
            run: "click",
        },
        {
            content: "say what",
            trigger: ".modal [name=summary] input",
            run: "edit Flow timed",
        },
        {
            content: "look for a time",
            trigger: ".modal .o_find_time",
            run: "click",
        },
        {
            content: "one is free",
            trigger: ".o_find_time_dialog .o_find_time_slot",
        },
        {
            content: "with a colleague",
            trigger: ".o_find_time_dialog .o_multi_record_selector input",
            run: "edit Ben",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Ben)",
            run: "click",
        },
        {
            content: "they are free later",
            trigger:
                ".o_find_time_dialog:has(.o_tag:contains(Ben)) .o_find_time_slot:contains(:30)",
        },
        {
            content: "for an hour",
            trigger: ".o_find_time_dialog .o_find_time_duration",
            run: "edit 1:00 && press Tab",
        },
        {
            content: "take the second one",
            trigger:
                ".o_find_time_dialog:not(:has(.o_find_time_slot:contains(:30))) .o_find_time_slot:eq(1)",
            run: "click",
        },
        {
            content: "it is in the dialog",
            trigger: ".modal [name=planned_duration] input:value(01:00)",
        },
        {
            trigger: ".modal button[name=action_schedule_activities]",
            run: "click",
        },
        {
            content: "it is scheduled",
            trigger: "body:not(:has(.modal)) .o-mail-Activity:contains(Flow timed)",
        },
    ],
});
