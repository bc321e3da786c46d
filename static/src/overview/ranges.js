/**
 * Ranges of numbers, apart from one another and in order. Plain functions.
 *
 * @typedef {[number, number]} Range the end not included
 */

/** @type {Range[]} */
export const ALWAYS = [[-Infinity, Infinity]];

/**
 * @param {Range[]} some
 * @param {Range[]} others
 * @returns {Range[]} what is in both
 */
export function intersect(some, others) {
    return some
        .flatMap(([begin, end]) =>
            others.map((other) => [Math.max(begin, other[0]), Math.min(end, other[1])])
        )
        .filter(([begin, end]) => begin < end);
}

/**
 * @param {Range[]} some
 * @param {Range[]} others
 * @returns {Range[]} what is in one of both; adjacent ranges become one
 */
export function unite(some, others) {
    const united = [];
    const all = [...some, ...others].sort((one, other) => one[0] - other[0]);
    for (const [begin, end] of all) {
        const last = united.at(-1);
        if (last && begin <= last[1]) {
            last[1] = Math.max(last[1], end);
        } else {
            united.push([begin, end]);
        }
    }
    return united;
}
