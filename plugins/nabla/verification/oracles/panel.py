"""The oracles that a claim is put to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nabla.verification.oracles.autograd import Autograd, is_installed
from nabla.verification.oracles.complex_step import ComplexStep
from nabla.verification.oracles.forward_mode import ForwardMode
from nabla.verification.oracles.identity import Identity
from nabla.verification.oracles.richardson import Richardson

if TYPE_CHECKING:
    from nabla.verification.measure import Oracle
    from nabla.verification.trial import Trial


def oracles_of(trial: Trial, *, stacked: bool = False) -> tuple[Oracle, ...]:
    """Return fresh oracles for one point of a claim, or some stacked, the most exact first.

    Functions of the page take no dual numbers: there derivatives inside derivatives are taken by
    differences, and autograd stands in for forward mode where it is installed.
    """
    if not trial.differentiates:
        return (Identity(),)
    if not trial.page:
        return ComplexStep(), Richardson(ComplexStep(), stacked), ForwardMode()
    plain = (ComplexStep(Richardson()), Richardson(), ForwardMode())
    return (*plain, Autograd()) if is_installed() else plain
