/** Return which values of a section of the search panel are chosen. */
function getChosen({ activeValueId, type, values }) {
    const chosen =
        type === "category"
            ? ({ id }) => id && id === activeValueId
            : ({ checked }) => checked;
    return [...values.values()].filter(chosen).map((value) => value.display_name);
}

/**
 * Return what is filtered, for paper, on which there is neither search bar nor panel.
 *
 * @param {import("@web/search/search_model").SearchModel} searchModel
 * @returns {string}
 */
export function getFilterNames(searchModel) {
    const facets = searchModel.facets.map(({ values }) => values);
    const panel = searchModel.getSections().map(getChosen);
    return [...facets, ...panel]
        .filter((names) => names.length)
        .map((names) => names.join(" / "))
        .join(", ");
}
