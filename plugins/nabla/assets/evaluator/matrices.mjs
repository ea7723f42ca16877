/** Small dense matrices of numbers or dual numbers, row after row; a scalar is 1 by 1, a vector a column. */

import { abs, add, divide, exp, innermost, log, multiply, sqrt, subtract } from "./scalars.mjs";

export function build(rows, columns, entry) {
  const entries = [];
  for (let i = 0; i < rows; i += 1) for (let j = 0; j < columns; j += 1) entries.push(entry(i, j));
  return { rows, columns, entries };
}

export function scalar(value) {
  return { rows: 1, columns: 1, entries: [value] };
}

export function at(a, i, j) {
  return a.entries[i * a.columns + j];
}

export function fromLists(rows) {
  return build(rows.length, rows[0].length, (i, j) => rows[i][j]);
}

export function toLists(a) {
  return Array.from({ length: a.rows }, (_, i) => a.entries.slice(i * a.columns, (i + 1) * a.columns).map(innermost));
}

export function mapped(f, a) {
  return { ...a, entries: a.entries.map((entry) => f(entry)) };
}

/** Entry by entry; a scalar goes with anything. */
export function paired(f, a, b) {
  if (a.rows === b.rows && a.columns === b.columns) return { ...a, entries: a.entries.map((entry, k) => f(entry, b.entries[k])) };
  if (b.entries.length === 1) return mapped((entry) => f(entry, b.entries[0]), a);
  if (a.entries.length === 1) return mapped((entry) => f(a.entries[0], entry), b);
  throw new RangeError(`${a.rows}\u00d7${a.columns} with ${b.rows}\u00d7${b.columns}`);
}

export function transposed(a) {
  return build(a.columns, a.rows, (i, j) => at(a, j, i));
}

export function product(a, b) {
  if (a.columns !== b.rows) throw new RangeError(`${a.rows}\u00d7${a.columns} times ${b.rows}\u00d7${b.columns}`);
  return build(a.rows, b.columns, (i, j) => {
    let total = 0;
    for (let k = 0; k < a.columns; k += 1) total = add(total, multiply(at(a, i, k), at(b, k, j)));
    return total;
  });
}

export function identity(size) {
  return build(size, size, (i, j) => (i === j ? 1 : 0));
}

export function total(entries) {
  return entries.reduce(add, 0);
}

export function diagonal(a) {
  if (a.columns === 1) return build(a.rows, a.rows, (i, j) => (i === j ? a.entries[i] : 0));
  return build(a.rows, 1, (i) => at(a, i, i));
}

export function trace(a) {
  return total(Array.from({ length: a.rows }, (_, i) => at(a, i, i)));
}

/** The columns below each other. */
export function stacked(a) {
  return { rows: a.rows * a.columns, columns: 1, entries: transposed(a).entries };
}

export function kronecker(a, b) {
  return build(a.rows * b.rows, a.columns * b.columns, (i, j) =>
    multiply(at(a, Math.floor(i / b.rows), Math.floor(j / b.columns)), at(b, i % b.rows, j % b.columns)));
}

export function length(a) {
  return sqrt(total(a.entries.map((entry) => multiply(entry, entry))));
}

function raised(a) {
  const top = Math.max(...a.entries.map(innermost));
  return { top, entries: a.entries.map((entry) => exp(subtract(entry, top))) };
}

export function softmax(a) {
  const { entries } = raised(a);
  const sum = total(entries);
  return { ...a, entries: entries.map((entry) => divide(entry, sum)) };
}

export function logSumExp(a) {
  const { top, entries } = raised(a);
  return add(top, log(total(entries)));
}

export function runningSums(a) {
  let sum = 0;
  return mapped((entry) => (sum = add(sum, entry)), a);
}

/** Eliminate below and, for the inverse, above the diagonal; returns the pivots with their sign, and the right side. */
function eliminated(a, right) {
  const [n, left, other] = [a.rows, a.entries.slice(), right.entries.slice()];
  const rows = [[left, n], [other, right.columns]];
  const pivots = [];
  let sign = 1;
  for (let k = 0; k < n; k += 1) {
    let best = k;
    for (let i = k + 1; i < n; i += 1) if (Math.abs(innermost(left[i * n + k])) > Math.abs(innermost(left[best * n + k]))) best = i;
    if (best !== k) {
      sign = -sign;
      for (const [entries, width] of rows) for (let j = 0; j < width; j += 1) {
        [entries[k * width + j], entries[best * width + j]] = [entries[best * width + j], entries[k * width + j]];
      }
    }
    const pivot = left[k * n + k];
    pivots.push(pivot);
    if (innermost(pivot) === 0) continue;
    for (let i = right.columns ? 0 : k + 1; i < n; i += 1) {
      if (i === k) continue;
      const factor = divide(left[i * n + k], pivot);
      for (const [entries, width] of rows) for (let j = 0; j < width; j += 1) {
        entries[i * width + j] = subtract(entries[i * width + j], multiply(factor, entries[k * width + j]));
      }
    }
  }
  return { pivots, sign, other };
}

const NOTHING = { columns: 0, entries: [] };

export function determinant(a) {
  const { pivots, sign } = eliminated(a, NOTHING);
  return pivots.reduce(multiply, sign);
}

export function logDeterminant(a) {
  return total(eliminated(a, NOTHING).pivots.map((pivot) => log(abs(pivot))));
}

export function inverse(a) {
  const { pivots, other } = eliminated(a, identity(a.rows));
  if (pivots.some((pivot) => innermost(pivot) === 0)) return build(a.rows, a.rows, () => NaN);
  return build(a.rows, a.rows, (i, j) => divide(other[i * a.rows + j], pivots[i]));
}
