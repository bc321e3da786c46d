import { ActivityMarkAsDone } from "@mail/core/web/activity_markasdone_popover";

import { onMounted, useRef } from "@odoo/owl";

import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

import { OutcomePicker } from "./outcome_picker";
import { useOutcomeChoice } from "./outcome_choice";
import { WhenInput } from "./when_input";

ActivityMarkAsDone.components = {
    ...ActivityMarkAsDone.components,
    OutcomePicker,
    WhenInput,
};

patch(ActivityMarkAsDone.prototype, {
    setup() {
        super.setup();
        this.root = useRef("root");
        if (session.activity_outcome || session.activity_status) {
            this.setupOutcome();
        }
    },

    setupOutcome() {
        this.outcome = useOutcomeChoice(this.props.activity.id);
        // after Odoo's hook, which focuses the feedback
        onMounted(() => this.focusMissing());
        useHotkey("control+enter", () => this.onCompleteHotkey(), {
            area: () => this.root.el,
            bypassEditableProtection: true,
        });
    },

    get thread() {
        const { res_id: id, res_model: model } = this.props.activity;
        return this.env.services["mail.store"].Thread.insert({ model, id });
    },

    get outcomeHintId() {
        return `o_outcome_hint_${this.props.activity.id}`;
    },

    focusMissing() {
        if (this.outcome.isMissing) {
            this.root.el.querySelector("[role='radio'][tabindex='0']")?.focus();
        }
    },

    onCompleteHotkey() {
        this.focusMissing();
        return this.isSuggested
            ? this.onClickDone()
            : this.onClickDoneAndScheduleNext();
    },

    async onClickDone() {
        const { activity, onActivityChanged } = this.props;
        const { thread } = this;
        const finish = () => super.onClickDone();
        await (this.outcome ? this.outcome.complete(activity, finish) : finish());
        await activity.offerNextSteps(() => onActivityChanged(thread));
    },

    async onClickDoneAndScheduleNext() {
        const finish = () => super.onClickDoneAndScheduleNext();
        return this.outcome
            ? this.outcome.complete(this.props.activity, finish, { scheduleNext: true })
            : finish();
    },
});
