/** Numbers as a reader sees them: fixed decimals, a true minus sign, and no minus before zero. */

export function decimals(value, places = 3) {
  const text = value.toFixed(places);
  return Number(text) === 0 ? (0).toFixed(places) : text.replace("-", "\u2212");
}

/** Two significant digits; powers of ten below a thousandth. */
export function short(value) {
  if (value === 0) return "0";
  if (Math.abs(value) >= 1e-3) return decimals(value, Math.abs(value) < 0.1 ? 4 : 2);
  const [mantissa, exponent] = value.toExponential(1).split("e");
  const raised = [...String(Math.abs(exponent))].map((digit) => "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[digit]);
  return `${mantissa.replace("-", "\u2212")}\u00b710\u207b${raised.join("")}`;
}

export function bracketed(values, places = 3) {
  return `[${values.map((value) => decimals(value, places)).join(", ")}]`;
}
