"""The command line without a window: new, check, train, measure, export, draw, info, and the digits demonstration."""

import argparse
import csv
import json
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from threadpoolctl import threadpool_limits

from core.document.file import Saved, read, write
from core.document.graph import Graph, weighed_wires
from core.document.shapes import infer
from core.errors import FileError, NeurowrightError
from core.export import EXPORTERS, exporter_for
from core.export.base import CHECKED_SAMPLES, Report
from core.layers.base import in_words
from core.measure import measure
from core.progress import Progress
from core.spec import tag
from core.templates import TEMPLATES
from core.training.checkpoint import capture, restore, set_weights
from core.training.cores import give_cores, usual_cores
from core.training.trainer import Trainer

Drawing = Callable[[argparse.Namespace], int]
"""Carries out ``draw``. It is handed in, as what can be drawn with is not part of the core."""
OK, HAS_ERRORS, REFUSED, INTERRUPTED = 0, 1, 2, 130
NAME = 24  # letters of a measurement's name


def parser(drawing: Drawing | None = None) -> argparse.ArgumentParser:
    """What ``main.py`` understands beside a file to open; ``draw`` only where somebody can carry it out."""
    top = argparse.ArgumentParser(
        prog="neurowright", description="Draw a neural network, train it, watch it learn, take it away."
    )
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    new = verbs.add_parser("new", help="write a new document made from a template")
    new.add_argument("template", nargs="?", help="a name that --list prints")
    new.add_argument("out", nargs="?", type=Path, metavar="OUT.neuro")
    new.add_argument("--list", action="store_true", help="print the templates")
    new.set_defaults(run=_new)
    check = verbs.add_parser("check", help="print what is wrong with a document, one problem a line")
    check.add_argument("file", type=Path)
    check.set_defaults(run=_check)
    train = verbs.add_parser("train", help="train a document and save it")
    train.add_argument("file", type=Path)
    train.add_argument(
        "--epochs", type=_positive, help="how many epochs to train now (default: to the document's end)"
    )
    train.add_argument("--seed", type=_seed, help="start anew from the weights of this seed")
    train.add_argument("--out", type=Path, help="where to save (default: FILE itself)")
    train.add_argument(
        "--history", type=Path, metavar="H.csv", help="write the loss and the metrics of each epoch"
    )
    train.add_argument("--json", action="store_true", help="print one JSON object an epoch")
    train.set_defaults(run=_train)
    measure = verbs.add_parser("measure", help="print what the trained network is worth, on held-out data")
    measure.add_argument("file", type=Path)
    measure.add_argument("--json", action="store_true", help="print one JSON object")
    measure.set_defaults(run=_measure)
    export = verbs.add_parser("export", help="write the trained network for other programs")
    export.add_argument("file", type=Path)
    export.add_argument(
        "out", type=Path, metavar="OUT", help=" or ".join(f"OUT{e.suffix}" for e in EXPORTERS)
    )
    export.set_defaults(run=_export)
    if drawing is not None:
        _add_draw(verbs.add_parser("draw", help="draw the network as SVG, PNG or PDF"), drawing)
    info = verbs.add_parser("info", help="print what a document holds")
    info.add_argument("file", type=Path)
    info.set_defaults(run=_info)
    return top


def _add_draw(draw: argparse.ArgumentParser, drawing: Drawing) -> None:
    draw.add_argument("file", type=Path)
    draw.add_argument("out", type=Path, metavar="OUT", help="OUT.svg, OUT.png or OUT.pdf")
    draw.add_argument("--figure", action="store_true", help="a figure as in papers, instead of the canvas")
    draw.add_argument("--theme", default="light", help="light, dark, print or transparent (default: light)")
    draw.add_argument("--no-weights", action="store_true", help="leave out what wires weigh")
    draw.add_argument("--no-legend", action="store_true", help="leave out the legend")
    draw.add_argument("--scale", type=_scale, default=2, help="pixels of a PNG for each unit (default: 2)")
    draw.set_defaults(run=drawing)


def verbs() -> frozenset[str]:
    """The words that, as first argument, mean a command rather than a file to open."""
    return frozenset({"new", "check", "train", "measure", "export", "draw", "info"})


