/** Values to try a claim at: read from the text of a point, or drawn from the domain of each variable. */

import { build, fromLists, product, transposed } from "./matrices.mjs";
import { readExpression, readValue } from "./claim.mjs";
import { evaluate } from "./evaluate.mjs";

const TRIES = 60;

/** `w = [0.7, -1.2], z = 0.5` to values; what is no number, such as a drawn function, is left out. */
export function parsePoint(text) {
  const values = {};
  for (const [, name, given] of text.matchAll(/(\w+) = (-?[\d.e+-]+|\[[^=]*\])(?=, \w+ = |$)/g)) values[name] = readValue(JSON.parse(given));
  return values;
}

export function parseSizes(text) {
  return Object.fromEntries([...text.matchAll(/(\w+) = (\d+)/g)].map(([, letter, size]) => [letter, Number(size)]));
}

/** The rows and columns of a variable, with numbers for its letters. */
export function sizeOf({ rows, columns }, sizes) {
  return [sizes[rows] ?? rows, sizes[columns] ?? columns];
}

/** Draw until the condition holds; null where no draw meets it. */
export function draw(scope, sizes, condition) {
  for (let i = 0; i < TRIES; i += 1) {
    const point = { sizes, values: {}, functions: {} };
    for (const [name, variable] of Object.entries(scope.variables)) {
      if (variable.map) point.functions[name] = drawnMap(variable, sizes);
      else point.values[name] = drawnValue(variable, ...sizeOf(variable, sizes));
    }
    if (holds(condition, scope, point)) return point;
  }
  return null;
}

export function holds(condition, scope, point) {
  return !condition || evaluate(readExpression(condition, scope).node, scope, point).entries.every((entry) => entry !== 0);
}

function decimal(lower, upper) {
  return Number((lower + Math.random() * (upper - lower)).toFixed(2));
}

function real() {
  return (Math.random() < 0.5 ? -1 : 1) * decimal(0.2, 1.9);
}

const DRAWN = {
  R: (rows, columns) => build(rows, columns, real),
  positive: (rows, columns) => build(rows, columns, () => decimal(0.2, 1.9)),
  interval(rows, columns, { lower, upper }) {
    const least = Number.isFinite(lower) ? lower : Math.min(upper, 2) - 4;
    const most = Number.isFinite(upper) ? upper : least + 4;
    const margin = 0.05 * (most - least);
    return build(rows, columns, () => decimal(least + margin, most - margin));
  },
  simplex(rows) {
    const weights = Array.from({ length: rows }, () => decimal(0.3, 1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return build(rows, 1, (i) => weights[i] / sum);
  },
  onehot(rows) {
    const hot = Math.floor(Math.random() * rows);
    return build(rows, 1, (i) => Number(i === hot));
  },
  symmetric(rows) {
    const a = build(rows, rows, real);
    return build(rows, rows, (i, j) => a.entries[Math.min(i, j) * rows + Math.max(i, j)]);
  },
  spd(rows) {
    const a = build(rows, rows, () => decimal(-0.8, 0.8));
    const square = product(a, transposed(a));
    return build(rows, rows, (i, j) => Number((square.entries[i * rows + j] + (i === j ? 1 : 0)).toFixed(2)));
  },
  invertible: (rows) => build(rows, rows, (i, j) => (i === j ? Math.sign(real()) * decimal(2, 3) : decimal(-0.9, 0.9))),
  orthogonal: (rows) => orthonormal(build(rows, rows, real)),
};

function drawnValue(variable, rows, columns) {
  return DRAWN[variable.kind](rows, columns, variable);
}

/** The rows made orthonormal, one after the other. */
export function orthonormal(a) {
  const rows = [];
  for (let i = 0; i < a.rows; i += 1) {
    let row = a.entries.slice(i * a.columns, (i + 1) * a.columns);
    for (const before of [...rows, ...rows]) {
      const along = row.reduce((sum, entry, k) => sum + entry * before[k], 0);
      row = row.map((entry, k) => entry - along * before[k]);
    }
    const size = Math.hypot(...row);
    rows.push(row.map((entry) => entry / size));
  }
  return fromLists(rows);
}

function drawnMap(variable, sizes) {
  if (variable.map === "entrywise") return Object.fromEntries([..."abcpq"].map((name) => [name, decimal(0.3, 1.2)]));
  const [outputs, inputs] = sizeOf(variable, sizes);
  const lists = (rows, columns) => Array.from({ length: rows }, () => Array.from({ length: columns }, () => decimal(-1, 1)));
  return { A: lists(outputs, outputs + 1), B: lists(outputs + 1, inputs), c: lists(outputs + 1, 1), C: lists(outputs, inputs), E: lists(outputs, inputs) };
}

const INSIDE = {
  positive: (a) => a.entries.every((entry) => entry > 0),
  interval: (a, { lower, upper }) => a.entries.every((entry) => entry > lower && entry < upper),
  simplex: (a) => a.entries.every((entry) => entry >= 0) && Math.abs(a.entries.reduce((sum, entry) => sum + entry, 0) - 1) < 1e-6,
  onehot: (a) => a.entries.filter((entry) => entry === 1).length === 1 && a.entries.filter((entry) => entry === 0).length === a.rows - 1,
  symmetric: (a) => transposed(a).entries.every((entry, k) => entry === a.entries[k]),
  spd: (a) => INSIDE.symmetric(a) && a.entries[0] > 0,
  orthogonal: (a) => product(a, transposed(a)).entries.every((entry, k) => Math.abs(entry - Number(k % (a.rows + 1) === 0)) < 1e-6),
};

/** Whether a value that a reader typed is one at which the claim is made. */
export function isInside(value, variable) {
  return INSIDE[variable.kind]?.(value, variable) ?? true;
}

