"""True claims about all that the book's chapters need, one fence's body after another."""


def _blocks(text: str) -> tuple[str, ...]:
    return tuple(text.strip().split("\n\n"))


SCALAR_RULES = _blocks("""
let x, c in R
d(c)/d(x) = 0

let x in R
d(3 * x)/d(x) = 3

let x in R
d(x**3)/d(x) = 3 * x**2

let x in R
d(x**2 + 3 * x)/d(x) = 2 * x + 3

let x in R
d(x**2 - 3 * x)/d(x) = 2 * x - 3

let x in R
d(x**2 * x)/d(x) = x**2 + x * 2 * x = 3 * x**2

let x in R
d(log(x**2))/d(x) = 1 / x**2 * 2 * x = 2 / x if x != 0

let x in R
d(9 * (x + x**2))/d(x) = 9 * d(x + x**2)/d(x) = 9 * (1 + 2 * x) = 9 + 18 * x

let x in positive
d(x**2.5)/d(x) = 2.5 * x**1.5

let x in R
let f, g in smooth
d(f(x) * g(x))/d(x) = f(x) * D(g, x) + D(f, x) * g(x)

let x in R
let f, g in smooth
d(f(g(x)))/d(x) = D(f, g(x)) * D(g, x)

let x in R
d(sin(x**2))/d(x) = 2 * x * cos(x**2)

let x in (0.4, 1.3)
d(log(sin(x**3)**2))/d(x) = 6 * x**2 * cos(x**3) / sin(x**3)

let x in R
d(sin(x + x**2))/d(x) = cos(x + x**2) * (1 + 2 * x)

let x in R
d(exp(-x**2 / 2))/d(x) = -x * exp(-x**2 / 2)

let x in R
d(tanh(x))/d(x) = 1 - tanh(x)**2

let x in R
d(1e-3 * x)/d(x) = 0.001

let x, y in R
d(x * y)/d(x) = y

let x, y in R
d(3 * x**2 * y)/d(x) = 6 * y * x
d(3 * x**2 * y)/d(y) = 3 * x**2

let x, y in R
d(2 * x + y**8)/d(y) = 8 * y**7

let x in R
let u1 = x**2
let u2 = exp(x)
d(x * u1 + sin(u2))/d(x) = u1 + x * d(u1)/d(x) + cos(u2) * d(u2)/d(x)

let x in R
d([log(x**2), sin(3 * x)])/d(x) = [2 / x, 3 * cos(3 * x)]

let x in R
let y = x**2
d(3 * y)/d(x) = d(3 * y)/d(y) * d(y)/d(x) = 6 * x
""")

