/**
 * Text of one expression to a tree, as `nabla/language/syntax.py` reads it. Nothing is ever handed to `eval`.
 *
 * A node is a plain object with `kind` and `at`, its offset in the text.
 */

export class ClaimError extends Error {
  constructor(message, at = 0) {
    super(message);
    this.at = at;
  }
}

export const OPERATORS = new Set(["grad", "hess", "jvp", "vjp", "hvp", "div", "curl", "lap", "J", "D"]);

const TOKEN = /\s*(?:(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>\*\*|<=|>=|==|!=|[-+*/@<>()[\],.]))/y;
const OTHER_WAYS = {
  "^": "'^' is no operator here; a power is written x**2",
  "%": "'%' is no operator here",
  "~": "'~' is no operator here; a condition is negated with not",
  "{": "no braces; group with ( )",
  "=": "expected an expression, got '='",
};
const COMPARISONS = ["<", "<=", ">", ">=", "==", "!="];
const WORDS = new Set(["and", "or", "not", "if", "else", "in", "is", "lambda", "for", "let", "None", "True", "False"]);
const DEEPEST = 60;

export function parseExpression(text) {
  if (!text.trim()) throw new ClaimError("expected an expression, got nothing");
  const reader = new Reader(tokens(text), text.length);
  const found = reader.piecewise();
  reader.expectEnd();
  refuseStray(found);
  return found;
}

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim()) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const at = start + text.slice(start).search(/\S/);
    if (!match) throw new ClaimError(OTHER_WAYS[text[at]] ?? `unexpected '${text[at]}'`, at);
    const { number, name, sign } = match.groups;
    if (sign === "/" && found.at(-1)?.text === "/" && found.at(-1).at === at - 1) throw new ClaimError("'//' is no operator here; a quotient is written a / b", at);
    if (name === "lambda") throw new ClaimError("expected an expression: 'lambda' is a word of Python; write lam", at);
    found.push({ text: number ?? name ?? sign, is: number ? "number" : name && !WORDS.has(name) ? "name" : "sign", at });
  }
  return found;
}

class Reader {
  constructor(found, end) {
    this.tokens = found;
    this.place = 0;
    this.end = end;
    this.depth = 0;
  }

  get next() {
    return this.tokens[this.place] ?? { text: "", is: "end", at: this.end };
  }

  take(...texts) {
    const token = this.next;
    if (token.is !== "sign" || !texts.includes(token.text)) return null;
    this.place += 1;
    return token;
  }

  expect(text, wanted = `'${text}'`) {
    return this.take(text) ?? this.refuse(`expected ${wanted}`);
  }

  expectEnd() {
    if (this.next.is !== "end") this.refuse("expected an operator");
  }

  refuse(message) {
    const { text, at } = this.next;
    throw new ClaimError(`${message}, got ${text ? `'${text}'` : "the end"}`, at);
  }

  piecewise() {
    if ((this.depth += 1) > DEEPEST) throw new ClaimError("an expression nested too deeply; name its parts", this.next.at);
    const { at } = this.next;
    const then = this.logical("or");
    let node = then;
    if (this.take("if")) {
      const condition = this.logical("or");
      this.expect("else");
      node = { kind: "piecewise", condition, then, otherwise: this.piecewise(), at };
    }
    this.depth -= 1;
    return node;
  }

  logical(operator) {
    const inner = () => (operator === "or" ? this.logical("and") : this.negated());
    const { at } = this.next;
    const operands = [inner()];
    while (this.take(operator)) operands.push(inner());
    return operands.length === 1 ? operands[0] : { kind: "logical", operator, operands, at };
  }

  negated() {
    const word = this.take("not");
    return word ? { kind: "logical", operator: "not", operands: [this.negated()], at: word.at } : this.compared();
  }

  compared() {
    const { at } = this.next;
    const operands = [this.chain(["+", "-"], () => this.product())];
    const operators = [];
    for (let sign = this.take(...COMPARISONS); sign; sign = this.take(...COMPARISONS)) {
      operators.push(sign.text);
      operands.push(this.chain(["+", "-"], () => this.product()));
    }
    return operators.length ? { kind: "compare", operators, operands, at } : operands[0];
  }

  product() {
    return this.chain(["*", "/", "@"], () => this.signed());
  }

  chain(signs, inner) {
    const { at } = this.next;
    let left = inner();
    for (let sign = this.take(...signs); sign; sign = this.take(...signs)) {
      const right = inner();
      left = sign.text === "/" && isD(right) ? attach(left, right, at) : { kind: "binary", operator: sign.text, left, right, at };
    }
    return left;
  }

  signed() {
    const sign = this.take("-", "+");
    if (!sign) return this.power();
    if ((this.depth += 1) > DEEPEST) throw new ClaimError("an expression nested too deeply; name its parts", sign.at);
    const operand = this.signed();
    this.depth -= 1;
    return sign.text === "-" ? { kind: "negate", operand, at: sign.at } : operand;
  }

  power() {
    const { at } = this.next;
    const left = this.primary();
    if (!this.take("**")) return left;
    if (isD(left)) throw new ClaimError("expected brackets around the derivative: (d(f)/d(x))**2", left.at);
    return { kind: "binary", operator: "**", left, right: this.signed(), at };
  }

