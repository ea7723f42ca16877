/** A reader's answer to the first of several tasks: what the exercise does, without a page around it. */

import { judge, readTask, turnedTask } from "./diagnosis.mjs";
import { mathml } from "./mathml.mjs";
import { parseExpression } from "./parse.mjs";
import { parseScope } from "./block.mjs";
import { readAnswer } from "./notation.mjs";

export function judgeFirst(text, given, turned) {
  return judgeEach([text], given, turned)[0];
}

export function judgeEach(texts, { declarations, tasks: [given] }, turned) {
  const task = readTask(given, parseScope(declarations), parseExpression(given.left));
  const asked = turned && given.turned ? turnedTask(task) : task;
  return texts.map((text) => judge(text, asked));
}

export function settle(text, declarations) {
  const scope = parseScope(declarations);
  return mathml(readAnswer(text, scope).node, scope);
}
