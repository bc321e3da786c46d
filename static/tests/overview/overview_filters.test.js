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
    getPeriodFilter,
    makePeriod,
    shiftPeriod,
    splitPeriod,
} from "@crm_activity_flow/overview/dashboard/period";
import { getChoices } from "@crm_activity_flow/overview/relations";
import { Domain } from "@web/core/domain";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
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
    type_id = fields.Many2one({ relation: "overview" });
    kind = fields.Many2one({ relation: "overview" });
    rate = fields.Float({ aggregator: "avg" });
    _records = [{ relates_to: "contact" }, { relates_to: "deal" }, {}];
}

describe.current.tags("desktop");
defineModels({ ...activityFlowModels, Overview });

const getDays = ({ first, last }) => [first, last].map(serializeDate);
const toPeriod = (...days) => makePeriod(...days.map(deserializeDate));
const readFilter = (period) => new Domain(getPeriodFilter(period).domain).toList({});

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
        const period = toPeriod("2026-10-20", "2026-10-29");
        expect(getDays(shiftPeriod(period, 1))).toEqual(["2026-10-30", "2026-11-08"]);
    });

    for (const [unit, ...days] of [
        ["week", "2026-10-19", "2026-10-25"],
        ["month", "2026-02-01", "2026-02-28"],
        ["quarter", "2026-07-01", "2026-09-30"],
        ["custom", "2026-10-20", "2026-10-26"],
        ["custom", "2026-01-01", "2026-12-31"],
    ]) {
        test(`days are a ${unit}: ${days}`, () => {
            patchWithCleanup(localization, { weekStart: 1 });
            expect(toPeriod(...days).unit).toBe(unit);
        });
    }

    for (const [unit, today, domain] of [
        ["week", "2026-11-18", ["today =week_start", "today =week_start +1w"]],
        ["month", "2026-11-18", ["today =1d", "today =1d +1m"]],
        ["quarter", "2026-11-18", ["2026-10-01", "2027-01-01"]],
        ["quarter", "2026-02-28", ["2026-01-01", "2026-04-01"]],
    ]) {
        test(`as a filter, the ${unit} of ${today} moves along`, () => {
            mockDate(`${today} 12:00:00`, +1);
            const [[, , begin], [, , end]] = readFilter(getPeriod(unit)).slice(-2);
            expect([begin, end]).toEqual(domain);
            const { period } = splitPeriod(readFilter(getPeriod(unit)));
            expect(period.unit).toBe(unit);
            expect(getDays(period)).toEqual(getDays(getPeriod(unit)));
        });
    }

    test("as a filter, another period keeps its days and its unit", () => {
        mockDate("2026-11-18 12:00:00", +1);
        const october = shiftPeriod(getPeriod("month"), -1);
        expect(readFilter(october)).toEqual([
            "&",
            ["done_at", ">=", "2026-10-01"],
            ["done_at", "<", "2026-11-01"],
        ]);
        const { domain, period } = splitPeriod(readFilter(october));
        expect(domain).toEqual([]);
        expect(period.unit).toBe("month");
        expect(getDays(shiftPeriod(period, -1))).toEqual(["2026-09-01", "2026-09-30"]);
    });

    test("a single day is named once", () => {
        expect(formatPeriod(toPeriod("2026-11-18", "2026-11-18"))).not.toInclude("–");
    });
});

describe("period of the filters", () => {
    beforeEach(() => makeMockEnv());

    const between = (begin, end) => [
        "&",
        ["done_at", ">=", begin],
        ["done_at", "<", end],
    ];
    const mine = ["user_id", "=", 1];
    const begin = ["done_at", ">=", "2026-10-31 23:00:00"];
    const end = ["done_at", "<=", "2026-11-30 22:59:59"];
    const november = ["2026-11-01", "2026-11-30"];
    const OCTOBER = between("2026-10-01", "2026-11-01");
    const NOVEMBER = between("2026-11-01", "2026-12-01");
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
            "to the last day",
            ["&", ["done_at", ">", "2026-10-31"], ["done_at", "<=", "2026-11-30"]],
            [],
            november,
        ],
        [
            "relative to today",
            [["done_at", ">=", "=1d"], ["done_at", "<", "=1d +1m"], mine],
            [mine],
            november,
        ],
        [
            "relative days",
            ["&", ["done_at", ">=", "today =1d"], ["done_at", "<=", "today"]],
            [],
            ["2026-11-01", "2026-11-18"],
        ],
        [
            "adjacent months",
            ["&", mine, "|", ...NOVEMBER, ...OCTOBER],
            [mine],
            ["2026-10-01", "2026-11-30"],
        ],
        [
            "months of a quarter",
            ["|", ...OCTOBER, "|", ...between("2026-12-01", "2027-01-01"), ...NOVEMBER],
            [],
            ["2026-10-01", "2026-12-31"],
        ],
        [
            "several of which the common days count",
            ["&", ...NOVEMBER, "&", mine, ...between("2026-10-20", "2026-11-10")],
            [mine],
            ["2026-11-01", "2026-11-09"],
        ],
        [
            "one of two months",
            ["&", "|", ...OCTOBER, ...NOVEMBER, ...between("2026-11-01", "2027-01-01")],
            [],
            november,
        ],
    ]) {
        test(`is taken out: ${name}`, () => {
            mockDate("2026-11-18 12:00:00", +1);
            const { domain: rest, isOnlyFilter, period } = splitPeriod(domain);
            expect(rest).toEqual(others);
            expect(getDays(period)).toEqual(days);
            expect(isOnlyFilter).toBe(false);
        });
    }
    for (const [name, domain, isOnlyFilter = true] of [
        ["only a begin", [begin]],
        ["one of two periods", ["|", "&", begin, end, mine], false],
        ["not at midnight", ["&", ["done_at", ">=", "2026-10-31 22:30:00"], end]],
        ["no day", ["&", ["done_at", ">=", false], ["done_at", "<", "soon"]]],
        ["a gap", ["|", ...OCTOBER, ...between("2026-11-02", "2026-12-01")]],
        ["nothing in common", ["&", ...OCTOBER, ...NOVEMBER]],
        ["all others", ["!", ...OCTOBER]],
        ["not completed", [["done_at", "=", false]], false],
    ]) {
        test(`stays a filter: ${name}`, () => {
            mockDate("2026-11-18 12:00:00", +1);
            expect(splitPeriod(domain)).toEqual({ domain, period: null, isOnlyFilter });
        });
    }
});

