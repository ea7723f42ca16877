"""From points to a verdict: measure, judge, hold against mistakes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nabla.language.text import expression_text
from nabla.verification.counterexample import counterexample, shapes_differ
from nabla.verification.diagnosis import diagnose
from nabla.verification.evidence import Evidence, Round, judge
from nabla.verification.further import look_further, survivors_of
from nabla.verification.judgement import Assessment, Judgement
from nabla.verification.measure import USELESS, Sight, measure
from nabla.verification.mistakes import mistakes_of
from nabla.verification.oracles.panel import oracles_of
from nabla.verification.rounding import with_rounding
from nabla.verification.suspect import split, suspect
from nabla.verification.sweep import points_in_doubt
from nabla.verification.verdict import MistakesTried

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from nabla.verification.measure import Measurement
    from nabla.verification.mistakes import Mistake
    from nabla.verification.point import Point
    from nabla.verification.projection import Projection
    from nabla.verification.trial import Trial
    from nabla.verification.verdict import Verdict

ADDED = 4
"""How many points may be added because a mistake was not noticed at the others."""


@dataclass(frozen=True)
class Decision:
    """One claim on its way from points to a verdict.

    Attributes
    ----------
    blank
        The verdict with what is known before anything is measured.
    projection
        How the claim is looked at, if not entry by entry.
    random
        Draws directions.
    diagnosis
        Whether a refuted claim is told what it looks like.
    """

    trial: Trial
    blank: Verdict
    projection: Projection | None
    random: np.random.Generator | None
    diagnosis: bool = True

    def decide(self, points: Sequence[Point], missing: str | None, *, mistakes: bool) -> Verdict:
        """Measure at every point and say what follows.

        Parameters
        ----------
        missing
            What the points lack, so that they cannot verify.
        mistakes
            Whether the claim is held against its own mistakes.
        """
        evidence = judge([self._look(point) for point in points], self.blank.tolerance)
        evidence = replace(evidence, rounds=tuple(self._closer(evidence)))
        if early := self._early(evidence):
            return early
        if beyond := self._beyond(evidence):
            return beyond
        if missing:
            return replace(self._verified(evidence), outcome="undecided", cause=missing)
        return self._against_mistakes(evidence) if mistakes else self._verified(evidence)

    def _beyond(self, evidence: Evidence) -> Verdict | None:
        """Return the verdict if the claim fails at further points."""
        if self.projection is not None:
            return None
        doubtful = points_in_doubt(self.trial, evidence.rounds[0].point, evidence.judgement)
        if not doubtful:
            return None
        more = replace(evidence, rounds=tuple(self._look(point) for point in doubtful))
        more = evidence.with_rounds(tuple(self._closer(more)))
        return self._early(more) if any(item.refuting for item in more.assessed) else None

    def _look(self, point: Point) -> Round:
        evaluator, sight = self.trial.evaluator(point), self._sight(point)
        found: list[Measurement] = []
        for oracle in oracles_of(self.trial):
            if oracle.name == "autograd" and any(m.oracle == "forward-mode" for m in found):
                continue
            measurement = measure(oracle, evaluator, sight)
            if measurement is not None:
                found.append(measurement)
        return Round(point, sight, tuple(found))

    def _sight(self, point: Point) -> Sight:
        if self.projection is None:
            return Sight(self.trial.claim, self.trial.plain)
        assert self.random is not None
        value = point.values[self.projection.variable.name]
        directions = self.projection.directions(value, self.random)
        return Sight(self.trial.claim, self.trial.plain, self.projection, directions)

    def _closer(self, evidence: Evidence) -> Iterator[Round]:
        """Count the rounding of sums that cancel, round by round until one refutes."""
        judgement, refuted = evidence.judgement, False
        for seen in evidence.rounds:
            closer = seen if refuted else self._with_rounding(seen, judgement)
            if self.trial.page:
                closer = replace(closer, found=_credible(closer.found, judgement))
            refuted = refuted or Assessment(judgement, closer.found).refuting is not None
            yield closer

    def _with_rounding(self, seen: Round, judgement: Judgement) -> Round:
        if all(judgement.agrees(item) for item in seen.found):
            return seen
        oracles = {oracle.name: oracle for oracle in oracles_of(self.trial)}
        evaluator = self.trial.evaluator(seen.point)
        found = (with_rounding(m, evaluator, oracles[m.oracle], seen.sight) for m in seen.found)
        return replace(seen, found=tuple(found))

    def _early(self, evidence: Evidence) -> Verdict | None:
        """Return the verdict if it is already clear that the claim does not hold."""
        for seen, assessed in zip(evidence.rounds, evidence.assessed, strict=True):
            if assessed.refuting:
                return self._refuted(evidence, seen.point, assessed.refuting)
        trouble = evidence.trouble()
        return replace(self._filled(evidence), cause=trouble) if trouble else None

    def _filled(self, evidence: Evidence) -> Verdict:
        points = [seen.point for seen in evidence.rounds]
        return replace(
            self.blank,
            points=len(points),
            point_texts=tuple(point.text() for point in points),
            sizes=tuple(dict.fromkeys(point.sizes_text() for point in points)),
        )

    def _refuted(
        self, evidence: Evidence, point: Point, pair: tuple[Measurement, Measurement]
    ) -> Verdict:
        judgement = evidence.judgement
        claimed, measured = split(self.trial.claim, pair[0])
        same = claimed.shape == measured.shape
        return replace(
            self._filled(evidence),
            outcome="refuted",
            cause=None if same else shapes_differ(claimed.shape, measured.shape),
            oracles=tuple(dict.fromkeys(item.oracle for item in pair)),
            counterexample=counterexample(self.trial.claim, point, pair, judgement),
            worst_error=evidence.worst_error,
            agreement=judgement.agreement(*pair),
            diagnosis=diagnose(self.trial, evidence) if self.diagnosis else None,
        )

    def _verified(self, evidence: Evidence) -> Verdict:
        return replace(
            self._filled(evidence),
            outcome="verified",
            oracles=evidence.oracles,
            worst_error=evidence.worst_error,
            agreement=evidence.agreement,
        )

    def _against_mistakes(self, evidence: Evidence) -> Verdict:
        """Hold a claim against its mistakes; points are added where one would go unnoticed."""
        trial, judgement = self.trial, evidence.judgement
        claimed = suspect(trial.claim, evidence.rounds, evidence.best)
        mistakes = mistakes_of(claimed.expression, trial.infer)
        left = survivors_of(trial, claimed, mistakes, judgement)
        beyond = look_further(trial, claimed, left, judgement) if left else None
        if beyond is None:
            return self._with_mistakes(evidence, len(mistakes), [])
        tried = len(mistakes) - len(left) + len(beyond.real)
        more = replace(evidence, rounds=tuple(self._look(p) for p in beyond.telling[:ADDED]))
        added = tuple(self._closer(more))
        evidence = evidence.with_rounds(added)
        if early := self._early(evidence):
            return early
        best = evidence.best[-len(added) :] if added else ()
        again = suspect(trial.claim, added, best)
        return self._with_mistakes(
            evidence, tried, survivors_of(trial, again, beyond.real, judgement)
        )

    def _with_mistakes(self, evidence: Evidence, tried: int, left: Sequence[Mistake]) -> Verdict:
        verdict = replace(self._verified(evidence), mutants=MistakesTried(tried, tried - len(left)))
        if not left:
            return verdict
        text = expression_text(left[0].expression)
        cause = f"the points do not tell it from a plausible mistake: {text}"
        return replace(verdict, outcome="undecided", cause=cause)


def _credible(found: tuple[Measurement, ...], judgement: Judgement) -> tuple[Measurement, ...]:
    """Leave a complex step through functions of the page out, unless differences agree with it."""
    known = {item.oracle: item for item in found}
    first, second = known.get("complex-step"), known.get("richardson")
    if first is None:
        return found
    if second is not None and second.error <= USELESS and judgement.agree(first, second):
        return found
    return tuple(item for item in found if item is not first)
