"""A run as plain arrays and JSON values, to be saved, and back: resuming goes on to the bit."""

import math
from typing import Any

import numpy as np

from core.engine.build import Array
from core.engine.network import Network
from core.errors import FileError
from core.randomness import generator
from core.training.history import History
from core.training.trainer import Trainer

OPTIMIZER, STATE = "optimizer/", "state/"


def capture(trainer: Trainer) -> tuple[dict[str, Array], dict[str, Any]]:
    """Copies of all arrays by name (parameters ``node/name``, others with a prefix) and where the run stands."""
    network = trainer.network
    arrays = {key: view.copy() for key, view in network.views().items()}
    arrays |= {STATE + key: array.copy() for key, array in _drawn_state(network).items()}
    for slot, vector in trainer.slots.items():
        arrays |= {f"{OPTIMIZER}{slot}/{key}": view.copy() for key, view in network.views(vector).items()}
    run = {
        "epoch": trainer.epoch,
        "epochs": trainer.epochs,
        "position": trainer.position,
        "steps": trainer.steps,
        "updates": {name: player.updater.steps for name, player in trainer.players.items()},
        "stopped": trainer.stopped,
        "seed": network.seed,
        "schedule": dict(trainer.schedule_memory),
        "best": [trainer.best if math.isfinite(trainer.best) else None, trainer.best_epoch],
        "sums": {name: list(entry) for name, entry in trainer.sums.items()},
        "shuffle": _words(trainer.order_state),
        "generators": {use: _words(g.bit_generator.state) for use, g in network.generators.items()},
    }
    return arrays, run


def restore(
    trainer: Trainer,
    arrays: dict[str, Array],
    run: dict[str, Any] | None,
    history: dict[str, Array] | None = None,
) -> None:
    """Put a freshly made trainer where ``capture`` was called.

    Without ``run`` only the weights are taken; those that are missing keep their first values.

    Raises:
        FileError: an array has another shape than the document says, or ``run`` cannot go on from here.
    """
    network = trainer.network
    for key, view in network.views().items():
        if run is not None or key in arrays:
            _fill(view, arrays, key)
    for key, array in _drawn_state(network).items():
        if STATE + key in arrays:
            _fill(array, arrays, STATE + key)
    if run is None:
        trainer.keep()
        return
    for slot, vector in trainer.slots.items():
        for key, view in network.views(vector).items():
            _fill(view, arrays, f"{OPTIMIZER}{slot}/{key}")
    try:
        _resume(trainer, run)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise FileError(
            f"run.json does not say where the run stands ({error!r}). Open the file without it."
        ) from error
    if history:
        trainer.history = History.from_columns(history)
    trainer.keep()


def _drawn_state(network: Network) -> dict[str, Array]:
    """The state of nodes that are drawn; of others, it comes from the data alone."""
    return {k: a for k, a in network.state.items() if k.rpartition("/")[0] in network.drawn.nodes}


def set_weights(trainer: Trainer, arrays: dict[str, Array]) -> None:
    """Start from given parameters, named ``node/name``; others keep their first values.

    Raises:
        FileError: an array has another shape than the document says.
    """
    views = trainer.network.views()
    for key, array in arrays.items():
        if key in views and array.shape != views[key].shape:
            raise FileError(
                f"The weights “{key}” have shape {array.shape}; the document says {views[key].shape}."
            )
        if key in views:
            views[key][...] = array
    trainer.keep()


def _resume(trainer: Trainer, run: dict[str, Any]) -> None:
    trainer.epoch, trainer.steps = int(run["epoch"]), int(run["steps"])
    trainer.epochs = int(run["epochs"])
    updates, sums = _of_several(run)
    for name, player in trainer.players.items():
        player.updater.steps = int(updates[name])
    trainer.stopped, trainer.network.seed = str(run["stopped"]), int(run["seed"])
    trainer.schedule_memory = dict(run["schedule"])
    best, best_epoch = run["best"]
    trainer.best, trainer.best_epoch = math.inf if best is None else float(best), int(best_epoch)
    trainer.sums = {str(name): [float(total), float(count)] for name, (total, count) in sums.items()}
    trainer.shuffler.bit_generator.state = _state(run["shuffle"])
    trainer.new_order()
    trainer.position = int(run["position"])
    if not 0 <= trainer.position < max(trainer.data.train.count, 1):
        raise ValueError(f"position {trainer.position}")
    for use, words in run["generators"].items():
        random = generator(trainer.network.seed, use)
        random.bit_generator.state = _state(words)
        trainer.network.generators[use] = random


def _of_several(run: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Updates by player and sums by name; there was one of each before there were adversarial networks."""
    updates, sums = run["updates"], run["sums"]
    return (
        updates if isinstance(updates, dict) else {"": updates},
        sums if isinstance(sums, dict) else {"loss": sums},
    )


def _fill(view: Array, arrays: dict[str, Array], key: str) -> None:
    if key not in arrays:
        raise FileError(f"The weights “{key}” are missing.")
    if arrays[key].shape != view.shape:
        raise FileError(
            f"The weights “{key}” have shape {arrays[key].shape}; the document says {view.shape}."
        )
    view[...] = np.asarray(arrays[key], view.dtype)


def _words(state: Any) -> dict[str, Any]:
    """A PCG64 state with its 128-bit integers as text, which JSON readers keep exact."""
    inner = state["state"]
    return {
        "state": str(inner["state"]),
        "inc": str(inner["inc"]),
        "has_uint32": int(state["has_uint32"]),
        "uinteger": int(state["uinteger"]),
    }


def _state(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "bit_generator": "PCG64",
        "state": {"state": int(words["state"]), "inc": int(words["inc"])},
        "has_uint32": int(words["has_uint32"]),
        "uinteger": int(words["uinteger"]),
    }
