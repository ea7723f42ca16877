/** Whether an answer is right, and what a wrong one looks like: the words of `nabla/verification/diagnosis.py`, for a learner. */

import { ClaimError, differentiates, rebuilt, same } from "./parse.mjs";
import { evaluate } from "./evaluate.mjs";
import { checkNames } from "./block.mjs";
import { build, diagonal, mapped, transposed } from "./matrices.mjs";
import { readPoint, readValue } from "./claim.mjs";
import { advised, readAnswer } from "./notation.mjs";
import { shapeOf } from "./shapes.mjs";
import { shapeText } from "./dimensions.mjs";

const CLOSE = 1e-8;

/**
 * A task: `{ scope, left, points, expected, shape, operators, layout }`; `left` is the question's own left side,
 * `layout` the reader's, where the answer depends on it.
 * The verdict: `{ right, said }`.
 */
export function judge(text, task) {
  let read;
  try {
    read = readAnswer(text, task.scope);
    if (!task.operators && differentiates(read.node)) return wrong("Work the derivative out: the answer is asked for without d( ) or another operator of differentiation.");
    if (task.left && same(read.node, task.left)) return wrong("That is the question itself.");
    const values = valuesOf(read.node, task);
    if (agree(values, task.expected)) return { right: true, said: "Right." };
    if (!values.every(isFinite)) return wrong("Not yet: at the points that were tried this is no number. Something is divided by zero, is taken out of its domain, or grows beyond all bounds.");
    return wrong(describe(read, values, task));
  } catch (error) {
    if (!(error instanceof ClaimError || error instanceof RangeError)) throw error;
    return { right: false, said: sentence(advised(error.message, task.scope)), at: error.at };
  }
}

/** Make a task of what the build wrote down. */
export function readTask({ points, expected, shape, operators, turned }, scope, left) {
  const names = [...Object.keys(scope.variables), ...Object.keys(scope.definitions)].filter((name) => !scope.variables[name]?.map && !scope.definitions[name]?.parameters.length);
  return { scope, left, shape, operators, layout: turned ? "numerator" : "", names, points: points.map((point) => ({ functions: {}, ...readPoint(point) })), expected: expected.map(readValue) };
}

/** The same task for a reader of the other layout. */
export function turnedTask(task) {
  return { ...task, layout: "denominator", expected: task.expected.map(transposed), shape: task.shape.split("\u00d7").reverse().join("\u00d7") };
}

function wrong(said) {
  return { right: false, said };
}

function sentence(message) {
  return `${message[0].toUpperCase()}${message.slice(1)}${message.endsWith("?") ? "" : "."}`;
}

function valuesOf(node, { scope, points }) {
  return points.map((point) => evaluate(node, scope, point));
}

function sameShape(a, b) {
  return a.rows === b.rows && a.columns === b.columns;
}

function isFinite({ entries }) {
  return entries.every(Number.isFinite);
}

/** Agreement at every point, relative to the largest entry; what is not finite agrees with nothing. */
function agree(values, expected, tolerance = CLOSE) {
  return values.every((value, i) => {
    if (!sameShape(value, expected[i]) || !isFinite(value)) return false;
    const size = Math.max(...expected[i].entries.map(Math.abs), ...value.entries.map(Math.abs), 1e-12);
    return value.entries.every((entry, k) => Math.abs(entry - expected[i].entries[k]) <= tolerance * size);
  });
}

function describe({ node, shape }, values, task) {
  const { expected } = task;
  const whole = byValue(values, task);
  if (whole) return whole;
  if (!values.every((value, i) => sameShape(value, expected[i]))) return byShape(shape, values, task);
  return byDiagonal(values, expected) ?? byRepair(node, task) ?? bySymmetry(node, task) ?? byPoints(values, expected) ?? byEntries(values, expected);
}

function byValue(values, task) {
  const { expected } = task;
  if (agree(values, expected, 1e-3)) return "Nearly: a number is rounded, it seems. Write 1 / 3, not 0.333.";
  if (agree(values.map((value) => mapped((entry) => -entry, value)), expected)) return "Almost: the sign is flipped everywhere.";
  const factor = commonFactor(values, expected);
  if (factor) return `${factorText(factor)}.`;
  const turned = values.map(transposed);
  if (values[0].entries.length === 1) return null;
  if (agree(turned, expected)) return `The right numbers, transposed. ${asked(task)}`;
  const turnedFactor = commonFactor(turned, expected);
  return turnedFactor ? `Transposed, and ${factorText(turnedFactor).toLowerCase()}. ${asked(task)}` : null;
}

