import { animationFrame, drag, queryFirst } from "@odoo/hoot-dom";

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const WEEK = ".o_calendar_view .fc-timeGridWeek-view";
const ENTRY = (title) => `${WEEK} .fc-event:not(.fc-bg-event):contains(${title})`;

/** Press a key on an entry, as without a mouse; a tour's own press has no Shift. */
function press(title, key, options = {}) {
    return {
        content: `${key} on ${title}`,
        trigger: ENTRY(title),
        run() {
            this.anchor.focus();
            const values = { key, bubbles: true, cancelable: true, ...options };
            this.anchor.dispatchEvent(new KeyboardEvent("keydown", values));
        },
    };
}

/** Drag an entry with the mouse to another hour of its day. */
function dragTo(title, time) {
    return {
        content: `drag ${title} to ${time}`,
        trigger: ENTRY(title),
        async run() {
            const lane = queryFirst(
                `${WEEK} .fc-timegrid-slot-lane[data-time="${time}"]`
            );
            lane.scrollIntoView({ block: "center" });
            const { width, x } = this.anchor.getBoundingClientRect();
            const { y } = lane.getBoundingClientRect();
            const top = { position: { y: 1 }, relative: true };
            const { drop, moveTo } = await drag(this.anchor, top);
            await animationFrame();
            await moveTo(lane, { position: { x: x + width / 2, y: y + 1 } });
            await animationFrame();
            await drop();
        },
    };
}

/** Add a team, look at what is own, shared and busy, move some, and schedule one. */
tours.add("crm_activity_flow.sharing_calendar", {
    steps: () => [
        { content: "the week", trigger: ENTRY("Flow own") },
        {
            content: "the user's own hours are behind it",
            trigger: `${WEEK} .o_shade_off`,
        },
        {
            content: "look for a team",
            trigger: ".o_calendar_sidebar .o-autocomplete--input",
            run: "edit Flow team",
        },
        {
            content: "add it",
            trigger:
                ".o-autocomplete--dropdown-item:has(.fa-users):contains(Flow team)",
            run: "click",
        },
        {
            content: "its members are at the side",
            trigger: ".o_calendar_filter_item:contains(flow_owner) input:checked",
        },
        {
            content: "what is shared has its title, its icon and its person",
            trigger: `${ENTRY("Flow read")}:has(.o_slot_icon):has(.o_slot_avatar)`,
        },
        {
            content: "what isn't shared is busy, and nothing else",
            trigger: `${WEEK} .o_slot_busy:contains(Busy):not(:has(.o_slot_icon))`,
        },
        press("Flow read", "ArrowDown", { shiftKey: true }),
        {
            content: "it can't be moved",
            trigger: ".o_notification:contains(lets you read this activity)",
        },
        press("Busy", "ArrowDown", { shiftKey: true }),
        {
            content: "neither can busy times",
            trigger: ".o_notification:contains(is busy, but not change it)",
        },
        press("Flow own", "ArrowDown", { shiftKey: true }),
        {
            content: "the own one is a quarter of an hour later",
            trigger: `${ENTRY("Flow own")}[aria-label*=":15"]`,
        },
        press("Flow own", "ArrowDown", { shiftKey: true, altKey: true }),
        {
            content: "it takes longer",
            trigger: `${ENTRY("Flow own")}[aria-label*="11:00"]`,
        },
        dragTo("Flow own", "13:00:00"),
        {
            content: "it is where it was dropped",
            trigger: `${ENTRY("Flow own")}[aria-label*="01:00"]`,
        },
        dragTo("Flow read", "15:00:00"),
        {
            content: "what can only be read goes back",
            trigger: `${ENTRY("Flow read")}[aria-label*="12:00"]`,
        },
        press("Flow own", "Enter"),
        {
            content: "Enter shows it",
            trigger: ".o_cw_popover:contains(Flow own) .o_slot_done",
        },
        {
            content: "close it",
            trigger: ".o_cw_popover .o_cw_popover_close",
            run: "click",
        },
        {
            content: "schedule one",
            trigger: "body:not(:has(.o_cw_popover)) .o_shared_calendar_new",
            run: "click",
        },
        {
            content: "the time is filled in",
            trigger: ".modal [name=planned_start]",
        },
        {
            content: "say what",
            trigger: ".modal [name=summary] input",
            run: "edit Flow new",
        },
        {
            content: "save",
            trigger: ".modal button[name=action_schedule_activities]",
            run: "click",
        },
        {
            content: "find a time for all",
            trigger: "body:not(:has(.modal)) .o_shared_calendar_find_time",
            run: "click",
        },
        {
            content: "of the people at the side",
            trigger: ".modal:contains(flow_owner)",
        },
    ],
});
