import { Component, onMounted, useExternalListener, useRef } from "@odoo/owl";

import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";

import { SENTIMENTS } from "./sentiment";

/** The number of choices that the digit keys reach. */
const DIGITS = 9;
/** Digit keys work while the focus is anywhere in here. */
const SCOPE = ".o-mail-ActivityMarkAsDone, .modal";
const PICKER = ".o_outcome_picker";
const EDITABLE = "input, textarea, select, [contenteditable='true']";
const STEPS = { arrowright: 1, arrowdown: 1, arrowleft: -1, arrowup: -1 };

/**
 * @typedef {Object} OutcomeChoice
 * @property {number} id
 * @property {string} name
 * @property {"positive" | "neutral" | "negative"} sentiment
 * @property {string | false} [description]
 * @property {boolean} [is_last] the user's last choice for this type
 */

/**
 * A group of radio buttons to choose an outcome: Tab reaches the chosen one, else the
 * user's last choice, so that Enter takes it. The arrow keys reach the others, and the
 * digits the first nine. The order never changes, so that hands can learn the digits.
 */
export class OutcomePicker extends Component {
    static template = "crm_activity_flow.OutcomePicker";
    static props = {
        /** @type {OutcomeChoice[]} */
        choices: { type: Array, element: Object },
        selectedId: { type: [Number, { value: false }], optional: true },
        onSelect: Function,
        label: { type: String, optional: true },
        /** id of the element that says what is missing */
        describedBy: { type: String, optional: true },
        required: { type: Boolean, optional: true },
        readonly: { type: Boolean, optional: true },
        autofocus: { type: Boolean, optional: true },
        /** digit keys choose */
        shortcuts: { type: Boolean, optional: true },
    };
    static defaultProps = {
        selectedId: false,
        required: false,
        readonly: false,
        autofocus: false,
        shortcuts: true,
    };

    setup() {
        this.root = useRef("root");
        onMounted(() => {
            if (this.props.autofocus) {
                this.focus(this.tabStop);
            }
        });
        useExternalListener(window, "keydown", this.onWindowKeydown);
    }

    /** Index of the only choice that Tab stops at: chosen, or chosen last time. */
    get tabStop() {
        const { choices, selectedId } = this.props;
        const selected = choices.findIndex(({ id }) => id === selectedId);
        const last = choices.findIndex((choice) => choice.is_last);
        return Math.max(0, selected >= 0 ? selected : last);
    }

    getSentiment(choice) {
        return SENTIMENTS[choice.sentiment];
    }

    getDigit(index) {
        const isReachable = this.props.shortcuts && index >= 0 && index < DIGITS;
        return isReachable ? String(index + 1) : undefined;
    }

    select(choice) {
        if (!this.props.readonly) {
            this.props.onSelect(choice.id);
        }
    }

    focus(index) {
        this.root.el?.querySelectorAll("[role='radio']")[index]?.focus();
    }

    selectAt(index) {
        const { choices } = this.props;
        if (index in choices) {
            this.select(choices[index]);
            this.focus(index);
        }
    }

    onKeydown(ev) {
        const step = STEPS[getActiveHotkey(ev)];
        const radio = ev.target.closest("[role='radio']");
        if (step && radio) {
            ev.preventDefault();
            ev.stopPropagation();
            const { length } = this.props.choices;
            this.selectAt((Number(radio.dataset.index) + step + length) % length);
        }
    }

    /** Listen to the digit keys here: Odoo's hotkeys ignore the numeric keypad. */
    onWindowKeydown(ev) {
        const index = Number(getActiveHotkey(ev)) - 1;
        if (this.getDigit(index) && this.isAddressed(ev.target)) {
            ev.preventDefault();
            this.selectAt(index);
        }
    }

    /**
     * With several pickers, a digit goes to the one that has the focus, else to the
     * first one without an answer.
     */
    isAddressed(target) {
        const picker = this.root.el;
        const scope = picker.closest(SCOPE) ?? picker;
        if (!scope.contains(target) || target.closest(EDITABLE)) {
            return false;
        }
        const focused = target.closest(PICKER);
        if (focused) {
            return focused === picker;
        }
        const pickers = [...scope.querySelectorAll(PICKER)];
        const open = pickers.find(
            (each) => !each.querySelector("[aria-checked='true']")
        );
        return picker === (open ?? pickers[0]);
    }
}