/** Which way round the answer stands, in the layout that the reader has chosen. */
function asked({ shape, layout }) {
  if (!layout) return `Asked for is ${shape}.`;
  const rule = layout === "numerator" ? "a row for each output, a column for each input" : "a row for each input, a column for each output";
  return `In ${layout} layout the answer is ${shape}: ${rule}.`;
}

function commonFactor(values, expected) {
  const dot = (a, b) => a.entries.reduce((sum, entry, k) => sum + entry * b.entries[k], 0);
  if (!values.every((value, i) => sameShape(value, expected[i]))) return null;
  const ratios = values.map((value, i) => dot(value, expected[i]) / dot(expected[i], expected[i]));
  const [factor] = ratios;
  if (!Number.isFinite(factor) || Math.abs(factor) < CLOSE) return null;
  return agree(values, expected.map((value) => mapped((entry) => factor * entry, value))) ? factor : null;
}

function factorText(factor) {
  const size = Math.abs(factor);
  const words = Math.abs(size - 2) < 1e-6 ? "Twice the right answer" : Math.abs(size - 0.5) < 1e-6 ? "Half of the right answer" : `${Number(size.toPrecision(4))} times the right answer`;
  return factor < 0 ? `${words}, and the sign is flipped` : words;
}

function byShape(shape, values, task) {
  const got = shape ? shapeText(shape) : `${values[0].rows}\u00d7${values[0].columns}`;
  const said = `The shape does not fit: yours is ${got}, asked for is ${task.shape}.`;
  const { expected } = task;
  const column = values.map((value) => (value.rows === 1 ? transposed(value) : value));
  const isSquare = expected.every((value) => value.rows === value.columns && value.rows > 1);
  if (isSquare && column.every((value) => value.columns === 1)) {
    if (agree(column.map(onDiagonal), expected)) return `${said} Your numbers are right, but they belong on the diagonal of a matrix: diag( ).`;
    if (agree(column.map(onDiagonal), expected.map(diagonalOnly))) return `${said} These are the entries of the diagonal; the others are not all zero.`;
  }
  if (values.every(({ entries }) => entries.length === 1) && agree(values.map((value, i) => mapped(() => value.entries[0], expected[i])), expected)) return `${said} The number is right, and every entry has it.`;
  if (isSquare && values.every(({ entries }) => entries.length === 1) && agree(values.map((value, i) => build(expected[i].rows, expected[i].rows, (j, k) => (j === k ? value.entries[0] : 0))), expected)) return `${said} The number is right; it stands on the diagonal: I(n).`;
  return said;
}

function onDiagonal(column) {
  return diagonal({ ...column, rows: column.entries.length, columns: 1 });
}

function diagonalOnly(a) {
  return build(a.rows, a.columns, (i, j) => (i === j ? a.entries[i * a.columns + j] : 0));
}

function without(a, b) {
  return { ...a, entries: a.entries.map((entry, k) => entry - b.entries[k]) };
}

function byDiagonal(values, expected) {
  if (expected.some((value) => value.rows !== value.columns) || expected[0].entries.length === 1) return null;
  if (agree(values, expected.map(diagonalOnly))) return "The diagonal is right; entries off the diagonal are missing.";
  if (agree(values, expected.map((value) => without(value, diagonalOnly(value))))) return "The diagonal is missing; the other entries are right.";
  if (agree(values.map(diagonalOnly), expected)) return "The diagonal is right; off the diagonal it should be zero.";
  return agree(values.map(diagonalOnly), expected.map(diagonalOnly)) ? "The diagonal is right, the other entries are not." : null;
}

/** An answer that would be right if a matrix were symmetric; the question's own side is evaluated there. */
function bySymmetry(node, { scope, points, left }) {
  for (const [name, { rows, columns, kind }] of Object.entries(scope.variables)) {
    if (rows !== columns || rows === 1 || !["R", "positive", "interval", "invertible"].includes(kind)) continue;
    const even = points.map((point) => ({ ...point, values: { ...point.values, [name]: symmetrised(point.values[name]) } }));
    const [given, wanted] = [node, left].map((side) => even.map((point) => evaluate(side, scope, point)));
    if (agree(given, wanted)) return `Right only where ${name} is symmetric.`;
  }
  return null;
}

function symmetrised(a) {
  const b = transposed(a);
  return { ...a, entries: a.entries.map((entry, k) => (entry + b.entries[k]) / 2) };
}

/** Change one thing in the answer, and see whether it becomes right. */
function byRepair(node, task) {
  for (const [said, change] of REPAIRS) {
    for (const changed of variants(node, (item) => change(item, task.names))) if (isRight(changed, task)) return said;
  }
  return null;
}

