"""Damaged and hostile files raise a clear problem, change nothing, and take no memory."""

import io
import json
import os
import pickle
import tracemalloc
import zipfile

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine as keras
from engine.errors import ProblemError
from engine.models import load_model, model_from_json

MAX_BYTES = 40_000_000
"""The memory that reading a bad file may take."""


def make_model(units=3):
    keras.utils.clear_session()
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, activation="tanh"), keras.layers.Dense(2)])
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.ones((4, 4)), np.ones((4, 2)), verbose=0)
    return model


@pytest.fixture(scope="module")
def saved_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    model = make_model()
    model.save(folder / "m.keras")
    model.save(folder / "m.h5")
    model.save_weights(folder / "m.weights.h5")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def read(data, name, folder):
    """Load a file; return the problem or warning, or None. Any other error fails the test."""
    path = folder / name
    path.write_bytes(data)
    try:
        if name == "m.weights.h5":
            make_model().load_weights(path)
        else:
            load_model(path)
    except (ProblemError, UserWarning) as error:
        raised = error
    else:
        return None
    assert len(str(raised)) < 1000
    assert isinstance(raised, ProblemError) or "begins anew" in str(raised)
    return raised


def repack(data, **parts):
    """Replace members of a ``.keras`` file; None removes one."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        contents = {name: old.read(name) for name in old.namelist()}
        contents |= {name.replace("_", "."): value for name, value in parts.items()}
        for name, content in contents.items():
            if content is not None:
                new.writestr(name, content)
    return changed.getvalue()


def with_config(data, change):
    """Change the config of a ``.keras`` file in place with a function."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        config = json.loads(archive.read("config.json"))
    change(config)
    return repack(data, config_json=json.dumps(config))


def with_h5(data, change):
    """Change an HDF5 file with a function."""
    stored = io.BytesIO(data)
    with h5py.File(stored, "r+") as file:
        change(file)
    return stored.getvalue()


# --- damage -------------------------------------------------------------------------------------------------------

every_file = pytest.mark.parametrize("name", ["m.keras", "m.h5", "m.weights.h5"])


@every_file
@settings(max_examples=60)
@given(data=st.data())
def test_truncated_files_raise_a_problem(name, data, saved_files, tmp_path_factory):
    cut = data.draw(st.integers(0, len(saved_files[name]) - 1))
    assert read(saved_files[name][:cut], name, tmp_path_factory.mktemp("cut")) is not None


@every_file
@settings(max_examples=150)
@given(data=st.data())
def test_files_with_changed_bytes_are_read_or_raise_a_problem(name, data, saved_files, tmp_path_factory):
    changed = bytearray(saved_files[name])
    for _ in range(data.draw(st.integers(1, 6))):
        offset = data.draw(st.integers(0, len(changed) - 1))
        changed[offset] = data.draw(st.integers(0, 255))
    read(bytes(changed), name, tmp_path_factory.mktemp("changed"))


