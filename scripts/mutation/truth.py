"""Whether a changed claim is true after all: decided at many points that the checker never saw."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from mutation.sampling import draw
from nabla.errors import PageError
from nabla.language.differentiator import Trace
from nabla.language.dual import innermost
from nabla.language.evaluate import Evaluator
from nabla.language.expression import differentiates
from nabla.verification.choose import pins
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.oracles.richardson import Richardson
from nabla.verification.rounding import ROUNDING, SHAKES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nabla.language.block import Claim
    from nabla.language.dual import Array, Value
    from nabla.language.evaluate import Map
    from nabla.language.expression import Expression

    Random: TypeAlias = np.random.Generator

Truth: TypeAlias = Literal["true", "false", "nowhere"]

POINTS = 200
TOGETHER = 20
SIZES = (2, 3, 4, 5, 6)
MOST_BATCHES = 120
TOLERANCE = 1e-6
TIMES = 4.0
"""How often what rounding explains may be found between two sides: as the check allows it."""

NUDGE = 1e-7


@dataclass(frozen=True)
class Names:
    """What the page's snippets have bound, as far as a claim uses it."""

    functions: Mapping[str, Map]
    values: Mapping[str, Value]


def truth_of(claim: Claim, names: Names, random: Random) -> Truth:
    """Evaluate both sides at `POINTS` points of its domain, of many sizes.

    Returns
    -------
    Truth
        ``nowhere`` if no point was found at which both sides have a value.
    """
    used = 0
    for sizes in itertools.islice(_sizes(claim, random), MOST_BATCHES):
        try:
            holds = _batch(claim, names, sizes, random).holds()
        except PageError:
            continue  # an index beyond one of these sizes
        if not holds.all():
            return "false"
        used += holds.size
        if used >= POINTS:
            break
    return "true" if used else "nowhere"


def _sizes(claim: Claim, random: Random) -> Iterator[dict[str, int]]:
    """Yield sizes for ever: all different, all equal, and so on."""
    letters = claim.scope.sizes
    while True:
        yield dict(zip(letters, random.permutation(SIZES).tolist(), strict=False))
        yield dict.fromkeys(letters, int(random.choice(SIZES)))


@dataclass(frozen=True)
class _Batch:
    """Points of the same sizes, stacked in front of each value."""

    claim: Claim
    evaluator: Evaluator

    def holds(self) -> Array:
        """Tell for each point that counts whether the sides agree there."""
        left, right = self._sides(self.evaluator)
        if left.shape[-2:] != right.shape[-2:]:
            return np.zeros(1, dtype=bool)
        gap, size = _norm(left - right), np.maximum(_norm(left), _norm(right))
        counts = np.isfinite(gap) & self._where()
        holds = gap <= TOLERANCE * size
        if not holds[counts].all():  # may be what rounding leaves where sums cancel
            holds = gap <= TOLERANCE * size + TIMES * self._rounding(left, right)
        return np.asarray((holds | self._is_convention(left, right))[counts])

    def _sides(self, evaluator: Evaluator) -> tuple[Array, Array]:
        return _value(evaluator, self.claim.left), _value(evaluator, self.claim.right)

    def _rounding(self, left: Array, right: Array) -> Array:
        """Return for each point the difference that rounding explains, as the check measures it."""
        traces = (Trace(shaking=np.random.default_rng(seed)) for seed in range(SHAKES))
        shaken = [self._sides(replace(self.evaluator, trace=trace)) for trace in traces]
        moved = [
            np.max([_norm(sides[place] - side) for sides in shaken], axis=0)
            for place, side in enumerate((left, right))
        ]
        explained = ROUNDING * (moved[0] + moved[1])
        return np.asarray(np.where(np.isfinite(explained), explained, 0.0))

    def _where(self) -> Array:
        """Tell at which points the claim is made."""
        condition = self.claim.condition
        if condition is None:
            return np.ones(TOGETHER, dtype=bool)
        return np.asarray((_value(self.evaluator, condition) != 0).all(axis=(-2, -1)))

    def _is_convention(self, left: Array, right: Array) -> Array:
        """Tell whether a value at a kink lies between the slopes on its two sides."""
        pinned = [n for n in pins(self.claim.condition) if n in self.evaluator.values]
        if not pinned:
            return np.zeros(TOGETHER, dtype=bool)
        on_left = differentiates(self.claim.left)
        measured, value = (self.claim.left, right) if on_left else (self.claim.right, left)
        slopes = [_value(self._nudged(pinned[0], step), measured) for step in (NUDGE, -NUDGE)]
        low, high = np.minimum(*slopes) - TOLERANCE, np.maximum(*slopes) + TOLERANCE
        return np.asarray(((low <= value) & (value <= high)).all(axis=(-2, -1)))

    def _nudged(self, name: str, step: float) -> Evaluator:
        values = self.evaluator.values
        return replace(self.evaluator, values={**values, name: values[name] + step})


def _batch(claim: Claim, names: Names, sizes: Mapping[str, int], random: Random) -> _Batch:
    values, functions = draw(claim.scope, sizes, TOGETHER, random)
    oracle = Richardson() if names.functions else ForwardMode()
    evaluator = Evaluator(
        claim.scope,
        {**names.values, **values},
        sizes,
        {**names.functions, **functions},
        differentiator=oracle,
        depth=1,
    )
    fixed = {
        name: np.broadcast_to(_value(evaluator, expression), values[name].shape)
        for name, expression in pins(claim.condition).items()
        if name in values
    }
    return _Batch(claim, replace(evaluator, values={**evaluator.values, **fixed}))


def _value(evaluator: Evaluator, expression: Expression) -> Array:
    value = np.asarray(innermost(evaluator(expression)))
    return np.broadcast_to(value, (TOGETHER, *value.shape[-2:]))


def _norm(a: Array) -> Array:
    return np.asarray(np.sqrt((a * a).sum(axis=(-2, -1))))