function isRight(node, { scope, points, expected }) {
  try {
    checkNames(node, scope);
    shapeOf(node, scope);
    return points.every((point, i) => agree([evaluate(node, scope, point)], [expected[i]]));
  } catch (error) {
    if (error instanceof ClaimError || error instanceof RangeError) return false;
    throw error;
  }
}

/** Every tree in which `change` was applied to one node. */
export function variants(node, change) {
  const found = [change(node)].flat().filter(Boolean);
  const inside = [];
  rebuilt(node, (child) => (inside.push(child), child));
  inside.forEach((_, place) => {
    for (const other of variants(inside[place], change)) {
      let k = -1;
      found.push(rebuilt(node, (child) => ((k += 1) === place ? other : child)));
    }
  });
  return found;
}

const isBinary = (node, ...operators) => node.kind === "binary" && operators.includes(node.operator);
const called = (name, node) => ({ kind: "call", function: name, operands: [node], at: node.at });
const PAIRED = { sin: "cos", cos: "sin", sinh: "cosh", cosh: "sinh", relu: "step", step: "relu", sum: "mean", mean: "sum", max: "min", min: "max" };

const REPAIRS = [
  ["The factors of a matrix product stand in the wrong order.", (node) => isBinary(node, "@") && { ...node, left: node.right, right: node.left }],
  ["One factor of a product should be transposed, or should not be.", (node) => isBinary(node, "@") && [
    { ...node, left: flipped(node.left) }, { ...node, right: flipped(node.right) }]],
  ["The sign of one term is wrong.", (node) => isBinary(node, "+", "-") && [
    { ...node, operator: node.operator === "+" ? "-" : "+" },
    { ...node, left: { kind: "negate", operand: node.left, at: node.at } }]],
  ["A minus sign is too many.", (node) => node.kind === "negate" && node.operand],
  ["An exponent is one off.", (node) => isBinary(node, "**") && node.right.kind === "number" && [1, -1].map((step) => shifted(node, step))],
  ["A power works entry by entry; the inverse of a matrix is written inv( ), its square A @ A.", (node) => isBinary(node, "**") && [called("inv", node.left), { ...node, operator: "@", right: node.left }]],
  ["A product by entries stands where a matrix product belongs, or the other way round.", (node) => isBinary(node, "*", "@") && { ...node, operator: node.operator === "*" ? "@" : "*" }],
  ["One function is taken for another.", (node) => node.kind === "call" && PAIRED[node.function] && { ...node, function: PAIRED[node.function] }],
  ["A matrix is inverted that should not be, or the other way round.", (node) => (node.kind === "call" && node.function === "inv" ? node.operands[0] : node.kind === "name" && called("inv", node))],
  ["One variable is taken for another.", (node, names) => node.kind === "name" && names.filter((name) => name !== node.name).map((name) => ({ ...node, name }))],
  ["One number is wrong.", (node) => node.kind === "number" && [-2, -1, 0.5, 2, 3, 4].map((factor) => ({ ...node, value: node.value * factor }))],
  ["A factor is missing.", (node, names) => names.flatMap((name) => ["*", "@"].map((operator) => multiplied(operator, node, name)))],
  ["A factor too many.", (node) => isBinary(node, "*", "/") && [node.left, ...(node.operator === "*" ? [node.right] : [])]],
  ["A term too many.", (node) => isBinary(node, "+", "-") && [node.left, node.right]],
];

function flipped(node) {
  return node.kind === "transpose" ? node.operand : { kind: "transpose", operand: node, at: node.at };
}

function multiplied(operator, node, name) {
  return { kind: "binary", operator, left: node, right: { kind: "name", name, at: node.at }, at: node.at };
}

function shifted(node, step) {
  return { ...node, right: { ...node.right, value: node.right.value + step, text: String(node.right.value + step) } };
}

function byPoints(values, expected) {
  const held = values.filter((value, i) => agree([value], [expected[i]])).length;
  return held ? `Right at ${held} of ${values.length} points: one case of several is wrong.` : null;
}

function byEntries(values, expected) {
  const [value, wanted] = [values[0], expected[0]];
  const size = Math.max(...wanted.entries.map(Math.abs), 1e-12);
  const off = wanted.entries.map((entry, k) => !(Math.abs(entry - value.entries[k]) <= 1e-6 * size));
  const count = off.filter(Boolean).length;
  if (wanted.entries.length === 1 || count === off.length) return "Not yet: the shape is right, the values are not.";
  return `Not yet: ${count} of ${off.length} entries are wrong, the others are right.`;
}
