"""Every layer, activation, loss, optimizer and schedule trains as in Keras with every option, over twenty updates."""

from pathlib import Path

import numpy as np
import option_layers
import option_parts
import option_training
import pytest
from recordings import OPTIONS, Recordings, keras_classes, missing_recording
from update_scenarios import UPDATES, losses

import engine as keras
from engine import registry

FILE = Path(__file__).parents[2] / "golden" / "options.npz"
SCENARIOS = {**option_layers.SCENARIOS, **option_parts.SCENARIOS, **option_training.SCENARIOS}


@pytest.fixture(scope="module")
def recorded():
    with np.load(FILE) as stored:
        return Recordings(not_recorded, zip(stored["names"].tolist(), stored["losses"], strict=True))


def not_recorded(scenario):
    kind, name = scenario.split()[:2]
    return missing_recording(kind.removesuffix(":"), name, OPTIONS)


@pytest.mark.filterwarnings("ignore:Layer 'flatten:UserWarning")  # as in Keras: Flatten drops the mask
@pytest.mark.parametrize("name", SCENARIOS)
def test_losses_match_keras(name, recorded):
    actual = losses(keras, SCENARIOS[name])
    assert actual.shape == (UPDATES,)
    np.testing.assert_allclose(actual, recorded[name], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", ["layer", "loss", "optimizer", "schedule", "activation", "regularizer", "constraint"])
def test_every_class_is_trained(kind, recorded):
    """Except a layer whose only argument is random, and an activation that Keras computes wrongly."""
    excluded = {*option_layers.BARRED, "Sparsemax", "Threshold", "Glu"}
    recorded_names = " ".join(recorded)
    names = {"activation": lambda cls: f"activation: {registry.identifier(cls)} of",
             "regularizer": lambda cls: cls.__name__, "constraint": lambda cls: cls.__name__,
             "schedule": lambda cls: f'"class_name": "{cls.__name__}"', "optimizer": lambda cls: f"optimizer: {cls.__name__}-"}
    missing = [cls.__name__ for cls in keras_classes(kind) if cls.__name__ not in excluded
               and names.get(kind, lambda cls: f"{kind}: {cls.__name__} ")(cls) not in recorded_names]
    assert [missing_recording(kind, name, OPTIONS) for name in missing] == []
