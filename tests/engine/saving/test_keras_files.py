"""Files written by Keras are read; the models predict and train as in Keras (record_saved.py)."""

from pathlib import Path

import numpy as np
import pytest
from saving_scenarios import NEEDS, SCENARIOS, VOCABULARIES, small, trained

import engine as keras
from engine.errors import ProblemError
from engine.models import load_model
from engine.registry import table

GOLDEN = Path(__file__).parents[2] / "golden"
with np.load(GOLDEN / "saved.npz") as archive:
    WHOLE = [key for key in archive if key.endswith(("|model.keras", "|model.h5"))]
    WEIGHTS = [key for key in archive if key.endswith("weights.h5")]


def scenario_of(key):
    """The scenario of a file; skip the test if a layer does not exist yet."""
    name = key.split("|")[1]
    missing = [layer for layer in NEEDS.get(name, []) if layer not in table("layer")]
    if missing:
        pytest.skip(f"there is no {missing[0]} yet")
    return name


def file_of(recorded, key, folder):
    path = folder / key.split("|")[2]
    path.write_bytes(recorded[key].tobytes())
    return path


@pytest.mark.parametrize("key", WHOLE)
def test_loaded_models_predict_and_train_as_in_keras(key, recorded, tmp_path):
    name = scenario_of(key)
    _, x, y = {**SCENARIOS, **VOCABULARIES}.get(name, SCENARIOS["sgd"])
    source = key.rpartition("|")[0]
    model = load_model(file_of(recorded, key, tmp_path))
    np.testing.assert_allclose(model.predict(x, verbose=0), recorded[f"{source}|predictions"], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(trained(model, x, y), recorded[f"{source}|losses"], rtol=1e-4)


@pytest.mark.parametrize("key", WEIGHTS)
def test_weights_are_read_into_the_same_layers(key, recorded, tmp_path):
    name = scenario_of(key)
    make, x, _ = SCENARIOS[name]
    model = make(keras)
    model.load_weights(file_of(recorded, key, tmp_path))
    expected = recorded[key.rpartition("|")[0] + "|predictions"]
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, rtol=1e-5, atol=1e-5)


def test_load_weights_reads_a_whole_model_file(recorded, tmp_path):
    make, x, _ = SCENARIOS["dense"]
    for file in ("model.keras", "model.h5"):
        model = make(keras)
        model.load_weights(file_of(recorded, f"keras3|dense|{file}", tmp_path))
        np.testing.assert_allclose(model.predict(x, verbose=0), recorded["keras3|dense|predictions"], atol=1e-5)


def test_load_weights_reads_idf_weights(recorded, tmp_path):
    """Keras saves the weights from ``adapt`` with those of the layer, and ``load_weights`` restores both."""
    make, x, _ = VOCABULARIES["rare texts"]
    model = make(keras)
    layer = model.layers[0]
    tokens = layer.get_vocabulary(include_special_tokens=False)
    file = file_of(recorded, "keras3|rare texts|model.keras", tmp_path)
    for path in (file, tmp_path / "ours.weights.h5"):
        layer.set_vocabulary(tokens, np.ones(len(tokens)))
        model.load_weights(path)
        np.testing.assert_allclose(model.predict(x, verbose=0), recorded["keras3|rare texts|predictions"], atol=1e-5)
        model.save_weights(tmp_path / "ours.weights.h5")
    fewer = keras.layers.TextVectorization(output_mode="tf_idf", vocabulary=tokens[:-1], idf_weights=np.ones(len(tokens) - 1))
    with pytest.raises(ProblemError):
        keras.Sequential([keras.Input((1,), dtype="string"), fewer]).load_weights(path)


def test_compile_false_leaves_the_model_uncompiled(recorded, tmp_path):
    for file in ("model.keras", "model.h5"):
        assert load_model(file_of(recorded, f"keras3|dense|{file}", tmp_path), compile=False).compiled is None


def test_compile_arguments_are_restored(recorded, tmp_path):
    model = load_model(file_of(recorded, "keras3|dense|model.keras", tmp_path))
    assert model.name == "stack"
    assert [layer.name for layer in model.layers][-1] == "last"
    assert model.optimizer.learning_rate.decay_rate == 0.9
    assert model.optimizer.iterations == model.compiled.step == 9
    assert list(model.compiled.metrics) == ["accuracy"]


def test_optimizer_state_of_other_weights_is_ignored_with_a_warning(recorded, tmp_path):
    model = small(keras, keras.optimizers.SGD(0.1, momentum=0.9))
    with pytest.warns(UserWarning, match="begins anew"):
        model.load_weights(file_of(recorded, "keras3|adam|model.keras", tmp_path))
    assert model.compiled.slots is None
