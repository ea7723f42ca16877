"""What to do about TeX that math-core refuses."""

from __future__ import annotations

import re
from difflib import get_close_matches

# What to write instead of a command or environment that math-core does not know.
_INSTEAD = {
    r"\substack": r"write \begin{subarray}{c}...\end{subarray}",
    "smallmatrix": "write a row vector in the text, or a bmatrix in a displayed formula",
    "split": "write aligned",
    "alignedat": "write aligned",
    "eqnarray": "write aligned",
    r"\href": "put the link around the formula, in Markdown",
    r"\url": "put the link beside the formula, in Markdown",
    r"\ref": "write @eq-NAME in the text",
    r"\cr": r"write \\",
    r"\pmb": r"write \boldsymbol",
    r"\mbox": r"write \text",
    r"\textnormal": r"write \text",
    r"\widetilde": r"write \tilde",
    r"\widecheck": r"write \check",
    r"\dotsb": r"write \cdots",
    r"\dotsi": r"write \cdots",
    r"\hfill": r"write \quad",
    r"\argmax": r"write \operatorname*{arg\,max}",
    r"\argmin": r"write \operatorname*{arg\,min}",
    r"\verb": r"write \texttt",
    r"\over": r"write \frac",
    r"\(": r"close \text{...} before the formula goes on",
    "bmatrix*": "write bmatrix",
    "pmatrix*": "write pmatrix",
}

_COMMON = """
alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma
tau phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega frac tfrac dfrac
sqrt sum prod int lim max min sup inf log ln exp sin cos tan sinh cosh tanh det ker dim arg gcd
partial nabla cdot times otimes oslash odot oplus ominus bigcirc circ mathbf mathbb mathcal mathrm
mathsf mathtt mathfrak boldsymbol text textbf textit operatorname left right big Big bigg Bigg
begin end quad qquad ldots cdots vdots ddots hat bar vec tilde dot ddot overline underline
underbrace overbrace overset underset to mapsto Rightarrow Leftrightarrow rightarrow leftarrow
approx equiv propto leq geq neq subset subseteq forall exists infty ell top lVert rVert lvert
rvert langle rangle
"""


def explain(message: str) -> str:
    r"""Say what to do about an error of math-core.

    >>> explain('Unknown environment "split".')
    'unknown environment split; write aligned'
    >>> explain('Unknown command "\\fraction".')
    'unknown command \\fraction; did you mean \\frac?'
    """
    if "Math mode within text mode" in message:
        return r"a formula inside \text{...}; close the brace, and open another \text{...} after it"
    unknown = re.fullmatch(r'Unknown (command|environment) "(.*)"\.', message, re.DOTALL)
    if unknown is None:
        return message[:1].lower() + message[1:].removesuffix(".")
    kind, name = unknown.groups()
    return f"unknown {kind} {name}; {_INSTEAD.get(name) or _resembling(name)}"


def _resembling(name: str) -> str:
    close = get_close_matches(name.removeprefix("\\"), _COMMON.split(), n=1, cutoff=0.6)
    return f"did you mean \\{close[0]}?" if close else "math-core 0.9 has none of this name"
