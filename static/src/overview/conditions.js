/** Conditions of evaluated domains. Plain functions, without components. */

const OPERATORS = ["&", "|", "!"];

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

/** Return a domain with the same conditions as the ones that were split. */
export function joinConditions(conditions) {
    return [
        ...Array(Math.max(conditions.length - 1, 0)).fill("&"),
        ...conditions.flat(),
    ];
}

/** Return the comparisons of a condition, without what joins them. */
export function getComparisons(condition) {
    return condition.filter((term) => !OPERATORS.includes(term));
}

/** Return whether a condition compares this field, and nothing else. */
export function isAbout(condition, fieldName) {
    return getComparisons(condition).every(([name]) => name === fieldName);
}

/**
 * Return what a condition stands for, worked out from its comparisons.
 *
 * @template T
 * @param {Array} condition
 * @param {Object} algebra
 * @param {(comparison: Array) => T} algebra.compare
 * @param {(some: T, others: T) => T} algebra.and
 * @param {(some: T, others: T) => T} algebra.or
 * @param {(some: T) => T} algebra.not
 * @returns {T}
 */
export function workOut(condition, { compare, and, or, not }) {
    const join = { "&": and, "|": or };
    const found = [];
    for (const term of [...condition].reverse()) {
        if (term === "!") {
            found.push(not(found.pop()));
        } else if (term in join) {
            found.push(join[term](found.pop(), found.pop()));
        } else {
            found.push(compare(term));
        }
    }
    return found[0];
}
