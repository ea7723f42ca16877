/** <nabla-exercise>: reads a typed answer, sets it as mathematics, says whether it is right and what a wrong one looks like. */

import { ClaimError, parseExpression } from "./evaluator/parse.mjs";
import { judge, readTask, turnedTask } from "./evaluator/diagnosis.mjs";
import { mathml } from "./evaluator/mathml.mjs";
import { make } from "./pages.mjs";
import { parseScope } from "./evaluator/block.mjs";
import { readAnswer } from "./evaluator/notation.mjs";
import { recall, remember } from "./progress.mjs";
import { shapeText } from "./evaluator/dimensions.mjs";

class NablaExercise extends HTMLElement {
  #ending;

  connectedCallback() {
    this.#ending = new AbortController();
    const { declarations, tasks } = JSON.parse(this.dataset.tasks);
    this.section = this.closest("section");
    this.scope = parseScope(declarations);
    this.progress = { texts: [], hints: 0, ...recall(this.section.id) };
    this.lines = tasks.map((task, i) => this.#line(task, i, tasks.length));
    this.buttons = make("div", { class: "nabla-exercise__buttons" }, this.#button("Check", "check"), this.#button("Hint", "hint"), this.#button("Show the answer", "answer"));
    const form = make("form", { autocomplete: "off" }, ...this.lines.map(({ field }) => field), this.buttons);
    this.replaceChildren(form);
    const { signal } = this.#ending;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    }, { signal });
    form.addEventListener("click", ({ target }) => this.#pressed(target.value), { signal });
    form.addEventListener("input", () => this.#typed(), { signal });
    document.addEventListener("nabla:layout", () => this.#layout(), { signal });
    this.lines.forEach(({ input }, i) => {
      input.value = this.progress.texts[i] ?? "";
    });
    this.#preview();
    if (this.progress.solved) this.#check({ quietly: true });
    this.#show();
  }

  disconnectedCallback() {
    this.#ending.abort();
  }

  #line(task, i, count) {
    const id = `${this.section.id}-answer-${i + 1}`;
    const name = count > 1 ? `Your answer, line ${i + 1}` : "Your answer";
    const input = make("input", { id, type: "text", autocapitalize: "off", spellcheck: "false", "aria-describedby": `${id}-said` });
    const preview = make("div", { class: "nabla-exercise__preview", "aria-hidden": "true" });
    const said = make("p", { id: `${id}-said`, role: "status", class: "nabla-exercise__said" });
    const left = task.left && parseExpression(task.left);
    const read = readTask(task, this.scope, left);
    const names = i ? [] : [make("p", { class: "nabla-exercise__names" }, this.#names())];
    const field = make("div", { class: "nabla-exercise__line" }, make("label", { for: id }, name), input, preview, said, ...names);
    return { field, input, preview, said, tasks: [read, task.turned ? turnedTask(read) : read] };
  }

  #names() {
    const { variables, definitions, sizes } = this.scope;
    const shaped = Object.entries(variables).map(([name, { rows, columns, map }]) => (map ? `${name}( )` : `${name} (${shapeText([rows, columns])})`));
    const names = [...shaped, ...Object.keys(definitions), ...sizes];
    const given = names.length ? `Names: ${names.join(", ").replaceAll("(1\u00d71)", "(number)")}. ` : "";
    return `${given}Write * entry by entry, @ for the matrix product, .T for the transpose, ** for powers.`;
  }

  #button(text, value) {
    return make("button", { type: value === "check" ? "submit" : "button", value }, text);
  }

  #pressed(value) {
    if (value === "hint") this.progress.hints += 1;
    else if (value === "answer") this.progress.answer = true;
    else return;
    this.#show();
    this.#opened(value)?.querySelector("summary")?.focus();
    this.#keep();
  }

  #opened(value) {
    return value === "hint" ? this.hints[this.progress.hints - 1] : this.answer;
  }

  get hints() {
    return [...this.section.querySelectorAll("details.nabla-hint")];
  }

  get answer() {
    return this.section.querySelector("details.nabla-answer");
  }

  #typed() {
    this.progress.texts = this.lines.map(({ input }) => input.value);
    this.progress.solved = false;
    for (const { said, input } of this.lines) {
      said.textContent = "";
      input.removeAttribute("aria-invalid");
    }
    this.#preview();
    this.#show();
    this.#keep();
  }

  /** Set what is typed; while it is no expression yet, what was set last stays, paler. */
  #preview() {
    for (const { input, preview } of this.lines) {
      const text = input.value.trim();
      try {
        const { node, shape } = readAnswer(text, this.scope);
        preview.innerHTML = `<math display="block">${mathml(node, this.scope)}</math><span>${shape ? shapeText(shape) : ""}</span>`;
        preview.classList.remove("nabla-exercise__stale");
      } catch (error) {
        if (!(error instanceof ClaimError)) throw error;
        preview.classList.add("nabla-exercise__stale");
        if (!text) preview.replaceChildren();
      }
    }
  }

  #check({ quietly = false } = {}) {
    const turned = document.documentElement.dataset.nablaLayout === "denominator";
    const verdicts = this.lines.map(({ input, said, tasks }) => {
      const verdict = judge(input.value, tasks[Number(turned)]);
      said.textContent = verdict.said;
      said.classList.toggle("nabla-exercise__right", verdict.right);
      input.setAttribute("aria-invalid", String(!verdict.right));
      return verdict;
    });
    this.progress.solved = verdicts.every(({ right }) => right);
    const first = verdicts.findIndex(({ right }) => !right);
    if (first >= 0 && !quietly) this.#point(this.lines[first].input, verdicts[first].at);
    this.#show();
    this.#keep();
  }

  #point(input, at) {
    input.focus();
    if (at !== undefined) input.setSelectionRange(at, Math.min(at + 1, input.value.length));
  }

  #layout() {
    if (this.lines.some(({ said }) => said.textContent)) this.#check({ quietly: true });
  }

  /** Hints appear one by one, the answer after them or with a right answer of one's own. */
  #show() {
    const { hints, progress } = this;
    hints.forEach((hint, i) => {
      hint.hidden = i >= progress.hints;
      if (i === progress.hints - 1) hint.open = true;
    });
    const spent = progress.hints >= hints.length;
    const done = progress.solved || progress.answer;
    this.answer.hidden = !done;
    if (progress.answer && !progress.solved) this.answer.open = true;
    this.buttons.querySelector("[value=hint]").hidden = spent || done;
    this.buttons.querySelector("[value=answer]").hidden = !spent || done;
    this.section.toggleAttribute("data-solved", Boolean(progress.solved));
  }

  #keep() {
    remember(this.section.id, this.progress);
  }
}

customElements.define("nabla-exercise", NablaExercise);
