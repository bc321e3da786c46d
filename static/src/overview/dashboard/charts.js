/**
 * What the charts and tables of the dashboard show, made of the answer of
 * `get_dashboard`. Plain functions, without components.
 *
 * @typedef {{ value: number, domain: Array }} Cell with the list behind it
 *
 * @typedef {Object} Series
 * @property {string} label
 * @property {string} [sentiment] that gives the color
 * @property {(Cell|null)[]} cells one for each label of the chart; null: no activity
 *
 * @typedef {Object} Chart
 * @property {string} name
 * @property {string} title
 * @property {string} heading of the labels, in the table
 * @property {"bars"|"columns"|"lines"} kind lying bars, standing ones, or lines
 * @property {string[]} labels
 * @property {Series[]} series
 * @property {number} [limit] how many labels the chart has room for; all are in the
 *  table
 */

import { Domain } from "@web/core/domain";
import {
    deserializeDate,
    getStartOfLocalWeek,
    serializeDate,
    toLocaleDateString,
} from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { groupBy, sortBy } from "@web/core/utils/arrays";

const { Info } = luxon;

/** More series can't be told from one another; the last one stands for all others. */
const SERIES_MAX = 8;
const BARS_MAX = 10;
const WEEKDAYS = 7;

const getId = (record) => (record ? record[0] : false);
const getSum = (cells) => cells.reduce((sum, cell) => sum + (cell?.value || 0), 0);
const sortBySum = (items) => sortBy(items, ({ cells }) => getSum(cells), "desc");

/** Return the rows of each record, as `record` and `cells`, the most activities first. */
function groupByRecord(rows, key) {
    const groups = Object.values(groupBy(rows, (row) => getId(row[key])));
    return sortBySum(groups.map((cells) => ({ record: cells[0][key], cells })));
}

/** Return one cell that stands for several. */
function join(cells) {
    const found = cells.filter(Boolean);
    if (found.length < 2) {
        return found[0] || null;
    }
    const domains = found.map(({ domain }) => domain);
    return { value: getSum(found), domain: Domain.or(domains).toList({}) };
}

/** Let the last series stand for all that there is no room for. */
function joinSeries(series) {
    if (series.length <= SERIES_MAX) {
        return series;
    }
    const others = series.slice(SERIES_MAX - 1);
    const cells = others[0].cells.map((_, index) =>
        join(others.map((each) => each.cells[index]))
    );
    return [...series.slice(0, SERIES_MAX - 1), { label: _t("Other outcomes"), cells }];
}

/** Return the series of each outcome, with a cell for each user. */
function getOutcomeSeries(rows, users) {
    return groupByRecord(rows, "outcome_id").map(({ record, cells }) => {
        const byUser = new Map(cells.map((cell) => [getId(cell.user_id), cell]));
        return {
            label: record ? record[1] : _t("No outcome"),
            cells: users.map((user) => byUser.get(getId(user.record)) || null),
        };
    });
}

/** Completed activities by user, and by outcome while there are outcomes. */
export function getByUser(rows, hasOutcomes) {
    const users = groupByRecord(rows, "user_id");
    return {
        name: "by_user",
        title: hasOutcomes ? _t("Outcomes by user") : _t("Completed by user"),
        heading: _t("Assigned to"),
        kind: "bars",
        labels: users.map(({ record }) => (record ? record[1] : _t("Unassigned"))),
        series: hasOutcomes
            ? joinSeries(getOutcomeSeries(rows, users))
            : [
                  {
                      label: _t("Completed"),
                      cells: users.map(({ cells }) => join(cells)),
                  },
              ],
        limit: BARS_MAX,
    };
}

/** Completed activities by week, one line for each sentiment. */
export function getSentimentByWeek(rows, { first, last }) {
    const weeks = [];
    for (let week = getStartOfLocalWeek(first); week <= last;) {
        weeks.push(serializeDate(week));
        week = week.plus({ weeks: 1 });
    }
    const labels = {
        positive: _t("Positive"),
        neutral: _t("Neutral"),
        negative: _t("Negative"),
        false: _t("No outcome"),
    };
    const series = Object.entries(labels).map(([sentiment, label]) => ({
        label,
        sentiment,
        cells: weeks.map(
            (week) =>
                rows.find(
                    (row) => row.week === week && `${row.sentiment}` === sentiment
                ) || null
        ),
    }));
    return {
        name: "sentiment_by_week",
        title: _t("Sentiment by week"),
        heading: _t("Week from"),
        kind: "lines",
        labels: weeks.map((week) => toLocaleDateString(deserializeDate(week))),
        series: series.filter(({ cells }) => cells.some(Boolean)),
    };
}

export function getByType(rows) {
    return {
        name: "by_type",
        title: _t("Completed by type"),
        heading: _t("Activity type"),
        kind: "bars",
        labels: rows.map(({ activity_type_id: type }) => (type ? type[1] : _t("None"))),
        series: [{ label: _t("Completed"), cells: rows }],
        limit: BARS_MAX,
    };
}

/** Completed activities by day of the week, from the user's first one. */
export function getByWeekday(rows) {
    const weekdays = Array.from(
        { length: WEEKDAYS },
        (_, index) => (localization.weekStart - 1 + index) % WEEKDAYS
    );
    const names = Info.weekdays("short");
    const cells = weekdays.map(
        (weekday) => rows.find((row) => row.weekday === weekday) || null
    );
    return {
        name: "by_weekday",
        title: _t("Completed by day of the week"),
        heading: _t("Day"),
        kind: "columns",
        labels: weekdays.map((weekday) => names[weekday]),
        series: [{ label: _t("Completed"), cells }],
    };
}

export function getOverdueByUser(rows) {
    return {
        name: "overdue_by_user",
        title: _t("Most overdue"),
        heading: _t("Assigned to"),
        kind: "bars",
        labels: rows.map(({ user_id: user }) => (user ? user[1] : _t("Unassigned"))),
        series: [{ label: _t("Overdue"), cells: rows }],
    };
}

/**
 * @param {Object} data the answer of `get_dashboard`
 * @param {import("./period").Period} period
 * @param {boolean} hasOutcomes whether outcomes are switched on
 * @returns {Chart[]}
 */
export function getCharts(data, period, hasOutcomes) {
    const charts = [
        getByUser(data.by_user, hasOutcomes),
        getByType(data.by_type),
        getByWeekday(data.by_weekday),
        getOverdueByUser(data.overdue_by_user),
    ];
    if (hasOutcomes) {
        charts.splice(1, 0, getSentimentByWeek(data.sentiment_by_week, period));
    }
    return charts;
}
