/** The mathematics of the backpropagation explorer: two sigmoid units, a linear output, half the squared error. */

export const DEFAULTS = {
  x: [0.9, -1.1],
  y: 0.35,
  W1: [[1.1, -0.4], [0.55, 0.85]],
  b1: [0.05, -0.25],
  w2: [1.25, -0.7],
  b2: 0.15,
};

/** Below this slope a unit passes so little back that it is called saturated; 0.25 is the largest slope. */
export const SATURATED = 0.05;

export function forward({ x, y, W1, b1, w2, b2 }) {
  const z = W1.map((row, i) => row[0] * x[0] + row[1] * x[1] + b1[i]);
  const a = z.map((t) => 1 / (1 + Math.exp(-t)));
  const output = w2[0] * a[0] + w2[1] * a[1] + b2;
  const slopes = a.map((s) => s * (1 - s));
  return { z, a, slopes, output, error: output - y, loss: 0.5 * (output - y) ** 2 };
}

/** The gradient at each station of the way back. */
export function backward({ W1, w2 }, { slopes, error }) {
  const a = w2.map((w) => w * error);
  const z = a.map((g, i) => g * slopes[i]);
  const x = [0, 1].map((j) => W1[0][j] * z[0] + W1[1][j] * z[1]);
  return { output: error, a, z, x, length: Math.hypot(...x) };
}

/** The four backward steps: each local map with what comes in and what goes out. */
export function steps(net) {
  const there = forward(net);
  const back = backward(net, there);
  const [s1, s2] = there.slopes;
  return [
    { from: "L", to: "\u0177", local: [[there.error]], incoming: [1], outgoing: [back.output] },
    { from: "\u0177", to: "a", local: [net.w2], incoming: [back.output], outgoing: back.a },
    { from: "a", to: "z", local: [[s1, 0], [0, s2]], incoming: back.a, outgoing: back.z },
    { from: "z", to: "x", local: net.W1, incoming: back.z, outgoing: back.x },
  ];
}

/** The gradients by the parameters, each in the shape of its parameter. */
export function parameterGradients(net) {
  const there = forward(net);
  const back = backward(net, there);
  return {
    W1: back.z.map((g) => net.x.map((entry) => g * entry)),
    b1: back.z,
    w2: there.a.map((entry) => back.output * entry),
    b2: back.output,
  };
}

/** The input to which the loss answers more: 0 or 1. */
export function stronger({ x }) {
  return Math.abs(x[1]) > Math.abs(x[0]) ? 1 : 0;
}
