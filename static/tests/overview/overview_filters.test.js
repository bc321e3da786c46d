import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    makeMockEnv,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
    toggleMenuItem,
    toggleSearchBarMenu,
} from "@web/../tests/web_test_helpers";
import { splitConditions } from "@crm_activity_flow/overview/conditions";
import {
    formatPeriod,
    getPeriod,
    parsePeriod,
    shiftPeriod,
    splitPeriod,
    toText,
} from "@crm_activity_flow/overview/dashboard/period";
import { serializeDate } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";

import { activityFlowModels } from "../crm_activity_flow_test_helpers";

class Overview extends models.Model {
    _name = "overview";

    relates_to = fields.Selection({
        selection: [
            ["contact", "Contact"],
            ["deal", "Deal"],
        ],
    });
    done_at = fields.Datetime();
    _records = [{ relates_to: "contact" }, { relates_to: "deal" }, {}];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Overview });

const getDays = ({ first, last }) => [first, last].map(serializeDate);

describe("conditions", () => {
    const A = ["a", "=", 1];
    const B = ["b", "=", 2];
    const C = ["c", "=", 3];
    for (const [name, domain, conditions] of [
        ["nothing", [], []],
        ["one", [A], [[A]]],
        ["joined without an operator", [A, B], [[A], [B]]],
        ["joined by and", ["&", A, "&", B, C], [[A], [B], [C]]],
        ["or stays together", ["&", "|", A, B, C], [["|", A, B], [C]]],
        ["and below or stays together", ["|", "&", A, B, C], [["|", "&", A, B, C]]],
        ["not stays with what it denies", ["&", "!", A, B], [["!", A], [B]]],
    ]) {
        test(`are split: ${name}`, () => {
            expect(splitConditions(domain)).toEqual(conditions);
        });
    }
});

describe("period", () => {
    beforeEach(() => makeMockEnv());

    for (const [unit, now, count, days] of [
        ["week", "2026-11-29 12:00:00", 0, ["2026-11-23", "2026-11-29"]],
        ["week", "2026-11-30 12:00:00", -1, ["2026-11-23", "2026-11-29"]],
        ["month", "2026-03-31 12:00:00", -1, ["2026-02-01", "2026-02-28"]],
        ["quarter", "2026-02-10 12:00:00", -1, ["2025-10-01", "2025-12-31"]],
        ["quarter", "2026-11-10 12:00:00", 0, ["2026-10-01", "2026-12-31"]],
    ]) {
        test(`${unit} of ${now}, moved by ${count}`, () => {
            patchWithCleanup(localization, { weekStart: 1 });
            mockDate(now, +1);
            expect(getDays(shiftPeriod(getPeriod(unit), count))).toEqual(days);
        });
    }

    test("weeks begin as the language says", () => {
        patchWithCleanup(localization, { weekStart: 7 });
        mockDate("2026-11-29 12:00:00", +1);
        expect(getDays(getPeriod("week"))).toEqual(["2026-11-29", "2026-12-05"]);
    });

    test("any days move by as many days, also over a clock change", () => {
        const period = parsePeriod("2026-10-20/2026-10-29");
        expect(getDays(shiftPeriod(period, 1))).toEqual(["2026-10-30", "2026-11-08"]);
        expect(toText(period)).toBe("2026-10-20/2026-10-29");
    });

    test("a favorite keeps the current period as such, another one as days", () => {
        mockDate("2026-11-18 12:00:00", +1);
        expect(toText(getPeriod("month"))).toBe("month");
        expect(toText(shiftPeriod(getPeriod("month"), -1))).toBe(
            "2026-10-01/2026-10-31"
        );
    });

    for (const text of ["", "year", "2026-11-02", "2026-11-02/2026-11-01", "a/b", 5]) {
        test(`no period: ${text}`, () => {
            expect(parsePeriod(text)).toBe(null);
        });
    }

    test("a single day is named once", () => {
        expect(formatPeriod(parsePeriod("2026-11-18/2026-11-18"))).not.toInclude("–");
    });
});