JACOBIANS = _blocks("""
let x in R^n
d(x)/d(x) = I(n)

let x in R^2
let y = [3 * x[0]**2 * x[1], 2 * x[0] + x[1]**8]
d(y)/d(x) = [[6 * x[0] * x[1], 3 * x[0]**2], [2, 8 * x[1]**7]]

let w, x in R^n
d(w + x)/d(w) = I(n)
d(w - x)/d(x) = -I(n)

let w, x in R^n
d(w * x)/d(w) = diag(x)
d(w * x)/d(x) = diag(w)

let w, x in R^n
d(w / x)/d(w) = diag(1 / x) if x != 0
d(w / x)/d(x) = diag(-w / x**2) if x != 0

let w, x in R^n
let f, g in smooth
d(f(w) * g(x))/d(w) = diag(D(f, w) * g(x))

let w, x in R^n
d(max(w, x))/d(w) = diag(w > x)
d(max(w, x))/d(x) = diag(x > w)

let x in R^n
let z in R
d(x + z)/d(x) = I(n)
d(x + z)/d(z) = ones(n)

let x in R^n
let z in R
d(x * z)/d(x) = I(n) * z
d(x * z)/d(z) = x

let x in R^n
let z in R
d(x / z)/d(x) = I(n) / z
d(x / z)/d(z) = -x / z**2

let x in R^n
let f in smooth(n, m)
d(sum(f(x)))/d(x) = ones(m).T @ d(f(x))/d(x)

let x in R^n
d(sum(x))/d(x) = ones(n).T

let x in R^n
let z in R
d(sum(x * z))/d(x) = z * ones(n).T
d(sum(x * z))/d(z) = sum(x)

let x in R^n
d(mean(x))/d(x) = 1 / n * ones(n).T

let x in R^n
d(norm(x)**2)/d(x) = 2 * x.T
d(norm(x))/d(x) = x.T / norm(x)

let x in R^n
let f in smooth(k, m)
let g in smooth(n, k)
d(f(g(x)))/d(x) = J(f, g(x)) @ J(g, x)

let x in R^n
let f, g in smooth
d(f(g(x)))/d(x) = diag(D(f, g(x))) @ diag(D(g, x)) = diag(D(f, g(x)) * D(g, x))

let x in R^n
let y = x**3
d(sin(y))/d(x) = d(sin(y))/d(y) @ d(y)/d(x) = diag(3 * x**2 * cos(x**3))

let W in R^(m,n)
let x in R^n
let b in R^m
d(W @ x + b)/d(x) = W
d(W @ x + b)/d(b) = I(m)

let x in R^2
d([x[0] * x[1], sin(x[0]) + x[1]**2])/d(x) = [[x[1], x[0]], [cos(x[0]), 2 * x[1]]]

let z in R^n
let p = softmax(z)
d(softmax(z))/d(z) = diag(p) - p @ p.T

let W in R^(m,n)
let x in R^n
let b in R^m
let z = W @ x + b
d(relu(z))/d(x) = diag(step(z)) @ W

let z in R^n
let phi in smooth
d(phi(z))/d(z) = diag(D(phi, z))

let z in R^n
d(tanh(z))/d(z) = diag(1 - tanh(z)**2)

let z in R^n
d(abs(z))/d(z) = diag(sign(z))

let z in R^n
d(softplus(z))/d(z) = diag(sigmoid(z))

let z in R^n
d(cumsum(z))/d(z) @ ones(n) = cumsum(ones(n))

let A in R^(m,k)
let B in R^(k,n)
let x in R^n
d(A @ B @ x)/d(x) = A @ B

let A in R^(m,n)
let x in R^n
let y in R^m
d(y.T @ A @ x)/d(x) = y.T @ A
d(y.T @ A @ x)/d(y) = (A @ x).T

let A in R^(n,n)
let x in R^n
d(x.T @ A @ x)/d(x) = x.T @ (A + A.T)

let A in symmetric(n)
let x in R^n
d(x.T @ A @ x)/d(x) = 2 * x.T @ A

let a, x in R^n
d(1 / 2 * x.T @ diag(a) @ x)/d(x) = (a * x).T

let u, v in R^n
d(outer(u, v) @ u)/d(v) = outer(u, u)

let x in R
let v in R^n
d(x * v)/d(x) = v

let t in R
let r in R^(1,n)
d(t * r)/d(t) = r.T
""")

NEURON = _blocks("""
let w, x in R^n
let b in R
d(dot(w, x))/d(w) = ones(n).T @ diag(x) = x.T
d(dot(w, x) + b)/d(w) = x.T
d(dot(w, x) + b)/d(b) = 1

let z in R
d(max(0, z))/d(z) = 0 if z < 0
d(max(0, z))/d(z) = 1 if z > 0

let z in R
d(max(0, z))/d(z) = 0 if z <= 0 else 1

let x in R^n
d(max(0, x))/d(x) = diag(x > 0)

let x in R^n
d(relu(x))/d(x) = diag(1 if x > 0 else 0)

let w, x in R^n
let b in R
let z = dot(w, x) + b
d(relu(z))/d(w) = zeros(n).T if z <= 0 else x.T
d(relu(z))/d(b) = 0 if z <= 0 else 1

let w, x in R^n
let b in R
d(max(0, w.T @ x + b))/d(w) = step(w.T @ x + b) * x.T

let w, x in R^n
let b, y in R
let e = dot(w, x) + b - y
let v = y - relu(dot(w, x) + b)
d(v**2)/d(w) = 2 * v * d(v)/d(w) = 0 * x.T if dot(w, x) + b <= 0 else 2 * e * x.T

let X in R^(N,n)
let w in R^n
let y in R^N
let b in R
let z = X @ w + b
let C = 1 / N * sum((y - relu(z))**2)
d(C)/d(w) = 2 / N * ((z > 0) * (z - y)).T @ X
d(C)/d(b) = 2 / N * sum((z > 0) * (z - y))

let x, y, z in R
let a = x + y
let b = max(y, z)
d(a * b)/d(y) = b + a * (y > z)
d(a * b)/d(z) = a * (z > y)

let W in R^(m,n)
let x in R^n
let b, u in R^m
let f in smooth
let z = W @ x + b
let s = u.T @ f(z)
let delta = u.T @ diag(D(f, z))
d(s)/d(b) = delta
d(s)/d(x) = delta @ W
d(s)/d(u) = f(z).T
grad(s, W) = delta.T @ x.T

let r(t) = max(0, t)
let x in R^n
d(r(x))/d(x) = diag(step(x))

let relu2(t) = relu(t)**2
let z in R^n
d(relu2(z))/d(z) = diag(2 * relu(z))
""")