def run(argv: Sequence[str], drawing: Drawing | None = None) -> int:
    """Carry out one command; returns the exit code: 0, 1 (``check`` found errors), 2 (refused), 130 (interrupted)."""
    try:
        arguments = parser(drawing).parse_args(argv)
    except SystemExit as stop:  # argparse has printed why
        return int(stop.code or 0)
    try:
        with threadpool_limits(usual_cores(), user_api="blas"):
            return int(arguments.run(arguments))
    except NeurowrightError as error:
        print(f"neurowright: {error}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return OK


def demonstrate(folder: Path) -> int:
    """The main job without a window: train the digits, save them, export them, say where they are."""
    template = next(t for t in TEMPLATES if tag(t) == "digits-mlp")()
    document, out = template.document(), folder / "digits.neuro"
    trainer = Trainer(document)
    give_cores(trainer.network, usual_cores())
    set_weights(trainer, template.weights())
    try:
        _walk(trainer, trainer.recipe.epochs, Progress(sys.stdout))
        _save(trainer, out)
        report = _exported(trainer, folder / "digits.onnx")
    except NeurowrightError as error:
        print(f"neurowright: {error}", file=sys.stderr)
        return REFUSED
    print(f"Saved    {out.resolve()}")
    print(f"Exported {report.path.resolve()}\n         {report.text}")
    return OK


def _new(arguments: argparse.Namespace) -> int:
    if arguments.list or arguments.template is None:
        width = max(len(tag(t)) for t in TEMPLATES)
        for template in TEMPLATES:
            print(f"{tag(template):<{width}}  {template.help}")
        return OK
    found = [t for t in TEMPLATES if tag(t) == arguments.template]
    if not found:
        raise FileError(f"There is no template “{arguments.template}”. `new --list` prints them.")
    if arguments.out is None:
        raise FileError("Say where to write it: new TEMPLATE OUT.neuro")
    chosen = found[0]()
    write(arguments.out, Saved(document=chosen.document(), arrays=dict(chosen.weights())))
    print(f"Wrote {arguments.out}")
    return OK


def _check(arguments: argparse.Namespace) -> int:
    document = read(arguments.file).document
    inference = infer(document)
    for problem in inference.problems:
        where = f"{document.graph.nodes[problem.node].name} ({problem.node}): " if problem.node else ""
        print(f"{problem.severity}: {where}{problem.message}")
    if inference.ready:
        print(f"Ready to train: {inference.parameters:,} parameters.")
    return OK if inference.ready else HAS_ERRORS


def _train(arguments: argparse.Namespace) -> int:
    saved = read(arguments.file)
    document = saved.document
    if arguments.seed is not None:
        document = msgspec.structs.replace(
            document, training=msgspec.structs.replace(document.training, seed=arguments.seed)
        )
    trainer = Trainer(document)
    give_cores(trainer.network, usual_cores())
    if arguments.seed is None and saved.arrays:
        restore(trainer, saved.arrays, saved.run, saved.history)
    goal = trainer.go_on(arguments.epochs)
    out = arguments.out or arguments.file
    _refuse_unwritable(out)
    progress = Progress(sys.stderr if arguments.json else sys.stdout, shown=not arguments.json)
    code, error = OK, None
    try:
        _walk(trainer, goal, progress, as_json=arguments.json)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except NeurowrightError as stopped:
        code, error = REFUSED, stopped
    finally:
        progress.end()
    _save(trainer, out, saved.thumbnail)
    if arguments.history is not None:
        _write_history(trainer, arguments.history)
    if error is not None:
        print(f"neurowright: {error}", file=sys.stderr)
    word = (
        "Interrupted; what was learned is saved in"
        if code == INTERRUPTED
        else (trainer.stopped and f"{trainer.stopped} Saved") or "Saved"
    )
    print(f"{word} {out}", file=sys.stderr if arguments.json else sys.stdout)
    return code


def _measure(arguments: argparse.Namespace) -> int:
    trainer = _trained_one(read(arguments.file), "its first weights are measured")
    findings = measure(trainer)
    if arguments.json:
        print(json.dumps({f.name: f.text if math.isnan(f.value) else f.value for f in findings}))
        return OK
    for finding in findings:
        print(f"{finding.name.replace('_', ' '):<{NAME}} {finding.text}", flush=True)
    return OK


def _trained_one(saved: Saved, otherwise: str) -> Trainer:
    """A document with its weights; says so where there are none yet."""
    trainer = Trainer(saved.document)
    give_cores(trainer.network, usual_cores())
    if saved.arrays:
        restore(trainer, saved.arrays, None)
    else:
        print(f"neurowright: this document has not been trained; {otherwise}.", file=sys.stderr)
    return trainer


def _walk(trainer: Trainer, goal: int, progress: Progress, *, as_json: bool = False) -> None:
    epoch = trainer.epoch
    for _ in trainer.run():
        if trainer.epoch > epoch:
            epoch = trainer.epoch
            if as_json:
                print(json.dumps(_row(trainer)), flush=True)
            if epoch >= goal:
                progress.show(trainer)
                return
        progress.show(trainer)


def _row(trainer: Trainer) -> dict[str, float | int]:
    row = trainer.history.last()
    return {k: int(v) if k in ("epoch", "steps") else v for k, v in row.items()}


def _save(trainer: Trainer, out: Path, thumbnail: bytes | None = None) -> None:
    arrays, run = capture(trainer)
    write(out, Saved(trainer.document, arrays, run, trainer.history.columns(), thumbnail))


def _refuse_unwritable(out: Path) -> None:
    """Better before the training than after it."""
    if out.is_dir():
        raise FileError(f"“{out}” is a folder; name a file to save to.")
    if not out.resolve().parent.is_dir():
        raise FileError(f"There is no folder “{out.resolve().parent}” to save to.")


def _write_history(trainer: Trainer, path: Path) -> None:
    columns = trainer.history.columns()
    try:
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*(c.tolist() for c in columns.values()), strict=True))
    except OSError as error:
        raise FileError(f"“{path}” cannot be written ({error.strerror or error}).") from error


