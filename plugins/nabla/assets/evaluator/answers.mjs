/** A reader's answer to the first of several tasks: what the exercise does, without a page around it. */

import { judge, readTask, turnedTask } from "./diagnosis.mjs";
import { mathml } from "./mathml.mjs";
import { parseExpression } from "./parse.mjs";
import { parseScope } from "./block.mjs";
import { readExpression } from "./claim.mjs";

export function judgeFirst(text, { declarations, tasks }, turned) {
  const [given] = tasks;
  const task = readTask(given, parseScope(declarations), parseExpression(given.left));
  return judge(text, turned && given.turned ? turnedTask(task) : task);
}

export function settle(text, declarations) {
  const scope = parseScope(declarations);
  return mathml(readExpression(text, scope).node, scope);
}