LOSSES = _blocks("""
let z in R
d(sigmoid(z))/d(z) = sigmoid(z) * (1 - sigmoid(z))

let a in (0, 1)
let y in R
d(-(y * log(a) + (1 - y) * log(1 - a)))/d(a) = (a - y) / (a * (1 - a))

let z, y in R
let a = sigmoid(z)
d(-(y * log(a) + (1 - y) * log(1 - a)))/d(z) = a - y

let w, x in R^n
let b, y in R
let a = sigmoid(w.T @ x + b)
let loss = -y * log(a) - (1 - y) * log(1 - a)
d(loss)/d(w) = (a - y) * x.T
d(loss)/d(x) = (a - y) * w.T
grad(loss, w) = (a - y) * x

let p in positive^K
let y in R^K
d(-sum(y * log(p)))/d(p) = -(y / p).T

let z in R^K
let y in onehot(K)
let p = softmax(z)
d(-sum(y * log(p)))/d(z) = (p - y).T
grad(-sum(y * log(p)), z) = p - y

let z in R^K
d(logsumexp(z))/d(z) = softmax(z).T

let z in R^K
let p = softmax(z)
d(log(softmax(z)))/d(z) = I(K) - ones(K) @ p.T

let u, v in R^n
d(log(exp(dot(u, v))))/d(v) = u.T

let U in R^(m,n)
let v in R^n
let p = softmax(U @ v)
d(dot(row(U, 1).T, v) - logsumexp(U @ v))/d(v) = row(U, 1) - p.T @ U

let x, mu in R^n
let Sigma in spd(n)
d(-1 / 2 * (x - mu).T @ inv(Sigma) @ (x - mu))/d(x) = -(x - mu).T @ inv(Sigma)

let theta, x in R^n
let s = sigmoid(theta.T @ x)
d(s)/d(theta) = s * (1 - s) * x.T

let y_hat, y in R
d(1 / 2 * (y_hat - y)**2)/d(y_hat) = y_hat - y
""")

MATRICES = _blocks("""
let W in R^(m,n)
let x in R^n
let y in R^m
grad(norm(W @ x - y)**2, W) = 2 * (W @ x - y) @ x.T
d(norm(W @ x - y)**2)/d(x) = 2 * (W @ x - y).T @ W
d(norm(W @ x - y)**2)/d(W) = 2 * x @ (W @ x - y).T

let X in R^(N,n)
let W in R^(m,n)
let Y in R^(N,m)
grad(norm(X @ W.T - Y)**2, W) = 2 * (X @ W.T - Y).T @ X

let W in R^(m,n)
let x in R^n
d(W @ x)/d(vec(W)) = kron(x.T, I(m))

let A in R^(m,k)
let X in R^(k,l)
let B in R^(l,n)
d(A @ X @ B)/d(vec(X)) = kron(B.T, A)

let W1 in R^(m,n)
let w2, b1 in R^m
let x in R^n
let b2, y in R
let a = tanh(W1 @ x + b1)
let y_hat = w2.T @ a + b2
let L = 1 / 2 * (y_hat - y)**2
d(L)/d(w2) = (y_hat - y) * a.T
d(L)/d(b1) = (y_hat - y) * (w2 * (1 - a**2)).T
d(L)/d(x) = (y_hat - y) * w2.T @ diag(1 - a**2) @ W1
grad(L, W1) = (y_hat - y) * (w2 * (1 - a**2)) @ x.T

let W in invertible(n)
d(logdet(W))/d(W) = inv(W)
grad(logdet(W), W) = inv(W).T

let W in invertible(n)
d(det(W))/d(W) = det(W) * inv(W)

let A in R^(n,m)
let X in R^(m,n)
d(trace(A @ X))/d(X) = A

let G in R^(m,n)
let S in R^(m,k)
let V in R^(k,n)
grad(sum(G * (S @ V)), S) = G @ V.T
grad(sum(G * (S @ V)), V) = S.T @ G

let a, g in R^n
let s = softmax(a)
d(dot(g, softmax(a)))/d(a) = g.T @ (diag(s) - s @ s.T) = (s * (g - dot(s, g))).T

let q in R^d
let K in R^(m,d)
let V in R^(m,k)
let g in R^k
let s = softmax(K @ q / sqrt(d))
let L = g.T @ V.T @ s
d(L)/d(q) = 1 / sqrt(d) * g.T @ V.T @ (diag(s) - s @ s.T) @ K

let A in invertible(n)
let b in R^n
d(inv(A) @ b)/d(b) = inv(A)

let A, B in R^(m,n)
trace(A.T @ B) = dot(vec(A), vec(B)) = sum(A * B)

let a, b in R^n
kron(a, b) = vec(b @ a.T)
kron(a, b.T) = a @ b.T
""")