describe("period of the filters", () => {
    beforeEach(() => makeMockEnv());

    const mine = ["user_id", "=", 1];
    const begin = ["done_at", ">=", "2026-10-31 23:00:00"];
    const end = ["done_at", "<=", "2026-11-30 22:59:59"];
    const november = ["2026-11-01", "2026-11-30"];
    for (const [name, domain, others, days] of [
        ["first second to last", ["&", mine, "&", begin, end], [mine], november],
        ["alone", ["&", begin, end], [], november],
        [
            "before the next day",
            ["&", begin, "&", ["done_at", "<", "2026-11-30 23:00:00"], mine],
            [mine],
            november,
        ],
        [
            "relative to today",
            [["done_at", ">=", "=1d"], ["done_at", "<", "=1d +1m"], mine],
            [mine],
            november,
        ],
    ]) {
        test(`is taken out: ${name}`, () => {
            mockDate("2026-11-18 12:00:00", +1);
            const { domain: rest, period } = splitPeriod(domain);
            expect(rest).toEqual(others);
            expect(getDays(period)).toEqual(days);
        });
    }
    for (const [name, domain] of [
        ["only a begin", [begin]],
        ["one of two periods", ["|", "&", begin, end, mine]],
        ["not at midnight", ["&", ["done_at", ">=", "2026-10-31 22:30:00"], end]],
        ["three bounds", ["&", begin, "&", begin, end]],
        ["no day", ["&", ["done_at", ">=", false], ["done_at", "<", "soon"]]],
    ]) {
        test(`stays a filter: ${name}`, () => {
            mockDate("2026-11-18 12:00:00", +1);
            expect(splitPeriod(domain)).toEqual({ domain, period: null });
        });
    }
});

describe("relates to", () => {
    const mountList = (irFilters = []) =>
        mountView({
            type: "list",
            resModel: "overview",
            arch: `<list js_class="activity_overview_list"><field name="relates_to"/></list>`,
            searchViewArch: `
                <search>
                    <filter name="contacts" string="Contacts" domain="[('relates_to', '=', 'contact')]"/>
                    <filter name="deals" string="Opportunities" domain="[('relates_to', '=', 'deal')]"/>
                </search>`,
            irFilters,
            loadIrFilters: true,
        });
    const choose = async (name) => {
        await click(`.o_relates_to button[name=${name}]`);
        await animationFrame();
    };
    const getChosen = () => queryAllTexts(".o_relates_to .active");
    const getRows = () => queryAllTexts(".o_data_row .o_data_cell");

    test("one click per choice, and one request", async () => {
        await mountList();
        onRpc("web_search_read", () => expect.step("read"));
        expect(getChosen()).toEqual(["Any"]);
        await choose("contacts");
        expect(getRows()).toEqual(["Contact"]);
        await choose("deals");
        expect(getRows()).toEqual(["Deal"]);
        expect(getChosen()).toEqual(["Opportunities"]);
        await choose("deals");
        await choose("any");
        expect(getRows()).toHaveLength(3);
        expect.verifySteps(["read", "read", "read"]);
    });

    test("the filters of the search bar are the same choice", async () => {
        await mountList();
        await toggleSearchBarMenu();
        await toggleMenuItem("Contacts");
        await toggleMenuItem("Opportunities");
        expect(getChosen()).toEqual(["Contacts", "Opportunities"]);
        await choose("deals");
        expect(queryAllTexts(".o_facet_value")).toEqual(["Opportunities"]);
    });

    test("favorites say what they relate to, and are opened up", async () => {
        await mountList([
            {
                context: "{}",
                domain: "[('relates_to', '=', 'contact'), ('done_at', '=', False)]",
                id: 7,
                is_default: true,
                name: "Mine",
                sort: "[]",
                user_ids: [],
            },
        ]);
        expect(getChosen()).toEqual(["Contacts"]);
        expect(getRows()).toEqual(["Contact"]);
        await choose("deals");
        expect(getChosen()).toEqual(["Opportunities"]);
        expect(getRows()).toEqual(["Deal"]);
        expect(queryAllTexts(".o_facet_value")).toHaveLength(2);
        expect(queryAllTexts(".o_facet_value")).not.toInclude("Mine");
    });

    test("a favorite about nothing else goes", async () => {
        await mountList([
            {
                context: "{}",
                domain: "[('relates_to', '=', 'contact')]",
                id: 7,
                is_default: true,
                name: "Mine",
                sort: "[]",
                user_ids: [],
            },
        ]);
        await choose("any");
        expect(getRows()).toHaveLength(3);
        expect(queryAllTexts(".o_facet_value")).toEqual([]);
    });
});
