/** Shapes with letters, before anything is evaluated: the rules and words of `nabla/language/inference.py`. */

import { ClaimError, OPERATORS } from "./parse.mjs";
import { Mismatch, SCALAR, broadcast, sameAs, shapeText, times } from "./dimensions.mjs";
import { FUNCTIONS } from "./functions.mjs";

/** Scope: `{ variables: { x: { rows, columns, map } }, definitions: { u: { parameters, body } }, sizes: [letters] }`. */
/** The name of a map, where an expression is expected, is the map at the variable. */
export function applied(scope, node, variable) {
  const isMap = node.kind === "name" && (scope.variables[node.name]?.map || scope.definitions[node.name]?.parameters.length);
  return isMap ? { kind: "call", function: node.name, operands: [variable], at: node.at } : node;
}

export function shapeOf(node, scope, bound = {}) {
  try {
    return RULES[node.kind](node, (child) => shapeOf(child, scope, bound), scope, bound);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw new ClaimError(`shape error: ${operation(node)} ${error.message}`, node.at);
  }
}

function operation(node) {
  if (node.kind === "binary") return `'${node.operator}'`;
  return node.kind === "call" ? node.function : node.kind;
}

function nameShape({ name }, scope, bound) {
  if (Object.hasOwn(bound, name)) return bound[name];
  const variable = scope.variables[name];
  if (variable) return variable.map ? null : [variable.rows, variable.columns];
  const definition = scope.definitions[name];
  if (definition && !definition.parameters.length) return shapeOf(definition.body, scope);
  return SCALAR;
}

function entriesOf(shape) {
  return shape && times(...shape);
}

function resultShape(name, shapes, scope) {
  const definition = scope.definitions[name];
  if (definition) {
    return shapeOf(definition.body, scope, Object.fromEntries(definition.parameters.map((parameter, i) => [parameter, shapes[i]])));
  }
  const variable = scope.variables[name];
  if (variable) return smooth(name, variable, shapes[0]);
  return FUNCTIONS[name].shape(...shapes);
}

function smooth(name, { rows, columns, map }, shape) {
  if (map === "entrywise") return shape;
  if (shape && !sameAs(shape, [columns, 1])) throw new Mismatch(`a vector ${shapeText([columns, 1])} as the argument of ${name}`, shape);
  return [rows, 1];
}

export function dimension(node) {
  if (node.kind === "name") return node.name;
  if (node.kind === "number" && Number.isInteger(node.value)) return node.value;
  if (node.kind === "binary" && node.operator === "*") return times(dimension(node.left), dimension(node.right));
  throw new ClaimError("expected a size: a number, a size letter or a product of them", node.at);
}

function call(node, shape, scope) {
  const { function: name, operands } = node;
  const own = name in scope.definitions || name in scope.variables;
  if (OPERATORS.has(name) && !own) return operator(node, shape, scope);
  const fixed = own ? [] : FUNCTIONS[name]?.fixed ?? [];
  return resultShape(name, operands.map((item, i) => (fixed.includes(i) ? dimension(item) : shape(item))), scope);
}

function operator({ function: name, operands }, shape, scope) {
  const [first, second, third] = operands;
  if (name === "J" || name === "D") {
    const point = shape(second);
    const out = resultShape(first.name, [point], scope);
    if (name === "D") return point;
    return out && point && [entriesOf(out), entriesOf(point)];
  }
  return OPERATOR_SHAPES[name](shape(applied(scope, first, second)), shape(second), third && shape(third));
}

function need(shape, wanted, what) {
  if (shape && wanted && !sameAs(shape, wanted)) throw new Mismatch(`${what} of shape ${shapeText(wanted)}`, shape);
}

const OPERATOR_SHAPES = {
  grad(value, x) {
    need(value, SCALAR, "a scalar function");
    return x;
  },
  hess(value, x) {
    need(value, SCALAR, "a scalar function");
    return x && [entriesOf(x), entriesOf(x)];
  },
  jvp(value, x, v) {
    need(v, x, "a direction");
    return value && [entriesOf(value), 1];
  },
  vjp(value, x, u) {
    need(u, value, "a cotangent");
    return x && [entriesOf(x), 1];
  },
  hvp(value, x, v) {
    need(value, SCALAR, "a scalar function");
    need(v, x, "a direction");
    return x && [entriesOf(x), 1];
  },
  div(value, x) {
    need(value, x, "a field");
    return SCALAR;
  },
  curl(value, x) {
    need(x, [3, 1], "a variable");
    need(value, [3, 1], "a field");
    return [3, 1];
  },
  lap(value) {
    need(value, SCALAR, "a scalar function");
    return SCALAR;
  },
};

function derivative(node, shape, scope) {
  const above = shape(applied(scope, node.above, node.variable));
  const below = shape(node.variable);
  if (!above || !below) return null;
  if (below[1] === 1 || node.stacked) return [times(...above), times(...below)];
  if (!sameAs(above, SCALAR)) throw new Mismatch("a scalar above d(matrix), or d(f)/d(vec(X))", above);
  return [below[1], below[0]];
}

function joined(node, shape) {
  return node.operands.map(shape).reduce(broadcast);
}

const RULES = {
  number: () => SCALAR,
  name: (node, _shape, scope, bound) => nameShape(node, scope, bound),
  negate: (node, shape) => shape(node.operand),
  binary({ operator, left, right }, shape) {
    const [first, second] = [shape(left), shape(right)];
    if (operator !== "@") return broadcast(first, second);
    if (!first || !second) return null;
    if (first[1] !== second[0]) throw new Mismatch("as many columns on the left as rows on the right", first, second);
    return [first[0], second[1]];
  },
  transpose(node, shape) {
    const inner = shape(node.operand);
    return inner && [inner[1], inner[0]];
  },
  call,
  derivative,
  compare: joined,
  logical: joined,
  piecewise(node, shape) {
    const condition = shape(node.condition);
    return broadcast(broadcast(shape(node.then), shape(node.otherwise)), condition);
  },
  matrix(node, shape) {
    for (const entry of node.rows.flat()) need(shape(entry), SCALAR, "an entry");
    return [node.rows.length, node.rows[0].length];
  },
  entry(node, shape) {
    const inner = shape(node.operand);
    if (node.indices.length === 1 && inner && !inner.includes(1)) throw new Mismatch("two indices, A[0, 1],", inner);
    return SCALAR;
  },
};
