"""Times verdicts over the formulas of the tests, with and without mistakes.

They are held against a bare check, what a hasty author would write: both sides at one given point,
the derivatives by one central difference, one comparison. Processor time of one core; the best of
several rounds.
"""

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from corpus import read_corpus
from nabla.language.dual import innermost
from nabla.verification.choosing import choose_points
from nabla.verification.trial import Trial
from nabla.verification.verify import Policy, verify_block

STEP = 1e-6


@dataclass(frozen=True)
class BareDifference:
    """One central difference for each direction, nothing more."""

    @property
    def inner(self):
        """Differences of differences."""
        return self

    def push(self, function, x, directions, depth, reach):  # noqa: ARG002 - the interface
        """Return the derivatives along the directions."""
        above, below = (innermost(function(x + s * STEP * directions)) for s in (1.0, -1.0))
        return (above - below) / (2.0 * STEP)


def seconds_of(work):
    """Return the processor time that one call takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare_check(formula):
    """Return the check of one claim at one point."""
    claim = formula.block.claims[0]
    trial = Trial(claim, {}, {})
    point = choose_points(trial).points[0]

    def check():
        evaluator = replace(trial.evaluator(point), differentiator=BareDifference())
        left, right = (innermost(evaluator(side)) for side in (claim.left, claim.right))
        return np.allclose(left, right, rtol=1e-3)

    return check


def best_times(works, rounds):
    """Return for each kind of work the shortest times, one for each piece.

    The kinds take turns, so that a machine that is busy for a while is so for all of them.
    """
    best = {name: [float("inf")] * len(pieces) for name, pieces in works.items()}
    for _ in range(rounds):
        for place in range(max(map(len, works.values()))):
            for name, pieces in works.items():
                if place < len(pieces):
                    best[name][place] = min(best[name][place], seconds_of(pieces[place]))
    return best


def told(name, times):
    """Print one line of the table and return the sum."""
    print(
        f"{name:<22} median {1e3 * median(times):6.2f} ms   worst {1e3 * max(times):6.2f} ms   "
        f"300 claims {300 * sum(times) / len(times):5.2f} s"
    )
    return sum(times)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    corpus = read_corpus()
    wrong = [variant.block for formula in corpus for variant in formula.wrong]
    works = {
        "with mistakes": [lambda f=f: verify_block(f.block) for f in corpus],
        "without mistakes": [
            lambda f=f: verify_block(f.block, {}, Policy(mistakes=False)) for f in corpus
        ],
        "bare check": [bare_check(f) for f in corpus],
        "refuted, diagnosed": [lambda b=b: verify_block(b) for b in wrong],
    }
    print(f"{len(corpus)} true claims, {len(wrong)} wrong ones")
    totals = {name: told(name, times) for name, times in best_times(works, rounds).items()}
    for name in ("with mistakes", "without mistakes"):
        ratio = totals[name] / totals["bare check"]
        print(f"{name}: {ratio:.0f} times one bare check")


if __name__ == "__main__":
    main()