def _export(arguments: argparse.Namespace) -> int:
    exporter_for(arguments.out)  # refuses an unknown ending before anything is loaded
    trainer = _trained_one(read(arguments.file), "its first weights are exported")
    report = _exported(trainer, arguments.out)
    print(f"Wrote {report.path}\n{report.text}")
    return OK


def _exported(trainer: Trainer, out: Path) -> Report:
    samples = trainer.method.examples(trainer, CHECKED_SAMPLES)
    return exporter_for(out).export(trainer.network, trainer.document, out, samples)


def _info(arguments: argparse.Namespace) -> int:
    saved = read(arguments.file)
    document, inference = saved.document, infer(saved.document)
    print(f"{arguments.file.name}: {document.data.source.title}, {inference.parameters:,} parameters")
    if neurons := _neurons(document.graph):
        print(f"Neurons: {neurons}")
    for name in inference.order:
        node, facts = document.graph.nodes[name], inference.facts.get(name)
        shape = ", ".join(in_words(s) for s in facts.outputs) if facts else "?"
        print(f"  {name:<12} {node.name:<16} {node.spec.summary:<24} {shape}")
    print(f"Trained: {_trained(saved)}")
    return OK


def _neurons(graph: Graph) -> str:
    """How many single neurons there are and how many weights lead to them, in words; empty for none."""
    neurons = sum(node.spec.weighs for node in graph.nodes.values())
    wires = [wire for into in weighed_wires(graph).values() for wire in into]
    marks = [
        f"{count:,} {word}"
        for word in ("delayed", "locked")
        if (count := sum(getattr(wire, word) for wire in wires))
    ]
    told = f"{neurons:,}, with {len(wires):,} weights on wires" + (f" ({', '.join(marks)})" if marks else "")
    return told if neurons else ""


def _trained(saved: Saved) -> str:
    if saved.run is None:
        return "not yet"
    last = {n: c[-1] for n, c in saved.history.items() if len(c) and n not in ("epoch", "steps")}
    return f"{saved.run.get('epoch', 0)} epochs" + "".join(f", {n} {v:.4g}" for n, v in last.items())


def _positive(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1_000_000:
        raise argparse.ArgumentTypeError(f"expected 1 to 1,000,000, not {text}")
    return value


def _scale(text: str) -> float:
    value = float(text)
    if not 0.1 <= value <= 16:
        raise argparse.ArgumentTypeError(f"expected 0.1 to 16, not {text}")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError(f"expected 0 to {2**31 - 1}, not {text}")
    return value
