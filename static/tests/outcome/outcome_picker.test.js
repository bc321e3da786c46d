import { describe, expect, test } from "@odoo/hoot";
import { click, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";

import { OutcomePicker } from "@crm_activity_flow/outcome/outcome_picker";
import { defineActivityFlowModels } from "../crm_activity_flow_test_helpers";
import { CHOICES } from "./outcome_test_helpers";

describe.current.tags("desktop");
defineActivityFlowModels();

const RADIO = ".o_outcome_picker [role='radio']";
const CHOSEN = `${RADIO}[aria-checked='true']`;

/** A picker beside a text field, in a popover's content. */
async function mountPicker(props = {}, choices = CHOICES) {
    class Parent extends Component {
        static components = { OutcomePicker };
        static props = ["*"];
        static template = xml`
            <div class="o-mail-ActivityMarkAsDone" tabindex="-1">
                <OutcomePicker t-props="pickerProps" selectedId="state.id" onSelect="(id) => this.onSelect(id)"/>
                <textarea/>
                <button class="o_other">Other</button>
            </div>
            <button class="o_outside">Outside</button>`;
        setup() {
            this.pickerProps = { choices, label: "Outcome", ...props };
            this.state = useState({ id: props.selectedId ?? false });
        }
        onSelect(id) {
            expect.step(id);
            this.state.id = id;
        }
    }
    return mountWithCleanup(Parent);
}

function manyChoices(count) {
    return Array.from({ length: count }, (_, index) => ({
        id: index + 1,
        name: `Outcome ${index + 1}`,
        sentiment: "neutral",
        description: false,
    }));
}

test("each choice shows its sentiment by colour, icon and word", async () => {
    await mountPicker();
    expect(`${RADIO}.btn-outline-success .fa-smile-o`).toHaveCount(1);
    expect(`${RADIO}.btn-outline-secondary .fa-meh-o`).toHaveCount(1);
    expect(`${RADIO}.btn-outline-danger .fa-frown-o`).toHaveCount(1);
    expect(queryAllTexts(`${RADIO} .visually-hidden`)).toEqual([
        "Positive",
        "Neutral",
        "Negative",
    ]);
});

test("the description is a hint, also for a screen reader", async () => {
    await mountPicker();
    expect(`${RADIO}:eq(0)`).toHaveAttribute("data-tooltip", "Wants to see an offer");
    expect(`${RADIO}:eq(0)`).toHaveAttribute(
        "aria-description",
        "Wants to see an offer"
    );
    expect(`${RADIO}:eq(1)`).not.toHaveAttribute("aria-description");
});

test("a click chooses", async () => {
    await mountPicker();
    expect(CHOSEN).toHaveCount(0);
    await click(`${RADIO}:contains(No answer)`);
    await animationFrame();
    expect.verifySteps([12]);
    expect(CHOSEN).toHaveText(/No answer/);
});

test("Tab stops once: at the chosen one, else at the first", async () => {
    await mountPicker();
    expect(`${RADIO}[tabindex='0']`).toHaveText(/Interested/);
    await click(`${RADIO}:eq(2)`);
    await animationFrame();
    expect.verifySteps([13]);
    expect(`${RADIO}[tabindex='0']`).toHaveCount(1);
    expect(`${RADIO}[tabindex='0']`).toHaveText(/Not interested/);
});

test("the last choice has the focus, but the order and the digits stay", async () => {
    const choices = CHOICES.map((each) => ({ ...each, is_last: each.id === 12 }));
    await mountPicker({ autofocus: true }, choices);
    expect(`${RADIO}:eq(1)`).toBeFocused();
    expect(`${RADIO}[tabindex='0']`).toHaveText(/No answer/);
    await press("Enter");
    await press("1");
    await animationFrame();
    expect.verifySteps([12, 11]);
    expect(`${RADIO}[tabindex='0']`).toHaveText(/Interested/);
});

test("the arrows choose the next and the previous, all around", async () => {
    await mountPicker({ autofocus: true });
    expect(`${RADIO}:eq(0)`).toBeFocused();
    await press("ArrowRight");
    await press("ArrowDown");
    await press("ArrowDown");
    await press("ArrowLeft");
    expect.verifySteps([12, 13, 11, 13]);
    expect(`${RADIO}:eq(2)`).toBeFocused();
});

test("a digit chooses, from anywhere in the popover", async () => {
    await mountPicker({ autofocus: true });
    await press("2");
    expect(`${RADIO}:eq(1)`).toBeFocused();
    await click(".o_other");
    await press("3");
    await press("3", { code: "Numpad3" });
    expect.verifySteps([12, 13, 13]);
});

test("a digit is a digit while typing, outside, or with a modifier", async () => {
    await mountPicker();
    await click("textarea");
    await press("1");
    await click(".o_outside");
    await press("1");
    await click(".o_other");
    await press(["control", "1"]);
    await press("4");
    expect.verifySteps([]);
});

test("digits are shown on the first nine choices only", async () => {
    await mountPicker({ autofocus: true }, manyChoices(12));
    expect(`${RADIO}`).toHaveCount(12);
    expect(`${RADIO} kbd`).toHaveCount(9);
    await press("9");
    await press("0");
    expect.verifySteps([9]);
});

test("without shortcuts there are no digits", async () => {
    await mountPicker({ shortcuts: false });
    expect(`${RADIO} kbd`).toHaveCount(0);
    await click(".o_other");
    await press("1");
    expect.verifySteps([]);
});

test("a readonly picker does not choose", async () => {
    await mountPicker({ readonly: true, selectedId: 11 });
    expect(`${RADIO}:disabled`).toHaveCount(3);
    await click(".o_other");
    await press("2");
    expect.verifySteps([]);
});

test("of several pickers, a digit goes to the focused one, else to the open question", async () => {
    class Parent extends Component {
        static components = { OutcomePicker };
        static props = ["*"];
        static template = xml`
            <div class="modal d-block" tabindex="-1">
                <OutcomePicker t-foreach="['call', 'mail']" t-as="name" t-key="name" choices="choices"
                    selectedId="state[name]" onSelect="(id) => this.onSelect(name, id)"/>
                <button class="o_other">Other</button>
            </div>`;
        setup() {
            this.choices = CHOICES;
            this.state = useState({ call: false, mail: false });
        }
        onSelect(name, id) {
            expect.step(`${name} ${id}`);
            this.state[name] = id;
        }
    }
    await mountWithCleanup(Parent);
    await click(".o_other");
    await press("1");
    await animationFrame();
    await press("2");
    await animationFrame();
    await click(".o_other");
    await press("3");
    expect.verifySteps(["call 11", "call 12", "mail 13"]);
});
