import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const openPreferences = [
    {
        content: "open the menu of the user",
        trigger: ".o_user_menu .dropdown-toggle",
        run: "click",
    },
    {
        content: "open the preferences",
        trigger: ".o-dropdown--menu [data-menu=preferences]",
        run: "click",
    },
    {
        content: "go to sharing",
        trigger: ".modal a[name=activity_sharing]",
        run: "click",
    },
];

/** In the preferences: add a line, save it, and look at what a colleague sees. */
tours.add("crm_activity_flow.sharing_preferences", {
    steps: () => [
        ...openPreferences,
        {
            content: "the company's default is named",
            trigger: ".modal [name=activity_share_default]:contains(Full)",
        },
        {
            content: "add a line",
            trigger: ".modal [name=activity_share_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "it is for everyone and all types, unless it says something else",
            trigger:
                ".modal .o_selected_row [name=viewer_id] input[placeholder=Everyone]",
        },
        {
            content: "choose a level",
            trigger: ".modal .o_selected_row [name=level] input",
            run: "click",
        },
        {
            content: "let them read",
            trigger: ".o_select_menu_item:contains(Read)",
            run: "click",
        },
        {
            content: "save",
            trigger: ".modal button[name=preference_save]",
            run: "click",
            expectUnloadPage: true,
        },
        ...openPreferences,
        {
            content: "the line is there, in words",
            trigger:
                ".modal .o_data_row:contains(Everyone):contains(All types):contains(Read)",
        },
        {
            content: "choose a colleague",
            trigger: ".modal [name=share_preview_user_id] input",
            run: "edit flow_employee",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(flow_employee)",
            run: "click",
        },
        {
            content: "what the colleague sees",
            trigger:
                ".modal [name=share_preview] tr:contains(Flow call) td:contains(Read)",
        },
        {
            content: "the own activities, as the colleague sees them",
            trigger: ".modal .o_shared_slot:contains(Flow mine):contains(Flow contact)",
        },
        {
            content: "close",
            trigger: ".modal button[name=preference_cancel]",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** On an opportunity: what can only be read, a lock, and giving one away. */
tours.add("crm_activity_flow.sharing_chatter", {
    steps: () => [
        {
            content: "a colleague's can be read",
            trigger:
                ".o-mail-Activity:contains(Flow read) .o_activity_level:contains(Read)",
        },
        {
            content: "it has no buttons",
            trigger:
                ".o-mail-Activity:contains(Flow read):not(:has(.o-mail-Activity-markDone))",
        },
        {
            content: "lock the own one",
            trigger:
                ".o-mail-Activity:contains(Flow own) .o_activity_lock[aria-pressed=false]",
            run: "click",
        },
        {
            content: "it is private",
            trigger:
                ".o-mail-Activity:contains(Flow own) .o_activity_lock[aria-pressed=true]:contains(Private)",
        },
        {
            content: "give another one to a person who hides it",
            trigger: ".o-mail-Activity:contains(Flow given) .o-mail-Activity-edit",
            run: "click",
        },
        {
            trigger: ".modal [name=user_id] input",
            run: "edit flow_manager",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(flow_manager)",
            run: "click",
        },
        {
            content: "save",
            trigger:
                ".modal button#mail_activity_save, .modal-footer button:contains(Save)",
            run: "click",
        },
        {
            content: "it is gone, and nothing broke",
            trigger:
                "body:not(:has(.modal)) .o-mail-Chatter:not(:has(.o-mail-Activity:contains(Flow given)))",
        },
        {
            content: "schedule a private one",
            trigger: ".o-mail-Chatter-activity",
            run: "click",
        },
        {
            content: "say what",
            trigger: ".modal [name=summary] input",
            run: "edit Flow secret",
        },
        {
            content: "lock it",
            trigger: ".modal [name=is_private] input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_schedule_activities]",
            run: "click",
        },
        {
            content: "it is private",
            trigger:
                "body:not(:has(.modal)) .o-mail-Activity:contains(Flow secret) .o_activity_lock[aria-pressed=true]",
        },
    ],
});

/** In the list: a level, and no buttons. */
tours.add("crm_activity_flow.sharing_list", {
    steps: () => [
        {
            content: "what can be read says so",
            trigger: ".o_data_row:contains(Flow read) .o_activity_level:contains(Read)",
        },
        {
            content: "it has no buttons",
            trigger:
                ".o_data_row:contains(Flow read):not(:has(button:contains(Done))):not(:has(button:contains(Reschedule)))",
        },
        {
            content: "lock the own one",
            trigger:
                ".o_data_row:contains(Flow own) .o_activity_lock[aria-pressed=false]",
            run: "click",
        },
        {
            content: "it is private",
            trigger:
                ".o_data_row:contains(Flow own) .o_activity_lock[aria-pressed=true]",
        },
    ],
});

/** A link to a hidden activity, or to one that never was: the same sentence. */
tours.add("crm_activity_flow.sharing_not_found", {
    steps: () => [
        {
            content: "a sentence",
            trigger: "p:contains(It was deleted, or it isn't shared with you.)",
        },
        {
            content: "go on",
            trigger: ".o_nocontent_help button:contains(My Activities)",
            run: "click",
        },
        {
            trigger:
                ".o_breadcrumb:contains(My Activities), .o_breadcrumb:contains(Activities)",
        },
    ],
});