  primary() {
    const { at } = this.next;
    let node = this.atom();
    for (;;) {
      if (this.take(".")) {
        const { text } = this.next;
        if (text !== "T") this.refuse("the only attribute is .T");
        if (isD(node)) throw new ClaimError("expected brackets around the derivative: (d(f)/d(x)).T", node.at);
        this.place += 1;
        node = { kind: "transpose", operand: node, at };
      } else if (this.take("[")) node = { kind: "entry", operand: node, indices: this.indices(), at };
      else return node;
    }
  }

  atom() {
    const token = this.next;
    if (token.is === "number") {
      this.place += 1;
      return { kind: "number", value: Number(token.text.replaceAll("_", "")), text: token.text, at: token.at };
    }
    if (token.is === "name") {
      this.place += 1;
      if (!this.take("(")) return { kind: "name", name: token.text, at: token.at };
      return called(token, this.items(")"));
    }
    if (this.take("(")) {
      const node = this.piecewise();
      if (this.next.text === ",") throw new ClaimError("unexpected a comma", token.at);
      this.expect(")", "a closing bracket )");
      return node;
    }
    if (this.take("[")) return matrix(this.items("]"), token.at);
    return this.refuse("expected a number, a name or a bracket");
  }

  items(closing) {
    const found = [];
    while (!this.take(closing)) {
      found.push(this.piecewise());
      if (!this.take(",") && this.next.text !== closing) this.refuse(`expected a comma or ${closing}`);
    }
    return found;
  }

  indices() {
    const found = this.items("]");
    const whole = found.every((item) => item.kind === "number" && /^\d+$/.test(item.text));
    if (found.length < 1 || found.length > 2 || !whole) throw new ClaimError("expected an entry x[0] or A[0, 1], counted from 0", found[0]?.at ?? this.next.at);
    return found.map(({ value }) => value);
  }
}

function called({ text, at }, operands) {
  if (text === "where" && operands.length === 3) {
    const [condition, then, otherwise] = operands;
    return { kind: "piecewise", condition, then, otherwise, at };
  }
  return { kind: "call", function: text, operands, at };
}

function matrix(items, at) {
  const nested = items.map((item) => item.kind === "matrix");
  if (!items.length || nested.some(Boolean) !== nested.every(Boolean) || items.some((item) => item.rows && item.rows[0].length > 1)) {
    throw new ClaimError("expected a column [a, b] or the rows of a matrix [[a, b], [c, d]]", at);
  }
  const rows = items.map((item) => (item.kind === "matrix" ? item.rows.map((row) => row[0]) : [item]));
  if (new Set(rows.map((row) => row.length)).size !== 1) throw new ClaimError("the rows of a matrix must have the same number of entries, at least one", at);
  return { kind: "matrix", rows, at };
}

function isD(node) {
  return node.kind === "call" && node.function === "d" && node.operands.length === 1;
}

/** Give `/d(x)` to the `d(f)` before it: `A @ d(f)/d(x)` is read from the left. */
function attach(node, below, at) {
  if (isD(node)) return derivative(node.operands[0], below.operands[0], node.at);
  if (node.kind === "negate") return { ...node, operand: attach(node.operand, below, at) };
  if (node.kind === "binary" && "*/@".includes(node.operator)) return { ...node, right: attach(node.right, below, at) };
  throw new ClaimError("expected d(f) before /d(x)", at);
}

function derivative(above, below, at) {
  const stacked = below.kind === "call" && below.function === "vec" && below.operands.length === 1;
  const variable = stacked ? below.operands[0] : below;
  if (variable.kind !== "name") throw new ClaimError("differentiate by a name, d(f)/d(x); give the expression one: let u = ...", variable.at);
  return { kind: "derivative", above, variable, stacked, at };
}

function refuseStray(node) {
  if (node.kind === "call" && node.function === "d") throw new ClaimError("expected d(f)/d(x), with one function above and one name below", node.at);
  children(node).forEach(refuseStray);
}

const PARTS = {
  negate: ["operand"], binary: ["left", "right"], transpose: ["operand"], call: ["operands"],
  derivative: ["above", "variable"], compare: ["operands"], logical: ["operands"],
  piecewise: ["condition", "then", "otherwise"], matrix: ["rows"], entry: ["operand"],
};

export function children(node) {
  return (PARTS[node.kind] ?? []).flatMap((part) => [node[part]].flat(2));
}

export function walk(node) {
  return [node, ...children(node).flatMap(walk)];
}

/** The tree with `change` applied to each direct child. */
export function rebuilt(node, change) {
  const inside = (value) => (Array.isArray(value) ? value.map(inside) : change(value));
  return { ...node, ...Object.fromEntries((PARTS[node.kind] ?? []).map((part) => [part, inside(node[part])])) };
}

export function differentiates(node) {
  return walk(node).some((item) => item.kind === "derivative" || (item.kind === "call" && OPERATORS.has(item.function)));
}

/** Whether two trees say the same, wherever they stand. */
export function same(first, second) {
  const bare = (node) => JSON.stringify(node, (key, value) => (key === "at" || key === "text" ? undefined : value));
  return bare(first) === bare(second);
}
