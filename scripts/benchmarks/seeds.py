"""Verifies the formulas of the tests with other seeds, and says which verdicts change.

What a wrong formula looks like takes longer to find than its verdict: it is asked at every tenth
seed.
"""

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from corpus import read_corpus
from nabla.verification.verify import Policy, verify_block

DIAGNOSED = 10

formulas = cache(read_corpus)
"""Read once by each process."""


def changed(seed):
    """Return the verdicts that are not what they should be, and how many diagnoses fit."""
    said, fitting = [], Counter()
    policy = Policy(seed=seed, diagnosis=seed % DIAGNOSED == 0)
    for formula in formulas():
        found = verify_block(formula.block, {}, policy)[0]
        if found.outcome != "verified":
            said.append(f"seed {seed}: {found.outcome}: {formula}\n{found.explain()}")
        for wrong in formula.wrong:
            found = verify_block(wrong.block, {}, policy)[0]
            if found.outcome != "refuted":
                said.append(f"seed {seed}: {found.outcome}: {wrong}\n{found.explain()}")
            if wrong.words and policy.diagnosis:
                fitting[wrong.words in (found.diagnosis or "")] += 1
    return seed, said, fitting


def _share(fitting):
    if not fitting:
        return "no diagnosis was asked for"
    return f"{fitting[True]} of {fitting.total()} diagnoses fit"


def main():
    """Run every seed and print what changed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("first", type=int, nargs="?", default=5)
    parser.add_argument("count", type=int, nargs="?", default=200)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.count)
    changes, fitting = 0, Counter()
    with ProcessPoolExecutor(options.jobs) as pool:
        for seed, said, found in pool.map(changed, seeds):
            changes += len(said)
            fitting += found
            print("\n".join([f"seed {seed}: {len(said)} changed", *said]), flush=True)
    print(f"{len(seeds)} seeds: {changes} verdicts changed; {_share(fitting)}")
    sys.exit(bool(changes))


if __name__ == "__main__":
    main()
