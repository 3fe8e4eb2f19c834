"""Sequential prints and returns what real Keras did for the same code (recorded by tests/golden/record_models.py)."""

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import engine as keras

GOLDEN = Path(__file__).parents[2] / "golden"
RECORDED = json.loads((GOLDEN / "models.json").read_text("utf-8"))


def scenarios():
    spec = spec_from_file_location("model_scenarios", GOLDEN / "model_scenarios.py")
    module = sys.modules["model_scenarios"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SCENARIOS


SCENARIOS = scenarios()


def close(found, expected):
    """Equal, but for the last digit of numbers."""
    if isinstance(expected, float):
        return found == pytest.approx(expected, rel=1e-3, abs=2e-4)
    if isinstance(expected, dict):
        return list(found) == list(expected) and all(close(found[name], expected[name]) for name in expected)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(close, found, expected))
    return found == expected


@pytest.mark.parametrize("name", RECORDED)
def test_does_as_keras(name):
    keras.utils.clear_session()
    found = json.loads(json.dumps(SCENARIOS[name](keras)))
    if not close(found, RECORDED[name]):
        assert found == RECORDED[name]


def test_every_scenario_is_recorded():
    assert set(SCENARIOS) == set(RECORDED)
