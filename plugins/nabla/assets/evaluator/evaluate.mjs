/**
 * Values of expressions at a point, derivatives by dual numbers included.
 *
 * A point: `{ sizes: { n: 3 }, values: { x: matrix }, functions: { f: { A, B, c, C, E } or { a, b, c, p, q } } }`.
 */

import { ClaimError, OPERATORS } from "./parse.mjs";
import { applied } from "./shapes.mjs";
import { FUNCTIONS } from "./functions.mjs";
import { at, build, fromLists, mapped, paired, product, scalar, total, trace, transposed } from "./matrices.mjs";
import { Dual, ELEMENTWISE, add, divide, exp, innermost, multiply, negate, power, subtract, tangentOf } from "./scalars.mjs";

export const CONSTANTS = Object.freeze({ __proto__: null, pi: Math.PI });

const ARITHMETIC = { "+": add, "-": subtract, "*": multiply, "/": divide, "**": power };
const COMPARED = {
  "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b,
  ">=": (a, b) => a >= b, "==": (a, b) => a === b, "!=": (a, b) => a !== b,
};

export function evaluate(node, scope, point) {
  return valueOf(node, { scope, ...point, bound: {}, level: 0 });
}

function valueOf(node, place) {
  return RULES[node.kind](node, place);
}

function nameValue({ name, at: offset }, place) {
  const { bound, values, sizes, scope } = place;
  if (Object.hasOwn(bound, name)) return bound[name];
  if (Object.hasOwn(values, name)) return values[name];
  if (Object.hasOwn(sizes, name)) return scalar(sizes[name]);
  const definition = scope.definitions[name];
  if (definition && !definition.parameters.length) return valueOf(definition.body, { ...place, bound: {} });
  if (name in CONSTANTS) return scalar(CONSTANTS[name]);
  throw new ClaimError(`'${name}' is a function or unknown here; expected a value`, offset);
}

function apply(name, operands, place) {
  const definition = place.scope.definitions[name];
  if (definition) {
    const bound = Object.fromEntries(definition.parameters.map((parameter, i) => [parameter, operands[i]]));
    return valueOf(definition.body, { ...place, bound });
  }
  const drawn = Object.hasOwn(place.functions, name) && place.functions[name];
  return drawn ? smooth(drawn, operands[0]) : FUNCTIONS[name].value(...operands);
}

/** The maps that stand for every smooth one, as `nabla/language/smooth.py` draws them. */
function smooth(drawn, x) {
  if (typeof drawn.a === "number") {
    const { a, b, c, p, q } = drawn;
    return mapped((z) => add(add(multiply(a, ELEMENTWISE.sin(add(multiply(z, b), c))), multiply(multiply(z, z), p)), multiply(q, exp(multiply(z, 0.5)))), x);
  }
  const [A, B, c, C, E] = ["A", "B", "c", "C", "E"].map((name) => fromLists(drawn[name]));
  const waves = mapped(ELEMENTWISE.sin, paired(add, product(B, x), c));
  return paired(add, product(A, waves), paired(multiply, product(C, x), product(E, x)));
}

function call(node, place) {
  const { function: name, operands } = node;
  const own = name in place.scope.definitions || Object.hasOwn(place.functions, name);
  if (OPERATORS.has(name) && !own) return operator(node, place);
  const fixed = own ? [] : FUNCTIONS[name].fixed ?? [];
  return apply(name, operands.map((item, i) => (fixed.includes(i) ? whole(item, place) : valueOf(item, place))), place);
}

function whole(node, place) {
  const value = innermost(valueOf(node, place).entries[0]);
  if (!Number.isInteger(value)) throw new ClaimError(`expected a whole number or a size letter, got ${value}`, node.at);
  return value;
}

/** The derivatives of a map along directions, as the columns of a matrix. */
function columnsOf(map, x, directions, level) {
  const columns = directions.map((direction) => {
    const moved = { ...x, entries: x.entries.map((entry, k) => new Dual(entry, direction[k], level)) };
    return map(moved);
  });
  const rows = columns[0].rows * columns[0].columns;
  const down = columns.map((column) => transposed(column).entries);
  return build(rows, columns.length, (i, j) => tangentOf(down[j][i], level));
}

/** One direction for each entry, column after column. */
function basis(x) {
  const directions = [];
  for (let j = 0; j < x.columns; j += 1) for (let i = 0; i < x.rows; i += 1) {
    directions.push(x.entries.map((_, k) => (k === i * x.columns + j ? 1 : 0)));
  }
  return directions;
}

