"""Files of the engine have the structure of Keras's files for the same model, and are read back."""

import io
import json
import zipfile

import h5py
import numpy as np
import pytest
from saving_scenarios import NEEDS, SCENARIOS, VOCABULARIES, trained

import engine as keras
from engine.models import clone_model, load_model, model_from_json
from engine.registry import table

OMITTED = {"activity_regularizer", "gain", "delta", "seed"}
"""Arguments of Keras's constructors that its configs omit."""


@pytest.fixture(params=[name for name in SCENARIOS if set(NEEDS.get(name, [])) <= set(table("layer"))])
def scenario(request):
    return request.param


@pytest.fixture(params=[*SCENARIOS, *VOCABULARIES])
def saved(request):
    return request.param


def load_recorded(recorded, name, folder, file="model.keras"):
    path = folder / f"keras.{file}"
    path.write_bytes(recorded[f"keras3|{name}|{file}"].tobytes())
    return load_model(path), path.read_bytes()


def h5_tree(data):
    """The groups and arrays of an HDF5 file with their attributes, and the shapes and types of the arrays."""
    entries = {}

    def visit(path, entry):
        of_array = (entry.shape, str(entry.dtype)) if isinstance(entry, h5py.Dataset) else ()
        entries[path] = (*of_array, {key: to_plain(value) for key, value in entry.attrs.items()})

    with h5py.File(io.BytesIO(data)) as file:
        file.visititems(visit)
        entries[""] = {key: to_plain(value) for key, value in file.attrs.items() if not key.endswith("_config")}
    return entries


def to_plain(value):
    return [to_plain(item) for item in value] if isinstance(value, np.ndarray) else value.decode() if isinstance(value, bytes) else value


def unpack(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist(), {name: archive.read(name) for name in archive.namelist()}


def differences(ours, theirs, path=""):
    """The differences between two configs, apart from entries that Keras omits and from ids within a file."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        keys = (set(ours) | set(theirs)) - OMITTED - {"shared_object_id", "quantization_config", "input_layer"}
        keys -= {"loss", "jit_compile"} | {key for key in keys if key.startswith(("renorm", "synchronized", "zero_output"))}
        return [d for key in sorted(keys) for d in differences(ours.get(key, "—"), theirs.get(key, "—"), f"{path}/{key}")]
    if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs):
        return [d for n, pair in enumerate(zip(ours, theirs, strict=True)) for d in differences(*pair, f"{path}/{n}")]
    if str(ours) == "input_layer" and str(theirs).startswith("input_layer_"):  # numbered in Keras
        return []
    if path.endswith("build_config") and ours == "—":  # a layer without weights has none
        return []
    same = ours == theirs or (isinstance(theirs, float) and ours == pytest.approx(theirs, rel=1e-6))
    same = same or ours == [theirs] or (path.endswith(("/data_format", "input_layer", "input_dtype")) and ours is None)
    same = same or (path.endswith("build_config/input_shape") and ours == [theirs[0], theirs[-1]])  # Keras treats a text as a row
    return [] if same else [(path, ours, theirs)]


def test_keras_files_have_the_members_of_those_by_keras(recorded, saved, tmp_path):
    model, theirs = load_recorded(recorded, saved, tmp_path)
    model.save(tmp_path / "ours.keras")
    ours = (tmp_path / "ours.keras").read_bytes()
    (names, parts), (expected_names, expected) = unpack(ours), unpack(theirs)
    assert names[:3] == expected_names[:3]
    texts = {name: part.decode() for name, part in parts.items() if name.startswith("assets/")}
    assert texts == {name: part.decode() for name, part in expected.items() if name.startswith("assets/")}
    assert list(json.loads(parts["metadata.json"])) == list(json.loads(expected["metadata.json"]))
    assert h5_tree(parts["model.weights.h5"]) == h5_tree(expected["model.weights.h5"])
    ours, theirs = (json.loads(each["config.json"]) for each in (parts, expected))
    assert differences(ours, theirs) == []


def test_h5_files_have_the_groups_of_those_by_keras(recorded, tmp_path):
    model, theirs = load_recorded(recorded, "dense", tmp_path, "model.h5")
    model.save(tmp_path / "ours.h5")
    ours = (tmp_path / "ours.h5").read_bytes()
    assert h5_tree(ours) == h5_tree(theirs)
    with h5py.File(io.BytesIO(ours)) as a, h5py.File(io.BytesIO(theirs)) as b:
        for key in ("model_config", "training_config"):
            assert differences(json.loads(a.attrs[key]), json.loads(b.attrs[key])) == []


def test_saved_models_are_read_back(saved, tmp_path):
    make, x, y = {**SCENARIOS, **VOCABULARIES}[saved]
    model = make(keras)
    trained(model, x, y)
    files = ["whole.keras", "whole.h5"]
    for file in files:
        model.save(tmp_path / file)
    expected = model.predict(x, verbose=0)
    losses = trained(model, x, y)
    for file in files:
        loaded = load_model(tmp_path / file)
        np.testing.assert_array_equal(loaded.predict(x, verbose=0), expected)
        np.testing.assert_allclose(trained(loaded, x, y), losses, rtol=1e-6)


@pytest.mark.parametrize("file", ["w.weights.h5", "w.h5"])
def test_saved_weights_are_read_into_a_clone_or_a_model_from_json(scenario, file, tmp_path):
    make, x, _ = SCENARIOS[scenario]
    model = make(keras)
    model.save_weights(tmp_path / file)
    for other in (clone_model(model), model_from_json(model.to_json())):
        other.load_weights(tmp_path / file)
        np.testing.assert_array_equal(other.predict(x, verbose=0), model.predict(x, verbose=0))


def test_unbuilt_and_uncompiled_models_are_saved(tmp_path):
    for file in ("a.keras", "a.h5"):
        keras.Sequential([keras.layers.Dense(2), keras.layers.Dense(1)]).save(tmp_path / file)
        loaded = load_model(tmp_path / file)
        assert not loaded.built
        assert loaded.compiled is None
        assert loaded(np.ones((2, 3))).shape == (2, 1)
        compiled = keras.Sequential([keras.layers.Dense(2)])
        compiled.compile("adam", "mse")
        compiled.save(tmp_path / file)
        assert type(load_model(tmp_path / file).optimizer) is keras.optimizers.Adam
        keras.Sequential().save(tmp_path / file)
        assert load_model(tmp_path / file).layers == []


def test_frozen_weights_and_names_are_kept(tmp_path):
    model = SCENARIOS["frozen"][0](keras)
    model.save(tmp_path / "frozen.h5")
    loaded = load_model(tmp_path / "frozen.h5")
    assert [layer.trainable for layer in loaded.layers] == [False, True]
    assert [layer.name for layer in loaded.layers] == [layer.name for layer in model.layers]
