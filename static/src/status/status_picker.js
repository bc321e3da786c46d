import { Component, onWillUpdateProps, useRef, useState } from "@odoo/owl";

import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { useService } from "@web/core/utils/hooks";

const STEPS = { arrowright: 1, arrowdown: 1, arrowleft: -1, arrowup: -1 };

/**
 * The open statuses as dots, followed by the name of the current one, so the dots align
 * from row to row in a list. A click on another dot moves the activity. Tab stops at
 * the current one, the arrow keys reach the others, and Enter or Space chooses.
 * Everyone sees a move, so the arrow keys alone must not cause one.
 *
 * A closed activity only shows its status. A separate button reopens it.
 */
export class StatusPicker extends Component {
    static template = "crm_activity_flow.StatusPicker";
    static props = {
        activityId: Number,
        /** @type {import("./status_service").ActivityStatus} */
        status: Object,
        readonly: { type: Boolean, optional: true },
        /** the activity was moved to this status, which is already shown */
        onMoved: { type: Function, optional: true },
        /** the move failed because something changed: reload */
        onRefused: { type: Function, optional: true },
    };
    static defaultProps = { readonly: false, onMoved: () => {}, onRefused: () => {} };

    setup() {
        this.orm = useService("orm");
        this.service = useService("activity_status");
        this.statuses = useState(this.service.statuses);
        this.state = useState({ chosen: undefined, isBusy: false });
        this.root = useRef("root");
        onWillUpdateProps(({ status }) => {
            if (status.id !== this.props.status.id) {
                this.state.chosen = undefined;
            }
        });
        if (this.isChoosable) {
            this.service.load();
        }
    }

    get isChoosable() {
        return !this.props.readonly && this.props.status.kind === "open";
    }

    get current() {
        return this.state.chosen || this.props.status;
    }

    /** Keep an archived status as a choice for the activities that are in it. */
    get choices() {
        const { choices } = this.statuses;
        const { status } = this.props;
        return choices.some(({ id }) => id === status.id)
            ? choices
            : [status, ...choices];
    }

    isCurrent(choice) {
        return choice.id === this.current.id;
    }

    getColorClass({ color }) {
        return `o_activity_status_color_${color || 0}`;
    }

    async select(choice) {
        const { activityId } = this.props;
        const previous = this.current;
        if (this.state.isBusy || choice.id === previous.id) {
            return;
        }
        Object.assign(this.state, { chosen: choice, isBusy: true });
        try {
            await this.orm.call("mail.activity", "action_move", [
                [activityId],
                choice.id,
                previous.id,
            ]);
        } catch (error) {
            this.state.chosen = undefined;
            this.service.reload(); // the statuses may have changed
            this.props.onRefused();
            throw error;
        } finally {
            this.state.isBusy = false;
        }
        this.props.onMoved(choice);
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        if (hotkey in STEPS) {
            const radios = [...this.root.el.querySelectorAll("[role='radio']")];
            const index = radios.indexOf(ev.target) + STEPS[hotkey];
            radios.at(index % radios.length).focus();
            ev.preventDefault();
        }
        if (hotkey in STEPS || hotkey === "enter" || hotkey === "space") {
            // lists and boards use these keys for something else
            ev.stopPropagation();
        }
    }
}
