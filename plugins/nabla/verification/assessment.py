"""What was measured at each point, judged: who agrees with whom, and with the claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from nabla.verification.judgement import differ_alike
from nabla.verification.measure import USELESS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nabla.language.dual import Array
    from nabla.verification.judgement import Judgement
    from nabla.verification.measure import Measurement, Round


@dataclass(frozen=True, eq=False)
class Assessment:
    """What was measured at one point, judged once.

    Attributes
    ----------
    errors
        For each oracle the relative difference between the claim's two sides.
    agreements
        How far the oracles of each usable pair are apart; an identity is paired with itself.
    """

    judgement: Judgement
    seen: Round
    errors: Mapping[str, float]
    agreements: Mapping[tuple[Measurement, Measurement], float]

    @property
    def found(self) -> tuple[Measurement, ...]:
        """What each oracle measured."""
        return self.seen.found

    def with_found(self, found: tuple[Measurement, ...]) -> Assessment:
        """Judge other measurements at the same point."""
        return assess(self.judgement, [replace(self.seen, found=found)])[0]

    @cached_property
    def agrees_whole(self) -> bool:
        """Whether every oracle agrees with the claim."""
        return all(self.agrees(item) for item in self.found)

    def agrees(self, item: Measurement) -> bool:
        """Tell whether an oracle agrees with the claim."""
        return self.errors[item.oracle] <= self.judgement.allowed(item)

    @cached_property
    def agreeing(self) -> tuple[tuple[Measurement, Measurement], ...]:
        """The pairs of oracles that agree with each other."""
        allowed = self.judgement.allowed
        apart = self.agreements.items()
        return tuple((a, b) for (a, b), gap in apart if gap <= allowed(a) + allowed(b))

    @cached_property
    def refuting(self) -> tuple[Measurement, Measurement] | None:
        """Two oracles that agree with each other and not with the claim, by the same difference."""
        if self.agrees_whole:
            return None
        pairs = (pair for pair in self.agreeing if not any(self.agrees(item) for item in pair))
        return next((pair for pair in pairs if differ_alike(*pair)), None)

    @cached_property
    def verifying(self) -> tuple[Measurement, ...]:
        """The oracles that agree with each other and with the claim."""
        pairs = [pair for pair in self.agreeing if all(self._supports(item) for item in pair)]
        names = {item.oracle for pair in pairs for item in pair}
        return tuple(item for item in self.found if item.oracle in names)

    def _supports(self, item: Measurement) -> bool:
        return self.agrees(item) and not self.judgement.is_blurred(item)


def assess(judgement: Judgement, rounds: Sequence[Round]) -> tuple[Assessment, ...]:
    """Judge what was measured; points that were measured together are judged together."""
    together: dict[tuple[int, int], list[int]] = {}
    for place, seen in enumerate(rounds):
        together.setdefault((id(seen.evaluator), len(seen.found)), []).append(place)
    judged: dict[int, Assessment] = {}
    for (_, oracles), places in together.items():
        group = [rounds[place] for place in places]
        if oracles:
            judged.update(zip(places, _assess_group(judgement, group), strict=True))
        else:
            judged.update((place, Assessment(judgement, rounds[place], {}, {})) for place in places)
    return tuple(judged[place] for place in range(len(rounds)))


def _assess_group(judgement: Judgement, rounds: Sequence[Round]) -> list[Assessment]:
    """Judge rounds with the same oracles at points of the same sizes."""
    left = np.array([[item.left for item in seen.found] for seen in rounds])
    right = np.array([[item.right for item in seen.found] for seen in rounds])
    floors = np.array([[judgement.floor(item) for item in seen.found] for seen in rounds])
    sizes = _norms(left), _norms(right)
    errors = np.full(floors.shape, np.inf)
    if left.shape == right.shape:
        errors = _relative(left - right, np.maximum(*sizes), floors)
    pairs = _pairs(rounds[0].found)
    first, second = (list(places) for places in zip(*pairs, strict=True))
    least = np.maximum(floors[:, first], floors[:, second])
    apart = np.maximum(
        *(
            _relative(
                side[:, first] - side[:, second], np.maximum(size[:, first], size[:, second]), least
            )
            for side, size in zip((left, right), sizes, strict=True)
        )
    )
    return [
        _assessment(judgement, *one, pairs)
        for one in zip(rounds, errors.tolist(), apart.tolist(), strict=True)
    ]


def _pairs(found: Sequence[Measurement]) -> list[tuple[int, int]]:
    """Return which oracles are compared, by their places."""
    if len(found) == 1:
        return [(0, 0)]
    return list(combinations(range(len(found)), 2))


def _assessment(
    judgement: Judgement,
    seen: Round,
    errors: Sequence[float],
    apart: Sequence[float],
    pairs: Sequence[tuple[int, int]],
) -> Assessment:
    found = seen.found
    agreements = {
        (found[i], found[j]): gap
        for (i, j), gap in zip(pairs, apart, strict=True)
        if found[i].error <= USELESS and found[j].error <= USELESS
        if i != j or found[i].oracle == "identity"
    }
    by_name = {item.oracle: error for item, error in zip(found, errors, strict=True)}
    return Assessment(judgement, seen, by_name, agreements)


def _norms(stack: Array) -> Array:
    """Return the Frobenius norms of stacked arrays."""
    flat = stack.reshape(*stack.shape[:-2], 1, -1)
    return np.asarray(np.sqrt((flat @ flat.swapaxes(-1, -2))[..., 0, 0]))


def _relative(gap: Array, size: Array, floor: Array) -> Array:
    """Return the norms of differences, relative to sizes; infinite where one is no number."""
    difference = _norms(gap)
    usable = np.isfinite(difference)
    relative = difference / np.maximum(size, floor)
    return np.where(difference == 0.0, 0.0, np.where(usable, relative, np.inf))
