/** The mathematics of the softmax explorer: probabilities, cross-entropy, its gradient by the logits. */

export const CLASSES = ["otter", "lynx", "falcon"];
export const DEFAULTS = { z: [2.4, -0.5, -1.8], target: 1, rate: 1 };

export function softmax(z) {
  const top = Math.max(...z);
  const raised = z.map((entry) => Math.exp(entry - top));
  const total = raised.reduce((sum, entry) => sum + entry, 0);
  return raised.map((entry) => entry / total);
}

/** logsumexp(z) - z_t: finite where the logarithm of a vanished probability is not. */
export function crossEntropy(z, target) {
  const top = Math.max(...z);
  const total = z.reduce((sum, entry) => sum + Math.exp(entry - top), 0);
  return top - z[target] + Math.log(total);
}

export function gradient(z, target) {
  return softmax(z).map((p, i) => p - (i === target ? 1 : 0));
}

export function jacobian(z) {
  const p = softmax(z);
  return p.map((row, i) => p.map((entry, j) => (i === j ? row : 0) - row * entry));
}

/** The greatest probability less the second greatest. */
export function margin(z) {
  const [first, second] = softmax(z).sort((a, b) => b - a);
  return first - second;
}

export function predicted(z) {
  return z.indexOf(Math.max(...z));
}

export function descended(z, target, rate) {
  const slope = gradient(z, target);
  return z.map((entry, i) => entry - rate * slope[i]);
}
