import { Many2OneAvatarUser } from "@mail/views/web/fields/many2one_avatar_user_field/many2one_avatar_user_field";
import { Avatar } from "@mail/views/web/fields/avatar/avatar";

import { Component, useRef, useState } from "@odoo/owl";

import { useDateTimePicker } from "@web/core/datetime/datetime_picker_hook";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { NextStep } from "./next_step";

let nextId = 1;

/** The user's format, without the seconds. */
function getTimeFormat() {
    return localization.dateTimeFormat.replace(/.ss/, "");
}

/** A suggested next step, to edit in place and add. */
export class NextStepLine extends Component {
    static template = "crm_activity_flow.NextStepLine";
    static components = { Avatar, Many2OneAvatarUser };
    static props = {
        step: NextStep,
        showDocument: Boolean,
        isOnly: Boolean,
        isAdding: Boolean,
        onAdd: Function,
        onAddAll: Function,
        onChanged: Function,
    };

    setup() {
        this.id = `o_next_step_${nextId++}`;
        this.nameService = useService("name");
        this.addButton = useRef("add");
        this.step = useState(this.props.step);
        const { step } = this;
        this.picker = useDateTimePicker({
            get format() {
                return step.hasTime ? getTimeFormat() : undefined;
            },
            get pickerProps() {
                return {
                    type: step.hasTime ? "datetime" : "date",
                    value: step.moment,
                };
            },
            onApply: (moment) => this.onMomentApplied(moment),
        });
    }

    get documentName() {
        return this.props.showDocument && this.step.count === 1
            ? this.step.suggestions[0].res_name
            : "";
    }

    get userProps() {
        const { step } = this;
        const id = step.getShared("user_id");
        return {
            canCreate: false,
            canCreateEdit: false,
            canOpen: false,
            canQuickCreate: false,
            canWrite: false,
            cssClass: "w-100",
            domain: () => [["share", "=", false]],
            id: `${this.id}_user`,
            placeholder: id === undefined ? _t("Various people") : _t("No one"),
            relation: "res.users",
            string: _t("Assigned to"),
            update: (user) => this.onUserChosen(user),
            value: id ? { id, display_name: step.getShared("user_name") } : false,
        };
    }

    /** Restore the previous deadline in an emptied input: it's required. */
    onMomentApplied(moment) {
        if (!moment) {
            this.picker.state.value = this.step.moment;
            return;
        }
        this.step.setMoment(moment);
        this.props.onChanged();
    }

    async onUserChosen(user) {
        const { id = false, display_name = "" } = user || {};
        this.step.set({ user_id: id, user_name: display_name });
        this.props.onChanged();
        if (id && !display_name) {
            // the list passed only the id
            const names = await this.nameService.loadDisplayNames("res.users", [id]);
            this.step.set({ user_name: names[id] });
        }
    }

    onFreeSlotClicked() {
        this.step.takeFreeSlot();
        this.addButton.el.focus(); // the clicked button disappears
        this.props.onChanged();
    }

    /**
     * Enter in an input adds the line, Ctrl+Enter all of them. This runs before the
     * input gets the key: a date input opens its calendar on Enter, and lets Escape
     * close the dialog together with the calendar.
     */
    onKeydown(ev) {
        const { target } = ev;
        if (target.tagName !== "INPUT" || !["Enter", "Escape"].includes(ev.key)) {
            return;
        }
        if (this.picker.isOpen()) {
            ev.stopPropagation();
            ev.preventDefault();
            this.picker.close();
        } else if (ev.key === "Enter" && !this.isChoosing(target)) {
            ev.stopPropagation();
            ev.preventDefault();
            if (!ev.repeat) {
                // take what was typed
                target.dispatchEvent(new Event("change"));
                const { onAdd, onAddAll } = this.props;
                (ev.ctrlKey ? onAddAll : onAdd)();
            }
        }
    }

    /** No user is chosen yet: the list is open, or the text isn't the user's name. */
    isChoosing({ ariaExpanded, id, value }) {
        return (
            ariaExpanded === "true" ||
            (id === `${this.id}_user` &&
                value !== (this.step.getShared("user_name") ?? ""))
        );
    }
}
