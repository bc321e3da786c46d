/**
 * The same colors as the buttons and badges of outcomes. Charts don't show a sentiment
 * by color alone, either: the legend and the tooltips name it, and the order is fixed.
 */
export const SENTIMENT_COLORS = {
    positive: "#28a745",
    neutral: "#6c757d",
    negative: "#dc3545",
    false: "#c4c9d0",
};