def paths_in(value, path=()):
    """The paths of all values inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield from ((*path, key) for key, _ in inner)
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()):
        yield from paths_in(item, (*path, key))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-10**20, 10**20) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["Dense", "relu", "function", "__lambda__", "__main__", "os.system", "Sequential", "Adam"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["class_name", "config", "module", "x"]),
                                                                inner, max_size=3), max_leaves=5)


@settings(max_examples=250)
@given(data=st.data())
def test_junk_in_the_config_is_read_or_raises_a_problem(data, saved_files, tmp_path_factory):
    def change(config):
        for _ in range(data.draw(st.integers(1, 2))):
            *parents, last = data.draw(st.sampled_from(sorted(paths_in(config), key=repr)))
            target = config
            for key in parents:
                target = target[key]
            target[last] = data.draw(JUNK)

    read(with_config(saved_files["m.keras"], change), "m.keras", tmp_path_factory.mktemp("junk"))


# --- hostile files ------------------------------------------------------------------------------------------------


def set_units(config, n):
    config["config"]["layers"][1]["config"]["units"] = n


def nested_list(depth):
    return "[" * depth + "]" * depth


def chunk_bomb(file):
    del file["layers/dense/vars/0"]
    file.create_dataset("layers/dense/vars/0", (4, 3), maxshape=(None, None), chunks=(20_000, 20_000), dtype="f4")


def huge_shape(file):
    del file["layers/dense/vars/0"]
    file.create_dataset("layers/dense/vars/0", (2**40, 2**20), chunks=(1, 1), dtype="f4")


def compressed(file):
    del file["layers/dense/vars/0"]
    file.create_dataset("layers/dense/vars/0", data=np.zeros((4, 3), "f4"), compression="gzip")


def external_link(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")


def soft_link(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = h5py.SoftLink("/layers/dense_1/vars/0")


def string(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = "kernel"


def transposed(file):
    del file["layers/dense/vars/0"]
    file["layers/dense/vars/0"] = np.zeros((3, 4), "f4")


@pytest.mark.parametrize("change", [chunk_bomb, huge_shape, compressed, external_link, soft_link, string, transposed])
def test_unexpected_arrays_raise_a_problem(change, saved_files, tmp_path):
    error = read(with_h5(saved_files["m.weights.h5"], change), "m.weights.h5", tmp_path)
    assert error is not None
    assert error.problem.code in ("damaged_file", "wrong_weight_shape")


@pytest.mark.parametrize("text", ["", "[]", "null", "1e999", "{" * 10, nested_list(100_000), "[" + "1," * 3_000_000 + "1]",
                                  '{"class_name": "Functional", "config": {}}', '{"class_name": "Sequential"}',
                                  '{"class_name": "Sequential", "config": {"layers": 3}}', "9" * 10_000])
def test_json_without_a_model_raises_a_problem(text, saved_files, tmp_path):
    with pytest.raises(ProblemError):
        model_from_json(text)
    assert read(repack(saved_files["m.keras"], config_json=text), "m.keras", tmp_path) is not None


def test_zip_bombs_raise_a_problem(saved_files, tmp_path):
    big = repack(saved_files["m.keras"], model_weights_h5=None)
    stored = io.BytesIO(big)
    with zipfile.ZipFile(stored, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, \
            archive.open("model.weights.h5", "w") as part:
        for _ in range(300):
            part.write(bytes(1_000_000))
    assert read(stored.getvalue(), "m.keras", tmp_path).problem.code == "file_too_large"


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/../../evil", "..\\evil"])
def test_paths_outside_of_the_archive_raise_a_problem(name, saved_files, tmp_path):
    stored = io.BytesIO(saved_files["m.keras"])
    with zipfile.ZipFile(stored, "a") as archive:
        archive.writestr(name, "x")
    assert "outside" in str(read(stored.getvalue(), "m.keras", tmp_path))
    assert os.listdir(tmp_path) == ["m.keras"]


def test_layers_larger_than_the_file_raise_a_problem(saved_files, tmp_path):
    tracemalloc.start()
    for n in (65_536, 10**9, 10**30):
        assert read(with_config(saved_files["m.keras"], lambda config, n=n: set_units(config, n)), "m.keras", tmp_path) is not None
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MAX_BYTES


def test_names_that_share_one_long_string_raise_a_problem(saved_files, tmp_path):
    """In HDF5, thousands of names can refer to the same megabyte, of which each would be read as a copy."""
    def change(file):
        group = file["model_weights/dense"]
        del group.attrs["weight_names"]
        group.attrs["weight_names"] = [b"kernel"] * 3000
        group.attrs["long"] = "x" * 1_000_000

    assert "too long" in str(read(with_h5(saved_files["m.h5"], change), "m.h5", tmp_path))


def test_a_lambda_is_not_run(saved_files, tmp_path):
    def change(config):
        config["config"]["layers"][1]["config"]["activation"] = {
            "class_name": "__lambda__", "config": {"value": "4wEAAAAAAAAA"}}

    assert read(with_config(saved_files["m.keras"], change), "m.keras", tmp_path).problem.code == "lambda_in_file"


def test_a_name_in_a_file_imports_nothing(saved_files, tmp_path):
    def change(config):
        config["config"]["layers"][1] = {"module": "os", "class_name": "system", "config": {"command": "true"},
                                         "registered_name": "system"}

    assert read(with_config(saved_files["m.keras"], change), "m.keras", tmp_path).problem.code in ("unknown_name", "unknown_custom_object")


def test_a_pickle_is_not_a_model(tmp_path):
    for name in ("m.keras", "m.h5"):
        assert read(pickle.dumps({"model": 1}), name, tmp_path).problem.code == "damaged_file"


def test_a_file_that_does_not_fit_leaves_the_weights_unchanged(saved_files, tmp_path):
    (tmp_path / "m.weights.h5").write_bytes(with_h5(saved_files["m.weights.h5"], lambda file: file["layers/dense_1/vars"].pop("1")))
    model = make_model()
    before = model.get_weights()
    with pytest.raises(ProblemError):
        model.load_weights(tmp_path / "m.weights.h5")
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_models_that_repeat_models_are_limited():
    """Shared entries take no room in the file: the number of layers that they stand for is limited as well."""
    entry = {"class_name": "Dense", "config": {"units": 1}}
    for depth in range(9):
        repeated = {"class_name": "Sequential", "shared_object_id": depth, "config": {"name": f"m{depth}", "layers": [entry]}}
        entries = [repeated, *[{"shared_object_id": depth}] * 99]
        entry = {"class_name": "Sequential", "config": {"name": f"n{depth}", "layers": entries}}
    with pytest.raises(ProblemError, match="layers"):
        model_from_json(json.dumps(entry))
