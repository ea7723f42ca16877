"""The mark beside a claim's number, and the evidence that it opens."""

from __future__ import annotations

import shlex
from html import escape
from typing import TYPE_CHECKING

from nabla.rendering.evidence import environment
from nabla.verification.verdict import SPOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nabla.page_report import FenceReport
    from nabla.verification.claim_text import ClaimText
    from nabla.verification.verdict import Outcome, Verdict


_WORST_FIRST: tuple[Outcome, ...] = ("refuted", "undecided", "verified")


def evidence_html(
    part: FenceReport, verdicts: Sequence[Verdict], texts: Sequence[ClaimText]
) -> str:
    """Return the mark with the evidence of some claims of a fence."""
    outcomes = {verdict.outcome for verdict in verdicts} or {"undecided"}
    word = next(word for word in _WORST_FIRST if word in outcomes)
    panels = "".join(
        _claim_panel(part, verdict, text) for verdict, text in zip(verdicts, texts, strict=True)
    )
    return (
        '<details class="nabla-evidence">'
        f'<summary class="nabla-verdict--{word}"><span>{word}</span></summary>'
        f'<div class="nabla-evidence__panel">{panels}'
        f'<dl class="nabla-versions"><dt>with</dt><dd>{_versions()}</dd></dl></div></details>'
    )


def _claim_panel(part: FenceReport, verdict: Verdict, text: ClaimText) -> str:
    rows = [("claim", f"<code>{escape(verdict.statement)}</code>")]
    rows += [("verdict", _verdict_text(verdict))]
    rows += _measured(verdict)
    rows += _choices(part)
    said = escape(command(part, verdict, text))
    rows += [("check it yourself", f'<code data-nabla-written="command">{said}</code>')]
    return _list(rows, text.trial) + _written(text)


def _list(rows: list[tuple[str, str]], trial: str = "") -> str:
    """Return a list of terms; with `trial` the script offers other numbers to try below it."""
    given = f' data-nabla-trial="{escape(trial)}"' if trial else ""
    items = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return f"<dl{given}>{items}</dl>"


def _written(text: ClaimText) -> str:
    """Return the claim in other languages, folded: the script offers each to be copied."""
    first, second = text.numerator, text.denominator
    rows = [("TeX", _code("tex", first.tex, second.tex))]
    if first.numpy and second.numpy:
        rows.append(("NumPy", _code("numpy", first.numpy, second.numpy)))
    if text.doctest:
        rows.append(("doctest", _code("doctest", text.doctest, text.doctest)))
    names = ", ".join(name for name, _ in rows)
    return f"<details><summary>as {names}</summary>{_list(rows)}</details>"


def _code(language: str, numerator: str, denominator: str) -> str:
    said = f'data-nabla-written="{language}"'
    if numerator == denominator:
        return f"<code {said}>{escape(numerator)}</code>"
    return (
        f'<code class="nabla-layout nabla-layout--numerator" {said}>{escape(numerator)}</code>'
        f'<code class="nabla-layout nabla-layout--denominator" {said}>{escape(denominator)}</code>'
    )


def _verdict_text(verdict: Verdict) -> str:
    said: str = verdict.outcome
    if verdict.convention:
        said += f"; {verdict.convention}"
    reason = verdict.explain()
    return escape(said) + (f"<pre>{escape(reason)}</pre>" if reason else "")


def _measured(verdict: Verdict) -> list[tuple[str, str]]:
    if not verdict.points:
        return []
    rows = [("checked at", _points_text(verdict))]
    if verdict.oracles:
        spoken = ", ".join(SPOKEN.get(name, name) for name in verdict.oracles)
        rows.append(("measured by", escape(spoken)))
    if verdict.agreement is not None and len(verdict.oracles) > 1:
        rows.append(("they agree to", f"{verdict.agreement:.0e}"))
    if verdict.worst_error is not None:
        rows.append(
            ("largest error", f"{verdict.worst_error:.0e} (allowed {verdict.tolerance:.0e})")
        )
    if verdict.mutants.tried:
        said = f"{verdict.mutants.refuted} of {verdict.mutants.tried} plausible mistakes refused"
        rows.append(("tried on", said))
    return rows


def _points_text(verdict: Verdict) -> str:
    sizes = "; ".join(size for size in verdict.sizes if size)
    said = f"{verdict.points} points" + (f", with {escape(sizes)}" if sizes else "")
    listed = "".join(
        f"<li><code>{escape(text)}</code></li>" for text in verdict.point_texts if text
    )
    return (
        f"{said}<details><summary>the points</summary><ol>{listed}</ol></details>"
        if listed
        else said
    )


def _choices(part: FenceReport) -> list[tuple[str, str]]:
    options, rows = part.fence.options, []
    if options.rtol is not None:
        rows.append(("tolerance", f"{options.rtol:g}, because {escape(options.because or '')}"))
    if options.undecided:
        rows.append(("may stay undecided", escape(options.undecided)))
    if options.tangent:
        rows.append(("differentiated", "along the domain (tangent)"))
    if options.latex:
        rows.append(
            ("set by hand", "the formula above is the author's TeX, not the checked expression")
        )
    return rows


def command(part: FenceReport, verdict: Verdict, text: ClaimText) -> str:
    """Return the command that repeats the check of a claim.

    A claim that rests on a snippet, or on options of its fence, is checked with its page.
    """
    options = part.fence.options
    if text.borrowed or options.tangent or options.rtol is not None or options.seed is not None:
        return f"nabla check {shlex.quote(part.fence.place.path)}"
    declarations = part.shown.declarations if part.shown else ()
    lets = " ".join(f'--let "{line.removeprefix("let ")}"' for line in declarations)
    return f'nabla verify "{verdict.statement}" {lets}'.rstrip()


def _versions() -> str:
    return escape(", ".join(f"{name} {version}" for name, version in environment().items()))
