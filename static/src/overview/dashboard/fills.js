/** How the series of a chart differ, not by color alone. */

import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";

import { SENTIMENT_COLORS } from "../sentiment_colors";

const SIZE = 8;
/** Lines over the color, from and to, for each series after the first one. */
const PATTERNS = [
    [],
    [[0, SIZE, SIZE, 0]],
    [[0, SIZE / 2, SIZE, SIZE / 2]],
    [[0, 0, SIZE, SIZE]],
    [[SIZE / 2, 0, SIZE / 2, SIZE]],
    [
        [0, SIZE / 2, SIZE, SIZE / 2],
        [SIZE / 2, 0, SIZE / 2, SIZE],
    ],
    [
        [0, SIZE, SIZE, 0],
        [0, 0, SIZE, SIZE],
    ],
    [[SIZE / 4, SIZE / 2, (3 * SIZE) / 4, SIZE / 2]],
];
export const POINTS = ["circle", "triangle", "crossRot", "rect"];
export const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

export function getSeriesColor({ sentiment }, index, count) {
    return (
        SENTIMENT_COLORS[sentiment] ||
        getColor(index, cookie.get("color_scheme"), count)
    );
}

/** Return the color of texts and of grids of charts, for light and dark screens. */
export function getTextColor() {
    return getCustomColor(cookie.get("color_scheme"), "#374151", "#E4E4E4");
}

export function getGridColor() {
    return getCustomColor(
        cookie.get("color_scheme"),
        "rgba(0, 0, 0, 0.1)",
        "rgba(255, 255, 255, 0.15)"
    );
}

/**
 * Return the color with a pattern of its own.
 *
 * @param {string} color
 * @param {number} index of the series
 * @returns {string|CanvasPattern}
 */
export function getFill(color, index) {
    const lines = PATTERNS[index % PATTERNS.length];
    if (!lines.length) {
        return color;
    }
    const tile = document.createElement("canvas");
    tile.width = tile.height = SIZE;
    const context = tile.getContext("2d");
    context.fillStyle = color;
    context.fillRect(0, 0, SIZE, SIZE);
    context.strokeStyle = "rgba(255, 255, 255, 0.65)";
    context.lineWidth = 1.5;
    for (const [fromX, fromY, toX, toY] of lines) {
        context.beginPath();
        context.moveTo(fromX, fromY);
        context.lineTo(toX, toY);
        context.stroke();
    }
    return context.createPattern(tile, "repeat");
}
