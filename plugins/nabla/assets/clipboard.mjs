/* Copying: a text by a button, and a selection in which each formula is its TeX. */

/** Put a text on the clipboard; resolves to whether that was possible. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text); // an old browser, or a page that was not served over https
  }
}

function copyByCommand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.cssText = "position: fixed; opacity: 0";
  const focused = document.activeElement;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return copied;
}

/** Return what is selected as text with TeX between dollars, or null if no formula is in it. */
export function selectedText(selection) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0).cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const fragment = range.cloneContents();
  const formulas = fragment.querySelectorAll(".nabla-math[data-tex]");
  return formulas.length ? textOf(fragment, formulas) : null;
}

function formulaAround(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest(".nabla-math[data-tex]");
}

function textOf(fragment, formulas) {
  for (const formula of formulas) {
    const display = formula.classList.contains("nabla-display");
    const written = display ? `\n$$\n${formula.dataset.tex}\n$$\n` : `$${formula.dataset.tex}$`;
    formula.replaceChildren(written);
    formula.style.whiteSpace = "pre-wrap";
  }
  for (const control of fragment.querySelectorAll("details.nabla-evidence, .headerlink, button")) control.remove();
  // innerText leaves out what is not shown, so only the chosen layout is copied; it needs a place in the page.
  const stage = document.createElement("div");
  stage.style.cssText = "position: fixed; left: -9999px";
  stage.append(fragment);
  document.body.append(stage);
  const text = stage.innerText;
  stage.remove();
  return text.replace(/\n{3,}/g, "\n\n").trim();
}

export function startCopying() {
  document.addEventListener("copy", (event) => {
    const text = selectedText(document.getSelection());
    if (text === null || event.defaultPrevented) return;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
}