OPERATORS = _blocks("""
let f in smooth(n, 1)
let x in R^n
grad(f, x) = (d(f)/d(x)).T

let f in smooth(n, 1)
let x, v in R^n
d(grad(f, x))/d(x) = hess(f, x)
hvp(f, x, v) = hess(f, x) @ v

let f in smooth(n, m)
let x, v in R^n
let u in R^m
jvp(f, x, v) = d(f)/d(x) @ v
vjp(f, x, u) = J(f, x).T @ u

let g in smooth(n, m)
let f in smooth(m, 1)
let x in R^n
grad(f(g(x)), x) = J(g, x).T @ J(f, g(x)).T

let A in R^(n,n)
let x in R^n
hess(x.T @ A @ x, x) = A + A.T
lap(x.T @ A @ x, x) = 2 * trace(A)

let A in R^(n,n)
let x in R^n
div(A @ x, x) = trace(A) = trace(d(A @ x)/d(x))

let F in smooth(3, 3)
let x in R^3
div(curl(F, x), x) = 0

let f in smooth(3, 1)
let x in R^3
curl(grad(f, x), x) = zeros(3)

let a, x in R^3
curl([a[1] * x[2] - a[2] * x[1], a[2] * x[0] - a[0] * x[2], a[0] * x[1] - a[1] * x[0]], x) = 2 * a

let x in R^2
lap(x[0]**3 + 2 * x[0] * x[1]**2 + exp(x[1]), x) = 6 * x[0] + 4 * x[0] + exp(x[1])

let x in R^3
let f = sin(x[0] * x[1]) + x[2]**3 * x[0]
d(f)/d(x) = [[x[1] * cos(x[0] * x[1]) + x[2]**3, x[0] * cos(x[0] * x[1]), 3 * x[2]**2 * x[0]]]

let f in smooth(n, 1)
let x in R^n
lap(f, x) = trace(hess(f, x)) = div(grad(f, x), x)

let W in R^(m,n)
let V in R^(m,n)
let x in R^n
jvp(W @ x, W, V) = V @ x

let x in R^n
let y in R^n
let f in smooth(n, n)
d(x.T @ f(y))/d(y) = x.T @ d(f)/d(y)
""")

IDENTITIES = _blocks("""
let z in R^K
sum(softmax(z)) = 1

let z in R^K
let c in R
softmax(z + c) = softmax(z)

let z in R
sigmoid(-z) = 1 - sigmoid(z)
tanh(z) = 2 * sigmoid(2 * z) - 1

let w, x in R^n
dot(w, x) = sum(w * x) = w.T @ x

let A in R^(m,n)
let B in R^(n,k)
(A @ B).T = B.T @ A.T

let x in R^n
abs(x) = (x if x > 0 else -x) if x != 0

let x in R^n
min(x, 0) = -relu(-x)

let x in R
abs(x) = -x if x < 0 else (0 if x == 0 else x)

let Q in orthogonal(n)
let x in R^n
norm(Q @ x) = norm(x)

let p in simplex(K)
sum(p) = 1
logsumexp(log(p)) = 0

let x, y in R
(1 if x > 0 and not y > 0 else 0) = step(x) * (1 - step(y))

let A in R^(2,2)
det(A) = A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0]

let x in R
cosh(x)**2 - sinh(x)**2 = 1
tan(x) * cos(x) = sin(x)

let A in R^(m,n)
ones(m).T @ A @ ones(n) = sum(A)
mean(A) = 1 / (m * n) * sum(A)
""")

BLOCKS = (*SCALAR_RULES, *JACOBIANS, *NEURON, *LOSSES, *MATRICES, *OPERATORS, *IDENTITIES)
