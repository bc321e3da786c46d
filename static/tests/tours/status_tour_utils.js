import { delay, queryFirst } from "@odoo/hoot-dom";

import { rpc } from "@web/core/network/rpc";

/** A card of the board, by its summary. */
export function card(summary) {
    return `.o_kanban_record:contains("${summary}")`;
}

/** A column of the board, by the name of its status. */
export function column(status) {
    return `.o_kanban_group:has(.o_column_title:contains("${status}"))`;
}

export function cardIsIn(summary, status) {
    return {
        content: `"${summary}" is in "${status}"`,
        trigger: `body:not(:has(.modal)) ${column(status)} ${card(summary)}`,
    };
}

export function drag(summary, status) {
    return {
        content: `drag "${summary}" to "${status}"`,
        trigger: card(summary),
        async run(helpers) {
            await helpers.drag_and_drop(column(status), {
                position: "center",
                relative: true,
            });
        },
    };
}

export function move(summary, status) {
    return [drag(summary, status), cardIsIn(summary, status)];
}

/**
 * Focus an element as soon as it stays: a view that is still reloading draws it anew.
 *
 * @param {string} trigger
 */
export function focusOn(trigger) {
    return {
        content: "focus it",
        trigger,
        async run() {
            let element;
            do {
                element = queryFirst(trigger);
                element?.focus();
                await delay(500);
            } while (!element || document.activeElement !== element);
        },
    };
}

/** Choose a dot on a card, in a row or in a popover. */
export function chooseStatus(status, scope) {
    return [
        {
            content: `choose the dot of "${status}"`,
            trigger: `${scope} .o_activity_status [role=radio][aria-label="${status}"]`,
            run: "click",
        },
        {
            content: `"${status}" is the current one, and saved`,
            trigger: `${scope} .o_activity_status[aria-busy=false]:has([aria-label="${status}"][aria-checked=true]) .o_activity_status_name:contains("${status}")`,
        },
    ];
}

/** The notification after cancelling. */
export function inNotification(button) {
    return {
        content: `${button}, in the notification`,
        trigger: `.o_notification:contains(is cancelled) button:contains(${button})`,
        run: "click",
    };
}

export function giveReason(reason) {
    return [
        inNotification("Give a reason"),
        {
            content: "say why",
            trigger: ".modal input#o_activity_cancel_reason",
            run: `edit ${reason}`,
        },
        {
            content: "save",
            trigger: ".modal-footer button:contains(Save):enabled",
            run: "click",
        },
    ];
}

async function call(model, method, ...args) {
    const params = { model, method, args, kwargs: {} };
    return rpc(`/web/dataset/call_kw/${model}/${method}`, params);
}

/** Change an activity behind the page's back, as another user would. */
export function meanwhile(content, summary, method, ...args) {
    const domain = [
        ["summary", "=", summary],
        ["active", "in", [true, false]],
    ];
    return {
        content,
        trigger: "body",
        async run() {
            const ids = await call("mail.activity", "search", domain);
            await call("mail.activity", method, ids, ...args);
        },
    };
}

async function searchStatus(status) {
    return call("mail.activity.status", "search", [["name", "=", status]]);
}

export function meanwhileMoved(summary, status) {
    return {
        content: `somebody moves "${summary}" to "${status}"`,
        trigger: "body",
        async run(helpers) {
            const [statusId] = await searchStatus(status);
            await meanwhile("", summary, "action_move", statusId).run(helpers);
        },
    };
}

export function meanwhileArchived(status) {
    return {
        content: `somebody archives the status "${status}"`,
        trigger: "body",
        async run() {
            const ids = await searchStatus(status);
            await call("mail.activity.status", "action_archive", ids);
        },
    };
}

/** The server's error message in Odoo's dialog. */
export function refused(sentence) {
    return [
        {
            content: `told: ${sentence}`,
            trigger: `.modal .modal-body:contains("${sentence}")`,
        },
        {
            content: "close",
            trigger: ".modal .modal-footer button",
            run: "click",
        },
    ];
}
