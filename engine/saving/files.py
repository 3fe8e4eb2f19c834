"""Save and load files. The format is chosen by the file name when saving, by the first bytes when loading."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from engine import lambdas
from engine.errors import fail
from engine.limits import MAX_FILE_BYTES
from engine.saving.archive import extract_weights, pack, unpack, weights_file_bytes
from engine.saving.file_errors import convert_read_errors
from engine.saving.hdf5 import H5
from engine.saving.legacy_h5 import legacy_model_bytes, legacy_weights_bytes, read_layers, read_model
from engine.saving.weights import read_optimizer, read_weights, require_weights

ZIP, HDF5 = b"PK", b"\x89HDF\r\n\x1a\n"
LEGACY_SUFFIXES = (".h5", ".hdf5")


def save_model(model: Any, filepath: Any, overwrite: bool = True, *, include_optimizer: bool = True,
               save_format: str | None = None, zipped: bool | None = None) -> None:
    """Save a whole model. filepath: ending in ``.keras``, or in ``.h5`` or ``.hdf5`` for the format of Keras 2."""
    path = Path(filepath)
    if save_format == "tf":
        raise fail("saved_model_format", file=str(path))
    if path.suffix == ".keras":
        _write(path, pack(model, include_optimizer), overwrite)
    elif path.suffix in LEGACY_SUFFIXES:
        _write(path, legacy_model_bytes(model, include_optimizer), overwrite)
    else:
        raise fail("unknown_format", file=str(path), expected=".keras")


def load_model(filepath: Any, custom_objects: Mapping[str, Any] | None = None, compile: bool = True,
               safe_mode: bool = True) -> Any:
    """Load a model from a ``.keras`` or ``.h5`` file of this engine, Keras 3 or Keras 2.

    custom_objects: classes and functions by the names in the file. compile: whether to compile with the saved config.
    safe_mode: if False, a lambda is accepted that this process has; code in a file is never run.
    """
    path = Path(filepath)
    data = _read(path)
    with lambdas.safe_mode(safe_mode):
        if data.startswith(ZIP):
            return unpack(data, path.name, custom_objects, compile)
        if data.startswith(HDF5):
            return read_model(data, path.name, custom_objects, compile)
    raise fail("damaged_file", file=path.name, detail="it is neither a .keras nor an .h5 file")


def save_weights(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Save the weights of a model; a ``.weights.h5`` file also holds the optimizer's state if the model is compiled.

    filepath: ending in ``.weights.h5``, or in ``.h5`` or ``.hdf5`` for the format of Keras 2.
    """
    path = Path(filepath)
    require_weights(model)
    if path.name.endswith(".weights.h5"):
        _write(path, weights_file_bytes(model), overwrite)
    elif path.suffix in LEGACY_SUFFIXES:
        _write(path, legacy_weights_bytes(model), overwrite)
    else:
        raise fail("unknown_format", file=str(path), expected=".weights.h5")


def load_weights(model: Any, filepath: Any, *, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Load the weights of a file into a built model.

    The optimizer's state is loaded as well from a ``.weights.h5`` or ``.keras`` file, if the model is compiled and
    ``skip_mismatch`` is False.
    by_name: match layers by name (only in Keras 2's format). skip_mismatch: warn and skip layers that do not fit.
    """
    path = Path(filepath)
    data = _read(path)
    require_weights(model)
    data = extract_weights(data, path.name) if data.startswith(ZIP) else data
    if not data.startswith(HDF5):
        raise fail("damaged_file", file=path.name, detail="it is neither a .keras nor an .h5 file")
    with convert_read_errors(path.name), H5(data, path.name) as h5:
        group = h5.group(h5.root, "model_weights") or h5.root
        if "layer_names" in group.attrs or "layer_names0" in group.attrs:
            read_layers(h5, group, model, by_name, skip_mismatch)
            return
        if by_name:
            raise fail("not_supported", "by_name", argument="by_name", expected=False, value=True)
        read_weights(h5, model, skip_mismatch)
        if model.compiled is not None and not skip_mismatch:
            read_optimizer(h5, model)


def _write(path: Path, data: bytes, overwrite: bool) -> None:
    """Write a file atomically, so that a crash leaves an existing file intact."""
    if path.exists() and not overwrite:
        raise fail("file_exists", file=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as temporary:
        temporary.write(data)
    os.replace(temporary.name, path)


def _read(path: Path) -> bytes:
    if path.is_dir() or not path.suffix:
        raise fail("saved_model_format", file=str(path))
    if not path.is_file():
        raise fail("no_such_file", file=str(path))
    if path.stat().st_size > MAX_FILE_BYTES:
        raise fail("file_too_large", file=path.name, asked=path.stat().st_size, limit=MAX_FILE_BYTES)
    return path.read_bytes()
