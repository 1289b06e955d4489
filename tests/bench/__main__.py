"""Run the benchmarks and print the table; names given on the command line choose the groups."""

import sys
from collections.abc import Callable, Iterable

from tests.bench import resources, steps, window
from tests.bench.timing import Row

GROUPS: dict[str, Callable[[], Iterable[Row]]] = {
    "steps": steps.rows,
    "resources": resources.rows,
    "window": window.rows,
}


def main(names: list[str]) -> int:
    print(f"{'case':<46} {'ours':>12} {'peer':>12} {'ratio':>9} {'aim':>9}")
    missed = 0
    for name in names or GROUPS:
        for row in GROUPS[name]():
            missed += not row.met
            aim = f"{'≤' if row.at_most else '≥'} {row.target:g} {row.unit}"
            verdict = "" if row.met else "  short"
            print(
                f"{row.name:<46} {row.ours:>12} {row.peer:>12} {row.ratio:>7.2f} {row.unit} {aim:>9}{verdict}",
                flush=True,
            )
    print(f"{missed} short of their aim" if missed else "all aims met")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
