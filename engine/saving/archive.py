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
from engine.saving.file_errors import convert_read_errors, parse_json
from engine.saving.hdf5 import H5
from engine.saving.structure import Stack, stack_from_config, to_json
from engine.saving.vocabularies import load_vocabularies, vocabulary_files, vocabulary_texts
from engine.saving.weights import read_optimizer, read_weights, write_weights
from engine.version import KERAS

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
MAX_EXPANSION = 100
"""The largest accepted ratio of the size of a file in the zip to its compressed size; weights hardly compress."""


def pack(model: Any, include_optimizer: bool = True) -> bytes:
    """A whole model as the bytes of a ``.keras`` file."""
    metadata = {"keras_version": KERAS, "date_saved": datetime.now().strftime("%Y-%m-%d@%H:%M:%S")}
    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:
        zipped.writestr(METADATA, json.dumps(metadata))
        zipped.writestr(CONFIG, to_json(model))
        zipped.writestr(WEIGHTS, weights_file_bytes(model, include_optimizer))
        for name, text in vocabulary_texts(model):
            zipped.writestr(name, text)
    return archive.getvalue()


def weights_file_bytes(model: Any, optimizer: bool = True) -> bytes:
    """The weights of a model as the bytes of a ``.weights.h5`` file. optimizer: whether to add its state."""
    buffer = BytesIO()
    with h5py.File(buffer, "w") as file:
        write_weights(file, model, optimizer)
    return buffer.getvalue()


def unpack(data: bytes, file: str, custom_objects: Mapping[str, Any] | None, compiled: bool) -> Any:
    """Read a model from the bytes of a ``.keras`` file. compiled: whether to compile it with the saved config."""
    with convert_read_errors(file), ZipFile(BytesIO(data)) as archive:
        members = _members(archive, file)
        config = parse_json(_read(archive, members, CONFIG, MAX_CONFIG_BYTES, file), file)
        with scope(custom_objects):
            stack = stack_from_config(config, file)
            weights = _read(archive, members, WEIGHTS, MAX_FILE_BYTES, file)
            texts = {name: _read(archive, members, name, MAX_STRINGS_BYTES, file).decode("utf-8")
                     for name in vocabulary_files(stack) if name in members}
            with H5(weights, file) as h5:
                load_vocabularies(h5, stack, texts)
            check_stored_size(stack, len(weights), file)
            model = stack.model()
            if compiled and config.get("compile_config"):
                compile_from(model, config["compile_config"])
    with H5(weights, file) as h5:
        if model.built:
            read_weights(h5, model)
        if model.built and model.compiled is not None:
            read_optimizer(h5, model)
    return model


def check_stored_size(stack: Stack, size: int, file: str) -> None:
    """Raise a ProblemError, before memory is allocated, if a file of ``size`` bytes cannot hold the layers' weights."""
    count = stack.parameters()
    if count is not None and count > size:
        raise fail("damaged_file", file=file, detail=f"it is too short for {count} numbers")


def extract_weights(data: bytes, file: str) -> bytes:
    """The bytes of ``model.weights.h5`` in a ``.keras`` file."""
    with convert_read_errors(file), ZipFile(BytesIO(data)) as archive:
        return _read(archive, _members(archive, file), WEIGHTS, MAX_FILE_BYTES, file)


def _members(archive: ZipFile, file: str) -> dict[str, ZipInfo]:
    """Return the members of the archive by name; raises a ProblemError for a path that leads outside of the archive."""
    for name in archive.namelist():
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            raise fail("damaged_file", file=file, detail=f"the part {name[:100]} lies outside")
    return {info.filename: info for info in archive.infolist()}


def _read(archive: ZipFile, members: Mapping[str, ZipInfo], name: str, limit: int, file: str) -> bytes:
    if name not in members:
        raise fail("damaged_file", file=file, detail=f"it has no {name}")
    info = members[name]
    if info.file_size > min(limit, MAX_EXPANSION * info.compress_size + MAX_CONFIG_BYTES):
        raise fail("file_too_large", file=f"{file}: {name}", asked=info.file_size, limit=limit)
    with archive.open(info) as member:
        return member.read(info.file_size)