describe("choices", () => {
    const about = (operator, value) => ["relates_to", operator, value];
    const contact = about("=", "contact");
    const deal = about("=", "deal");
    const mine = ["user_id", "=", 1];
    for (const [name, domain, choices] of [
        ["nothing", [mine], ["any"]],
        ["one", ["&", mine, contact], ["contacts"]],
        ["both", ["|", contact, deal], ["contacts", "deals"]],
        ["both, as a list", [about("in", ["contact", "deal"])], ["contacts", "deals"]],
        ["a list of one", [about("in", ["deal"])], ["deals"]],
        [
            "not what isn't chosen",
            [about("not in", ["none", "other", "deal"])],
            ["contacts"],
        ],
        ["one of both", ["&", deal, about("in", ["contact", "deal"])], ["deals"]],
        ["not a deal", [about("!=", "deal")], []],
        ["not a deal, in words", ["!", deal], []],
        ["more than both", [about("in", ["contact", "deal", "none"])], []],
        ["all", [about("!=", false)], ["any"]],
        ["or something else", ["|", deal, mine], ["any"]],
    ]) {
        test(`are those of the domain: ${name}`, () => {
            expect(getChoices(domain)).toEqual(choices);
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

    test("a favorite about nothing else goes, but its groups stay", async () => {
        await mountList([
            {
                context: "{'group_by': ['relates_to']}",
                domain: "[('relates_to', '!=', 'deal')]",
                id: 7,
                is_default: true,
                name: "Mine",
                sort: "[]",
                user_ids: [],
            },
        ]);
        expect(getChosen()).toEqual([]);
        await choose("any");
        expect(queryAllTexts(".o_group_name")).toEqual([
            "Contact (1)",
            "Deal (1)",
            "(1)",
        ]);
        expect(queryAllTexts(".o_facet_value")).toEqual(["Relates to"]);
        await choose("deals");
        expect(queryAllTexts(".o_group_name")).toEqual(["Deal (1)"]);
    });

    test("two filters are one choice, and another one replaces both", async () => {
        await mountList();
        await choose("contacts");
        await toggleSearchBarMenu();
        await toggleMenuItem("Opportunities");
        onRpc("web_search_read", () => expect.step("read"));
        await choose("contacts");
        expect(getChosen()).toEqual(["Contacts"]);
        expect(getRows()).toEqual(["Contact"]);
        expect.verifySteps(["read"]);
    });
});

describe("search panel", () => {
    const mountPanel = () => {
        onRpc("search_panel_select_multi_range", ({ args, kwargs }) => {
            const isLeft = !JSON.stringify(kwargs.search_domain).includes("deal");
            return { values: isLeft ? [{ id: "contact", display_name: args[0] }] : [] };
        });
        onRpc("search_panel_select_range", () => ({
            values: [{ id: 1, display_name: "Call" }],
        }));
        return mountView({
            type: "list",
            resModel: "overview",
            arch: `<list js_class="activity_overview_list"><field name="relates_to"/></list>`,
            searchViewArch: `
                <search>
                    <filter name="deals" string="Opportunities" domain="[('relates_to', '=', 'deal')]"/>
                    <searchpanel>
                        <field name="type_id"/>
                        <field name="relates_to" select="multi"/>
                        <field name="kind" select="multi" enable_counters="1" domain="[('type', '=?', type_id)]"/>
                    </searchpanel>
                </search>`,
        });
    };
    const choose = async (text) => {
        await click(`.o_search_panel label:contains(${text})`);
        await animationFrame();
    };
    const getChecked = () =>
        queryAllTexts(".o_search_panel_filter_value:has(input:checked) label");

    test("a choice stays, also while nothing of it is left", async () => {
        await mountPanel();
        await choose("relates_to");
        await choose("kind");
        await click(".o_relates_to button[name=deals]");
        await animationFrame();
        expect(getChecked()).toEqual(["relates_to", "kind"]);
    });

    test("the choices that depend on a type go with another type", async () => {
        await mountPanel();
        await choose("kind");
        await click(".o_relates_to button[name=deals]");
        await animationFrame();
        await click(".o_search_panel_label_title:contains(Call)");
        await animationFrame();
        expect(getChecked()).toEqual([]);
    });
});

test("where nothing was completed, the pivot has no rate", async () => {
    Overview._records = [{ relates_to: "contact", rate: 0.5 }, { relates_to: "deal" }];
    onRpc("formatted_read_grouping_sets", ({ parent }) => {
        const sets = parent();
        for (const group of sets.flat()) {
            group["rate:avg"] ||= false;
        }
        return sets;
    });
    await mountView({
        type: "pivot",
        resModel: "overview",
        arch: `
            <pivot js_class="activity_overview_pivot">
                <field name="relates_to" type="row"/>
                <field name="rate" type="measure" widget="percentage"/>
            </pivot>`,
    });
    expect(queryAllTexts(".o_pivot_cell_value").slice(1)).toEqual(["50.00%", ""]);
});
