"""Arrays as safetensors, and back from bytes that are not trusted."""

from typing import Any

import numpy as np
import safetensors
import safetensors.numpy
from numpy.typing import NDArray

from core.document.archive import shown
from core.errors import FileError

Array = NDArray[Any]
MAX_HEADER = 32 << 20  # bytes; room for the names and shapes of 100,000 arrays
DTYPES = {
    name: np.dtype(t).newbyteorder("<")
    for name, t in {"F32": np.float32, "F64": np.float64, "U8": np.uint8, "I64": np.int64}.items()
}


def encode(arrays: dict[str, Array], metadata: dict[str, str] | None = None) -> bytes:
    """The arrays as safetensors. More than one entry of ``metadata`` would be written in no fixed order."""
    plain = {name: np.ascontiguousarray(a).reshape(a.shape) for name, a in arrays.items()}
    return safetensors.numpy.save(plain, metadata)


def decode(content: bytes) -> dict[str, Array]:
    """The arrays by name.

    Raises:
        FileError: the bytes are no safetensors, or hold types other than float32, float64, uint8 and int64.
    """
    if int.from_bytes(content[:8], "little") > MAX_HEADER:
        raise FileError("the list of its weights is too long.")
    try:
        found = safetensors.deserialize(content)  # type: ignore[no-untyped-call]
    except safetensors.SafetensorError as error:
        raise FileError(f"its weights are damaged ({shown(str(error), 120)}).") from error
    return {name: _array(name, view) for name, view in sorted(found)}


def _array(name: str, view: dict[str, Any]) -> Array:
    dtype = DTYPES.get(view["dtype"])
    if dtype is None:
        known = ", ".join(DTYPES)
        raise FileError(f"its weights {shown(name)} are of type {shown(view['dtype'])}, not one of {known}.")
    array = np.frombuffer(view["data"], dtype).reshape(view["shape"])
    return array.astype(dtype.newbyteorder("="), copy=False)
