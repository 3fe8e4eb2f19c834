"""``.keras`` files: a zip of ``config.json``, ``metadata.json``, ``model.weights.h5`` and assets, as in Keras 3."""

import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile, ZipInfo

import h5py

from engine.custom_objects import scope
from engine.errors import fail
from engine.limits import MAX_CONFIG_BYTES, MAX_FILE_BYTES, MAX_STRINGS_BYTES
from engine.saving.compiling import compile_from
from engine.saving.damage import parsed, reading
from engine.saving.hdf5 import H5
from engine.saving.structure import Stack, stack_from, to_json
from engine.saving.vocabularies import learn_vocabularies, places_of_vocabularies, vocabularies_of
from engine.saving.weights import read_optimizer, read_weights, write_weights
from engine.version import KERAS

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
EXPANSION = 100
"""A part may unpack to so many times its size; weights hardly shrink."""


def pack(model: Any, include_optimizer: bool = True) -> bytes:
    """A whole model as the bytes of a ``.keras`` file."""
    metadata = {"keras_version": KERAS, "date_saved": datetime.now().strftime("%Y-%m-%d@%H:%M:%S")}
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        zipped.writestr(METADATA, json.dumps(metadata))
        zipped.writestr(CONFIG, to_json(model))
        zipped.writestr(WEIGHTS, weights_bytes(model, include_optimizer))
        for name, text in vocabularies_of(model):
            zipped.writestr(name, text)
    return archive.getvalue()


def weights_bytes(model: Any, optimizer: bool = True) -> bytes:
    """The weights of a model as the bytes of a ``.weights.h5`` file."""
    stored = BytesIO()
    with h5py.File(stored, "w") as file:
        write_weights(file, model, optimizer)
    return stored.getvalue()


def unpack(data: bytes, file: str, custom_objects: Mapping[str, Any] | None, compiled: bool) -> Any:
    """The model in a ``.keras`` file; compiled: whether to compile it as it was."""
    with reading(file), ZipFile(BytesIO(data)) as archive:
        parts = _parts(archive, file)
        config = parsed(_read(archive, parts, CONFIG, MAX_CONFIG_BYTES, file), file)
        with scope(custom_objects):
            stack = stack_from(config, file)
            stored = _read(archive, parts, WEIGHTS, MAX_FILE_BYTES, file)
            texts = {name: _read(archive, parts, name, MAX_STRINGS_BYTES, file).decode("utf-8")
                     for name in places_of_vocabularies(stack) if name in parts}
            with H5(stored, file) as h5:
                learn_vocabularies(h5, stack, texts)
            require_numbers(stack, len(stored), file)
            model = stack.model()
            if compiled and config.get("compile_config"):
                compile_from(model, config["compile_config"])
    with H5(stored, file) as h5:
        if model.built:
            read_weights(h5, model)
        if model.built and model.compiled is not None:
            read_optimizer(h5, model)
    return model


def require_numbers(stack: Stack, stored: int, file: str) -> None:
    """Raise a problem, before memory is taken, if a file is too small to hold the weights that its layers ask for."""
    asked = stack.parameters()
    if asked is not None and asked > stored:
        raise fail("damaged_file", file=file, detail=f"it is too short for {asked} numbers")


def unpacked_weights(data: bytes, file: str) -> bytes:
    """The ``model.weights.h5`` inside a ``.keras`` file."""
    with reading(file), ZipFile(BytesIO(data)) as archive:
        return _read(archive, _parts(archive, file), WEIGHTS, MAX_FILE_BYTES, file)


def _parts(archive: ZipFile, file: str) -> dict[str, ZipInfo]:
    """The parts by name; a name that leads out of the archive is a sign of bad intent."""
    for name in archive.namelist():
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise fail("damaged_file", file=file, detail=f"the part {name[:100]} lies outside")
    return {info.filename: info for info in archive.infolist()}


def _read(archive: ZipFile, parts: Mapping[str, ZipInfo], name: str, limit: int, file: str) -> bytes:
    if name not in parts:
        raise fail("damaged_file", file=file, detail=f"it has no {name}")
    info = parts[name]
    if info.file_size > min(limit, EXPANSION * info.compress_size + MAX_CONFIG_BYTES):
        raise fail("file_too_large", file=f"{file}: {name}", asked=info.file_size, limit=limit)
    with archive.open(info) as part:
        return part.read(info.file_size)
