import { cookie } from "@web/core/browser/cookie";
import { darkenColor, getCustomColor, lightenColor } from "@web/core/colors/colors";
import { registry } from "@web/core/registry";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";

import { OverviewControlPanel } from "./overview_control_panel";
import { OverviewSearchModel } from "./overview_search_model";
import { SENTIMENT_COLORS } from "./sentiment_colors";

/** Totals are joined by a line only over time: people or types aren't a course. */
export class ActivityOverviewGraphModel extends GraphModel {
    _getLineOverlayDataset() {
        const { fields, groupBy } = this.metaData;
        const isTime = ["date", "datetime"].includes(
            fields[groupBy[0]?.fieldName]?.type
        );
        return isTime ? super._getLineOverlayDataset() : null;
    }
}

/** A chart whose bars and lines have the usual colors of the sentiments. */
export class ActivityOverviewGraphRenderer extends GraphRenderer {
    getBarChartData() {
        const data = super.getBarChartData();
        this.forEachSentiment(data, (dataset, color) => {
            dataset.backgroundColor = color;
        });
        return data;
    }

    getLineChartData() {
        const data = super.getLineChartData();
        this.forEachSentiment(data, (dataset, color) => {
            dataset.backgroundColor = getCustomColor(
                cookie.get("color_scheme"),
                lightenColor(color, 0.5),
                darkenColor(color, 0.5)
            );
            dataset.borderColor = color;
            dataset.hoverBackgroundColor = color;
            dataset.pointBackgroundColor = color;
        });
        return data;
    }

    /**
     * @param {Object} data of the chart
     * @param {(dataset: Object, color: string) => void} paint called for each
     *  series if each is one sentiment
     */
    forEachSentiment(data, paint) {
        const { groupBy } = this.model.metaData;
        if (groupBy.length !== 2 || groupBy[1].fieldName !== "sentiment") {
            return;
        }
        for (const dataset of data.datasets) {
            // the line with the totals is a series, too, but has no group
            for (const identifier of [...(dataset.identifiers || [])].slice(0, 1)) {
                paint(dataset, SENTIMENT_COLORS[JSON.parse(identifier)[1].sentiment]);
            }
        }
    }
}

registry.category("views").add("activity_overview_graph", {
    ...graphView,
    ControlPanel: OverviewControlPanel,
    Model: ActivityOverviewGraphModel,
    Renderer: ActivityOverviewGraphRenderer,
    SearchModel: OverviewSearchModel,
});
