/** A claim's sides as text, with their shapes and values at points that the build wrote down. */

import { ClaimError, parseExpression } from "./parse.mjs";
import { checkNames, parseScope } from "./block.mjs";
import { evaluate } from "./evaluate.mjs";
import { fromLists, scalar, toLists } from "./matrices.mjs";
import { shapeOf } from "./shapes.mjs";
import { shapeText } from "./dimensions.mjs";

/** A number is a scalar, a list a column, a list of lists a matrix. */
export function readValue(value) {
  if (typeof value === "number") return scalar(value);
  return fromLists(value.map((row) => [row].flat()));
}

export function readPoint({ sizes = {}, values = {}, functions = {} }) {
  return { sizes, functions, values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readValue(value)])) };
}

/** Read an expression that may be wrong in every way a reader can think of. */
export function readExpression(text, scope) {
  const node = parseExpression(text);
  checkNames(node, scope);
  return { node, shape: shapeOf(node, scope) };
}

/** What becomes of a text in a scope: its shape and its values, or what is wrong with it and where. */
export function inspect(text, declarations, points) {
  try {
    const scope = parseScope(declarations);
    const { node, shape } = readExpression(text, scope);
    const values = points.map((point) => toLists(evaluate(node, scope, readPoint(point))));
    return { shape: shape && shapeText(shape), values };
  } catch (error) {
    if (!(error instanceof ClaimError)) throw error;
    return { error: error.message, at: error.at };
  }
}
