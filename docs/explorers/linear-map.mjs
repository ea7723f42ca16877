/** The mathematics of the linear map explorer: W x, its determinant, and a curved map beside its Jacobian. */

export const DEFAULTS = { W: [[1.1, -0.7], [0.8, 1.2]], x: [1.75, 1.1] };
export const POINT = [1.2, -0.7];

export function apply(W, x) {
  return W.map((row) => row[0] * x[0] + row[1] * x[1]);
}

export function column(W, j) {
  return [W[0][j], W[1][j]];
}

export function determinant(W) {
  return W[0][0] * W[1][1] - W[0][1] * W[1][0];
}

/** A determinant below the rounding of entries with two decimals is zero. */
export function orientation(W) {
  const det = determinant(W);
  if (Math.abs(det) < 1e-9) return "collapsed";
  return det > 0 ? "preserved" : "reversed";
}

/** The direction of the axis that a vector is closest to. */
export function heading([across, up]) {
  if (across === 0 && up === 0) return "nowhere";
  if (Math.abs(across) >= Math.abs(up)) return across > 0 ? "right" : "left";
  return up > 0 ? "up" : "down";
}

export function curved([x1, x2]) {
  return [x1 * x2, Math.sin(x1) + x2 * x2];
}

export function jacobian([x1, x2]) {
  return [[x2, x1], [Math.cos(x1), 2 * x2]];
}

/** f(p) + J d: the straight map that is closest to the curved one at p. */
export function straight(p, d) {
  const [value, moved] = [curved(p), apply(jacobian(p), d)];
  return [value[0] + moved[0], value[1] + moved[1]];
}

/** The largest distance between the two maps on the rim of the square of half-width h around p. */
export function gap(p, h) {
  return Math.max(...rim(h).map((d) => {
    const [a, b] = [curved([p[0] + d[0], p[1] + d[1]]), straight(p, d)];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }));
}

function rim(h) {
  const steps = Array.from({ length: 9 }, (_, i) => ((i - 4) / 4) * h);
  return steps.flatMap((t) => [[t, h], [t, -h], [h, t], [-h, t]]);
}
