"""From points to a verdict: measure, judge, hold against mistakes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nabla.language.text import expression_text
from nabla.verification.counterexample import counterexample, shapes_differ
from nabla.verification.diagnosis import diagnose
from nabla.verification.evidence import Evidence, judge
from nabla.verification.further import look_further, survivors_of
from nabla.verification.measure import Round, Sight, measure
from nabla.verification.mistakes import mistakes_of
from nabla.verification.oracles.panel import oracles_of
from nabla.verification.rounding import with_rounding
from nabla.verification.stack import alike
from nabla.verification.suspect import split, suspect
from nabla.verification.sweep import points_in_doubt
from nabla.verification.verdict import MistakesTried

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from nabla.verification.assessment import Assessment
    from nabla.verification.measure import Measurement
    from nabla.verification.mistakes import Mistake
    from nabla.verification.point import Point
    from nabla.verification.projection import Projection
    from nabla.verification.trial import Trial
    from nabla.verification.verdict import Outcome, Verdict

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
        evidence = judge(self._look(points), self.blank.tolerance)
        evidence = replace(evidence, assessed=tuple(self._closer(evidence.assessed)))
        if early := self._early(evidence):
            return early
        if beyond := self._beyond(evidence):
            return beyond
        if missing:
            return self._decided(evidence, "undecided", cause=missing)
        return self._against_mistakes(evidence) if mistakes else self._decided(evidence)

    def _beyond(self, evidence: Evidence) -> Verdict | None:
        """Return the verdict if the claim fails at further points."""
        first = evidence.rounds[0].point
        doubtful = points_in_doubt(self.trial, first, evidence.judgement, self.projection)
        if not doubtful:
            return None
        more = evidence.with_assessed(self._looked_closer(evidence, doubtful))
        return self._early(more) if any(item.refuting for item in more.assessed) else None

    def _looked_closer(self, evidence: Evidence, points: Sequence[Point]) -> tuple[Assessment, ...]:
        return tuple(self._closer(evidence.judged(self._look(points))))

    def _look(self, points: Sequence[Point]) -> list[Round]:
        """Measure at points; those that are alike are measured together."""
        alone = self.trial.page or self.projection is not None
        groups = [[place] for place in range(len(points))] if alone else alike(points)
        rounds: dict[int, Round] = {}
        for places in groups:
            seen = self._look_at([points[place] for place in places])
            rounds.update(zip(places, seen, strict=True))
        return [rounds[place] for place in range(len(points))]

    def _look_at(self, points: Sequence[Point]) -> list[Round]:
        count = len(points)
        evaluator, sight = self.trial.evaluator(*points), self._sight(points[0])
        found: dict[str, tuple[Measurement, ...]] = {}
        for oracle in oracles_of(self.trial, stacked=count > 1):
            if oracle.name == "autograd" and "forward-mode" in found:
                continue
            measured = measure(oracle, evaluator, sight, count)
            if measured is not None:
                found[oracle.name] = measured
        each = zip(*found.values(), strict=True) if found else [()] * count
        return [Round(p, sight, seen, evaluator) for p, seen in zip(points, each, strict=True)]

    def _sight(self, point: Point) -> Sight:
        if self.projection is None:
            return Sight(self.trial.claim, self.trial.plain)
        assert self.random is not None
        value = point.values[self.projection.variable.name]
        directions = self.projection.directions(value, self.random)
        return Sight(self.trial.claim, self.trial.plain, self.projection, directions)

    def _closer(self, assessed: Sequence[Assessment]) -> Iterator[Assessment]:
        """Count the rounding of sums that cancel, round by round until one refutes."""
        refuted = False
        for item in assessed:
            closer = item if refuted else self._with_rounding(item)
            if self.trial.page:
                closer = _credible(closer)
            refuted = refuted or closer.refuting is not None
            yield closer

    def _with_rounding(self, item: Assessment) -> Assessment:
        if item.agrees_whole:
            return item
        seen = item.seen
        oracles = {oracle.name: oracle for oracle in oracles_of(self.trial)}
        evaluator = self.trial.evaluator(seen.point)
        found = (with_rounding(m, evaluator, oracles[m.oracle], seen.sight) for m in seen.found)
        return item.with_found(tuple(found))

    def _early(self, evidence: Evidence) -> Verdict | None:
        """Return the verdict if it is already clear that the claim does not hold."""
        for assessed in evidence.assessed:
            if assessed.refuting:
                return self._refuted(evidence, assessed, assessed.refuting)
        trouble = evidence.trouble()
        return self._filled(evidence, cause=trouble) if trouble else None

    def _filled(self, evidence: Evidence, **found: Any) -> Verdict:  # noqa: ANN401 - fields of a verdict
        points = [seen.point for seen in evidence.rounds]
        return replace(
            self.blank,
            points=len(points),
            point_texts=tuple(point.text() for point in points),
            sizes=tuple(dict.fromkeys(point.sizes_text() for point in points)),
            **found,
        )

    def _refuted(
        self, evidence: Evidence, assessed: Assessment, pair: tuple[Measurement, Measurement]
    ) -> Verdict:
        claim, point, agreement = self.trial.claim, assessed.seen.point, assessed.agreements[pair]
        claimed, measured = split(claim, pair[0])
        same = claimed.shape == measured.shape
        return self._filled(
            evidence,
            outcome="refuted",
            cause=None if same else shapes_differ(claimed.shape, measured.shape),
            oracles=tuple(dict.fromkeys(item.oracle for item in pair)),
            counterexample=counterexample(claim, point, pair[0], agreement),
            worst_error=evidence.worst_error,
            agreement=agreement,
            diagnosis=diagnose(self.trial, evidence) if self.diagnosis else None,
        )

    def _decided(
        self,
        evidence: Evidence,
        outcome: Outcome = "verified",
        **further: Any,  # noqa: ANN401 - fields of a verdict
    ) -> Verdict:
        return self._filled(
            evidence,
            outcome=outcome,
            oracles=evidence.oracles,
            worst_error=evidence.worst_error,
            agreement=evidence.agreement,
            **further,
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
        added = self._looked_closer(evidence, beyond.telling[:ADDED])
        evidence = evidence.with_assessed(added)
        if early := self._early(evidence):
            return early
        best = evidence.best[-len(added) :] if added else ()
        again = suspect(trial.claim, [item.seen for item in added], best)
        return self._with_mistakes(
            evidence, tried, survivors_of(trial, again, beyond.real, judgement)
        )

    def _with_mistakes(self, evidence: Evidence, tried: int, left: Sequence[Mistake]) -> Verdict:
        mutants = MistakesTried(tried, tried - len(left))
        if not left:
            return self._decided(evidence, mutants=mutants)
        text = expression_text(left[0].expression)
        cause = f"the points do not tell it from a plausible mistake: {text}"
        return self._decided(evidence, "undecided", cause=cause, mutants=mutants)


def _credible(seen: Assessment) -> Assessment:
    """Leave a complex step through functions of the page out, unless differences agree with it."""
    known = {item.oracle: item for item in seen.found}
    first, second = known.get("complex-step"), known.get("richardson")
    if first is None:
        return seen
    if second is not None and (first, second) in seen.agreeing:
        return seen
    return seen.with_found(tuple(item for item in seen.found if item is not first))
