/** Conditions of evaluated domains. Plain functions, without components. */

function getEnd(domain, start) {
    let index = start;
    for (let missing = 1; missing; index++) {
        if (["&", "|"].includes(domain[index])) {
            missing++;
        } else if (domain[index] !== "!") {
            missing--;
        }
    }
    return index;
}

/**
 * Return the conditions that all have to be met, each a domain of its own.
 *
 * @param {Array} domain in prefix notation
 * @returns {Array[]}
 */
export function splitConditions(domain) {
    const conditions = [];
    let index = 0;
    while (index < domain.length) {
        if (domain[index] === "&") {
            index++; // all that is left is joined by "and", anyway
            continue;
        }
        const end = getEnd(domain, index);
        conditions.push(domain.slice(index, end));
        index = end;
    }
    return conditions;
}

/** Return whether a condition compares this field, and nothing else. */
export function isAbout(condition, fieldName) {
    return condition.length === 1 && condition[0][0] === fieldName;
}