/** Differentiate an expression by a name that gets moved values. */
function push(body, variable, place, directions) {
  const x = nameValue(variable, place);
  const level = place.level + 1;
  const key = Object.hasOwn(place.bound, variable.name) ? "bound" : "values";
  const map = (value) => valueOf(body, { ...place, [key]: { ...place[key], [variable.name]: value }, level });
  return columnsOf(map, x, directions ?? basis(x), level);
}

function derivative(node, place) {
  const jacobian = push(applied(place.scope, node.above, node.variable), node.variable, place);
  const x = nameValue(node.variable, place);
  if (x.columns === 1 || node.stacked) return jacobian;
  return { rows: x.columns, columns: x.rows, entries: jacobian.entries };
}

function gradient(body, variable, place) {
  const x = nameValue(variable, place);
  return transposed({ rows: x.columns, columns: x.rows, entries: push(body, variable, place).entries });
}

function gradientNode(body, variable) {
  return { kind: "call", function: "grad", operands: [body, variable], at: body.at };
}

const OPERATED = {
  grad: gradient,
  hess: (body, x, place) => push(gradientNode(body, x), x, place),
  jvp: (body, x, place, v) => push(body, x, place, [v.entries]),
  vjp: (body, x, place, u) => product(transposed(push(body, x, place)), u),
  hvp: (body, x, place, v) => push(gradientNode(body, x), x, place, [v.entries]),
  div: (body, x, place) => scalar(trace(push(body, x, place))),
  lap: (body, x, place) => scalar(trace(push(gradientNode(body, x), x, place))),
  curl(body, x, place) {
    const J = push(body, x, place);
    const turn = (i, j) => subtract(at(J, i, j), at(J, j, i));
    return { rows: 3, columns: 1, entries: [turn(2, 1), turn(0, 2), turn(1, 0)] };
  },
};

function operator({ function: name, operands }, place) {
  const [first, second, third] = operands;
  if (name === "J" || name === "D") {
    const x = valueOf(second, place);
    const level = place.level + 1;
    const map = (value) => apply(first.name, [value], { ...place, level });
    if (name === "J") return columnsOf(map, x, basis(x), level);
    const moved = map(mapped((entry) => new Dual(entry, 1, level), x));
    return mapped((entry) => tangentOf(entry, level), moved);
  }
  return OPERATED[name](applied(place.scope, first, second), second, place, third && valueOf(third, place));
}

function truth(value) {
  return mapped((entry) => (innermost(entry) === 0 ? 0 : 1), value);
}

const RULES = {
  number: ({ value }) => scalar(value),
  name: nameValue,
  negate: ({ operand }, place) => mapped(negate, valueOf(operand, place)),
  binary({ operator: sign, left, right }, place) {
    const [a, b] = [valueOf(left, place), valueOf(right, place)];
    return sign === "@" ? product(a, b) : paired(ARITHMETIC[sign], a, b);
  },
  transpose: ({ operand }, place) => transposed(valueOf(operand, place)),
  call,
  derivative,
  compare({ operators, operands }, place) {
    const values = operands.map((item) => mapped(innermost, valueOf(item, place)));
    const links = operators.map((sign, i) => paired((a, b) => Number(COMPARED[sign](a, b)), values[i], values[i + 1]));
    return links.reduce((a, b) => paired(multiply, a, b));
  },
  logical({ operator: word, operands }, place) {
    const values = operands.map((item) => truth(valueOf(item, place)));
    if (word === "not") return mapped((entry) => 1 - entry, values[0]);
    return values.reduce((a, b) => paired(word === "and" ? Math.min : Math.max, a, b));
  },
  piecewise({ condition, then, otherwise }, place) {
    const mask = truth(valueOf(condition, place));
    const chosen = paired((a, b) => [a, b], valueOf(then, place), valueOf(otherwise, place));
    return paired((test, [a, b]) => (test ? a : b), mask, chosen);
  },
  matrix({ rows }, place) {
    return build(rows.length, rows[0].length, (i, j) => valueOf(rows[i][j], place).entries[0]);
  },
  entry(node, place) {
    const a = valueOf(node.operand, place);
    let [i, j = 0] = node.indices;
    if (node.indices.length === 1 && a.rows === 1 && a.columns > 1) [i, j] = [0, i];
    if (i >= a.rows || j >= a.columns) throw new ClaimError(`no entry [${node.indices.join(", ")}] in a value of shape ${a.rows}\u00d7${a.columns}`, node.at);
    return scalar(at(a, i, j));
  },
};
