"""File names decide the format, and impossible names raise a clear problem."""

import numpy as np
import pytest

import engine as keras
from engine.errors import ProblemError
from engine.models import load_model, save_model


def make_model(units=3, names=("a", "b")):
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units, name=names[0]), keras.layers.Dense(2, name=names[1])])


@pytest.mark.parametrize(("code", "action"), [
    ("saved_model_format", lambda m, f: m.save(f / "folder", save_format="tf")),
    ("unknown_format", lambda m, f: m.save(f / "model.txt")),
    ("unknown_format", lambda m, f: m.save(f / "model")),
    ("unknown_format", lambda m, f: m.save_weights(f / "cp.ckpt")),
    ("saved_model_format", lambda m, f: load_model(f)),
    ("saved_model_format", lambda m, f: load_model(f / "model")),
    ("no_such_file", lambda m, f: load_model(f / "none.keras")),
    ("no_such_file", lambda m, f: m.load_weights(f / "none.h5")),
    ("model_not_built", lambda m, f: keras.Sequential([keras.layers.Dense(1)]).save_weights(f / "w.h5")),
    ("only_sequential", lambda m, f: keras.Model(inputs=1, outputs=2)),
    ("only_sequential", lambda m, f: type("Mine", (keras.Model,), {})),
])
def test_impossible_actions_raise_the_problem(code, action, tmp_path):
    with pytest.raises(ProblemError) as error:
        action(make_model(), tmp_path)
    assert error.value.problem.code == code


def test_overwrite_decides_about_existing_files(tmp_path):
    path = tmp_path / "deep" / "model.keras"
    save_model(make_model(), path)
    make_model().save(str(path))
    with pytest.raises(ProblemError) as error:
        make_model().save(path, overwrite=False)
    assert error.value.problem.code == "file_exists"
    assert [p.name for p in path.parent.iterdir()] == ["model.keras"]


def test_a_weights_file_is_not_loaded_as_a_model(tmp_path):
    make_model().save_weights(tmp_path / "w.h5")
    with pytest.raises(ProblemError) as error:
        load_model(tmp_path / "w.h5")
    assert error.value.problem.code == "weights_only"


def test_load_weights_by_name_and_skip_mismatch(tmp_path):
    source = make_model()
    source.save_weights(tmp_path / "w.h5")
    other = make_model(names=("b", "c"), units=2)
    with pytest.raises(ProblemError):
        other.load_weights(tmp_path / "w.h5", by_name=True)
    with pytest.warns(UserWarning, match="b keeps its weights"):
        other.load_weights(tmp_path / "w.h5", by_name=True, skip_mismatch=True)
    same = make_model(names=("x", "b"))
    same.load_weights(tmp_path / "w.h5", by_name=True)
    np.testing.assert_array_equal(same.get_weights()[2], source.get_weights()[2])
    assert not np.array_equal(same.get_weights()[0], source.get_weights()[0])


@pytest.mark.parametrize("file", ["w.h5", "w.weights.h5"])
def test_skip_mismatch_skips_the_layer_with_a_warning(file, tmp_path):
    source = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(5)])
    source.save_weights(tmp_path / file)
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.Dense(2)])
    with pytest.raises(ProblemError) as error:
        other.load_weights(tmp_path / file)
    assert error.value.problem.code == "wrong_weight_shape"
    with pytest.warns(UserWarning, match="keeps its weights"):
        other.load_weights(tmp_path / file, skip_mismatch=True)
    np.testing.assert_array_equal(other.get_weights()[0], source.get_weights()[0])


def test_long_lists_of_layer_names_are_split_into_attributes(tmp_path):
    deep = keras.Sequential([keras.Input((1,)), *(keras.layers.Dense(1, name="n" * 150 + str(i)) for i in range(150))])
    deep.compile("adam", "mse")
    deep.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
    deep.save(tmp_path / "deep.h5")
    loaded = load_model(tmp_path / "deep.h5")
    assert loaded.compiled.step == 1
    np.testing.assert_array_equal(loaded.get_weights()[-2], deep.get_weights()[-2])
