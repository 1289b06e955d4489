"""Run the benchmarks and print the table; names given on the command line choose the groups.

Each group runs in a process of its own: the worker threads that torch leaves behind would slow the next one down.
"""

import importlib
import subprocess
import sys

GROUPS = (
    "steps",
    "neurons",
    "convolution",
    "recurrent",
    "attention",
    "adversarial",
    "resources",
    "window",
    "canvas",
)


def main(names: list[str]) -> int:
    if len(names) == 1:
        return run(names[0])
    print(f"{'case':<46} {'ours':>12} {'peer':>12} {'ratio':>9} {'aim':>9}", flush=True)
    return max(
        subprocess.run([sys.executable, "-m", "tests.bench", name]).returncode for name in names or GROUPS
    )


def run(name: str) -> int:
    if name not in GROUPS:
        print(f"There is no group “{name}”; there are {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    for row in importlib.import_module(f"tests.bench.{name}").rows():
        aim = f"{'≤' if row.at_most else '≥'} {row.target:g} {row.unit}"
        figures = f"{row.ours:>12} {row.peer:>12} {row.ratio:>7.2f} {row.unit} {aim:>9}"
        print(f"{row.name:<46} {figures}{'' if row.met else '  short'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
