/* global Chart */

import {
    Component,
    onMounted,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";

import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";

import {
    DASHES,
    getFill,
    getGridColor,
    getSeriesColor,
    getTextColor,
    POINTS,
} from "./fills";

const BAR_WIDTH = 28;

/** One chart of the dashboard, or the same figures as a table. */
export class DashboardChart extends Component {
    static template = "crm_activity_flow.DashboardChart";
    static props = {
        /** see charts.js */
        chart: Object,
        isTable: Boolean,
        /** gets the list behind a bar, and its name */
        onOpen: { type: Function, optional: true },
    };

    setup() {
        this.canvasRef = useRef("canvas");
        this.state = useState({ isReady: false });
        onMounted(async () => {
            await loadBundle("web.chartjs_lib");
            this.state.isReady = true;
        });
        useEffect(
            () => this.draw(),
            () => [this.props.chart, this.canvasRef.el, this.state.isReady]
        );
        // paper has another width than the screen
        useExternalListener(window, "beforeprint", () => this.drawing?.resize());
        useExternalListener(window, "afterprint", () => this.drawing?.resize());
        onWillUnmount(() => this.drawing?.destroy());
    }

    get isEmpty() {
        return !this.props.chart.series.some(({ cells }) => cells.some(Boolean));
    }

    /** What the chart has no room for. */
    get leftLabel() {
        const { labels, limit = labels.length } = this.props.chart;
        const left = labels.length - limit;
        return left > 0 ? _t("%s more in the table", left) : "";
    }

    /** The table has a row for each label. */
    get rows() {
        const { labels, series } = this.props.chart;
        return labels.map((label, index) => ({
            label,
            cells: series.map(({ cells }) => cells[index]),
        }));
    }

    draw() {
        this.drawing?.destroy();
        this.drawing = null;
        if (this.state.isReady && this.canvasRef.el) {
            this.drawing = new Chart(this.canvasRef.el, this.getConfig());
        }
    }

    getConfig() {
        const { kind, labels, limit, series } = this.props.chart;
        return {
            type: kind === "lines" ? "line" : "bar",
            data: {
                labels: labels.slice(0, limit),
                datasets: series.map((each, index) =>
                    this.getDataset(each, index, limit)
                ),
            },
            options: this.getOptions(),
        };
    }

    getDataset(series, index, limit) {
        const { kind, series: all } = this.props.chart;
        const color = getSeriesColor(series, index, all.length);
        const cells = series.cells.slice(0, limit);
        const data = cells.map((cell) => cell?.value || 0);
        if (kind === "lines") {
            return {
                label: series.label,
                data,
                backgroundColor: color,
                borderColor: color,
                borderDash: DASHES[index % DASHES.length],
                pointStyle: POINTS[index % POINTS.length],
                // a point is a list to open: a week without activities has none
                pointRadius: cells.map((cell) => (cell ? 5 : 0)),
                pointHoverRadius: cells.map((cell) => (cell ? 7 : 0)),
                pointHitRadius: cells.map((cell) => (cell ? 5 : 0)),
            };
        }
        return {
            label: series.label,
            data,
            backgroundColor: getFill(color, index),
            maxBarThickness: BAR_WIDTH,
        };
    }

    getOptions() {
        const { kind, series } = this.props.chart;
        const isStacked = kind !== "lines";
        const labelAxis = {
            stacked: isStacked,
            ticks: { color: getTextColor() },
            grid: { display: false },
        };
        const valueAxis = {
            stacked: isStacked,
            beginAtZero: true,
            ticks: { color: getTextColor(), precision: 0 },
            grid: { color: getGridColor() },
        };
        return {
            animation: false,
            indexAxis: kind === "bars" ? "y" : "x",
            maintainAspectRatio: false,
            onClick: (ev, elements) => this.onClick(elements),
            onHover: (ev, elements) => {
                const cell = elements.length && this.getCell(elements[0]);
                const opens = this.props.onOpen && cell;
                ev.native.target.style.cursor = opens ? "pointer" : "";
            },
            plugins: {
                legend: {
                    display: series.length > 1,
                    position: "bottom",
                    labels: {
                        boxHeight: kind === "lines" ? 6 : 12,
                        boxWidth: 16,
                        color: getTextColor(),
                        usePointStyle: kind === "lines",
                    },
                },
            },
            scales:
                kind === "bars"
                    ? { x: valueAxis, y: labelAxis }
                    : { x: labelAxis, y: valueAxis },
        };
    }

    onClick(elements) {
        if (elements.length) {
            const { datasetIndex, index } = elements[0];
            this.open(datasetIndex, index);
        }
    }

    getCell({ datasetIndex, index }) {
        return this.props.chart.series[datasetIndex].cells[index];
    }

    open(seriesIndex, index) {
        const { labels, series, title } = this.props.chart;
        const { cells, label } = series[seriesIndex];
        if (cells[index]) {
            const names = series.length > 1 ? [labels[index], label] : [labels[index]];
            this.props.onOpen?.(cells[index].domain, `${title}: ${names.join(", ")}`);
        }
    }
}
