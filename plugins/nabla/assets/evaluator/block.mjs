/** Declarations and statements of a block, as `nabla/language/grammar.py` reads them. */

import { ClaimError, OPERATORS, parseExpression, walk } from "./parse.mjs";
import { FUNCTIONS } from "./functions.mjs";
import { CONSTANTS } from "./evaluate.mjs";

const SQUARE = ["symmetric", "spd", "invertible", "orthogonal"];
const FORMS = {
  grad: "grad(f, x)", hess: "hess(f, x)", jvp: "jvp(f, x, v)", vjp: "vjp(f, x, u)", hvp: "hvp(f, x, v)",
  div: "div(F, x)", curl: "curl(F, x)", lap: "lap(f, x)", J: "J(f, p)", D: "D(phi, z)",
};

/** Read the `let` lines of a block, already known to be right: they were read when the page was built. */
export function parseScope(lines) {
  const scope = { variables: { __proto__: null }, definitions: { __proto__: null }, sizes: [] };
  for (const line of lines) declare(line.replace(/^let\s+/, ""), scope);
  return scope;
}

function declare(line, scope) {
  const [, names, domain] = line.match(/^([\w\s,]+?)\s+in\s+(.*)$/s) ?? [];
  if (names) {
    const variable = parseDomain(domain.trim());
    for (const name of names.split(",")) scope.variables[name.trim()] = variable;
    for (const size of [variable.rows, variable.columns]) if (typeof size === "string" && !scope.sizes.includes(size)) scope.sizes.push(size);
    return;
  }
  const [, name, inside, body] = line.match(/^(\w+)\s*(?:\(([^()]*)\))?\s*=(.*)$/s);
  const parameters = inside === undefined ? [] : inside.split(",").map((parameter) => parameter.trim());
  scope.definitions[name] = { parameters, body: parseExpression(body) };
}

function size(text) {
  return /^\d+$/.test(text) ? Number(text) : text;
}

export function parseDomain(text) {
  if (text === "smooth") return { kind: "smooth", rows: 1, columns: 1, map: "entrywise" };
  const [, kind, first, second] = text.match(/^([a-z]+)\s*\(\s*(\w+)\s*(?:,\s*(\w+)\s*)?\)$/) ?? [];
  if (kind === "smooth") return { kind, rows: size(second), columns: size(first), map: "map" };
  if (kind) return { kind, rows: size(first), columns: SQUARE.includes(kind) ? size(first) : 1 };
  const [, flat, power] = text.match(/^(R|positive|\([^()]*\))\s*(?:\^\s*(.*))?$/);
  const sizes = power?.match(/\w+/g) ?? [];
  const [lower, upper] = flat.startsWith("(") ? flat.slice(1, -1).split(",").map(limit) : [flat === "R" ? -Infinity : 0, Infinity];
  return { kind: flat.startsWith("(") ? "interval" : flat, rows: size(sizes[0] ?? "1"), columns: size(sizes[1] ?? "1"), lower, upper };
}

function limit(text) {
  const word = text.trim();
  if (word.endsWith("inf")) return word.startsWith("-") ? -Infinity : Infinity;
  return Number(word);
}

/** Refuse a name that nothing declares and a call that cannot be right. */
export function checkNames(node, scope) {
  for (const item of walk(node)) {
    if (item.kind === "name") checkName(item, scope);
    else if (item.kind === "call") checkCall(item, scope);
  }
}

function checkName({ name, at }, scope) {
  const { variables, definitions, sizes } = scope;
  if (name in variables || name in definitions || sizes.includes(name) || name in CONSTANTS || name in FUNCTIONS) return;
  const known = [...Object.keys(variables), ...Object.keys(definitions), ...sizes];
  throw new ClaimError(`'${name}' has no meaning here${known.length ? `; there are ${known.join(", ")}` : ""}`, at);
}

function checkCall({ function: name, operands, at }, scope) {
  const count = operands.length;
  const definition = scope.definitions[name];
  const variable = scope.variables[name];
  if (definition) {
    if (count !== definition.parameters.length) throw new ClaimError(`expected ${name}(${definition.parameters.join(", ")}), got ${count} arguments`, at);
  } else if (variable) {
    if (!variable.map) throw new ClaimError(`'${name}' is no function; a product is written a * b`, at);
    if (count !== 1) throw new ClaimError(`${name} takes one argument, got ${count}`, at);
  } else if (OPERATORS.has(name)) checkOperator(name, operands, at, scope);
  else if (name in FUNCTIONS) {
    const [least, most] = FUNCTIONS[name].takes ?? [1, 1];
    if (count < least || count > most) throw new ClaimError(`${name} takes ${least === most ? least : `${least} to ${most}`} arguments, got ${count}`, at);
  } else throw new ClaimError(`'${name}' is no function of the language`, at);
}

function checkOperator(name, operands, at, scope) {
  const form = FORMS[name];
  if (operands.length !== form.split(",").length) throw new ClaimError(`expected ${form}, got ${operands.length} arguments`, at);
  const takesMap = name === "J" || name === "D";
  const [which, place] = takesMap ? [0, "a function first"] : [1, "a variable second"];
  if (operands[which].kind !== "name" || (takesMap && !isMap(operands[0], scope))) throw new ClaimError(`expected the name of ${place}: ${form}`, at);
}

function isMap({ name }, { variables, definitions }) {
  return Boolean(variables[name]?.map || definitions[name]?.parameters.length || name in FUNCTIONS);
}
