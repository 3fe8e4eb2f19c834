"""Configs equal those of Keras and are read back (recorded by tests/golden/record_configs.py)."""

import json
from pathlib import Path

import pytest

import engine as keras
from engine import registry, serialization
from engine.layers.layer_serialization import IGNORED

GOLDEN = Path(__file__).parents[2] / "golden"
RECORDED = [entry for entry in json.loads((GOLDEN / "configs.json").read_text("utf-8"))
            if entry[1] in registry.table(entry[0])]
OTHER_NAMES = {"Huber": "huber", "LogCoshError": "log_cosh_error", "FBetaScore": "f_beta_score"}
"""Names in logs that differ from Keras's."""
OMITTED = {"trainable", "activity_regularizer", "gain", "axis", "delta", "thresholds", "from_sorted_ids", "seed"}
"""Arguments of Keras's constructors that its configs omit."""
RESOLVED = {"data_format", "axis", "dtype", "strides"}
"""Arguments for which Keras saves the value that replaces None; it accepts None too."""
each = pytest.mark.parametrize(("kind", "name", "arguments", "expected"), RECORDED,
                               ids=[f"{kind}-{name}-{json.dumps(a)}" for kind, name, a, _ in RECORDED])


def is_equal(actual, expected):
    """Equal up to float32 rounding; a list of one number equals the number, a dtype policy equals its dtype."""
    if isinstance(actual, dict) and actual.get("class_name") == "DTypePolicy" and isinstance(expected, str):
        return actual["config"]["name"] == expected
    if isinstance(actual, list) and len(actual) == 1 and isinstance(expected, int | float):
        return is_equal(actual[0], expected)
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(is_equal(actual.get(key), value) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(is_equal, actual, expected))
    if isinstance(expected, float) or isinstance(actual, float):
        return actual == pytest.approx(expected, rel=1e-6)
    return actual == expected


def is_ignored(cls, key, value):
    """Whether the entry does not affect the result in Keras."""
    return value in IGNORED.get(key, ()) or (key in getattr(cls, "only", {}) and cls.only[key] == value)


@each
def test_get_config_equals_that_of_keras(kind, name, arguments, expected):
    keras.utils.clear_session()
    cls = registry.table(kind)[name]
    actual = json.loads(json.dumps(serialization.serialize(cls(**arguments))))
    config, expected_config = actual.pop("config"), dict(expected["config"])
    assert actual == {key: value for key, value in expected.items() if key != "config"}
    if name in OTHER_NAMES and config["name"] == OTHER_NAMES[name]:
        expected_config["name"] = config["name"]
    missing = {key: value for key, value in expected_config.items() if key not in config and not is_ignored(cls, key, value)}
    assert [key for key in missing if key not in RESOLVED] == []
    other = {key: config[key] for key, value in expected_config.items() if key in config and not is_equal(config[key], value)}
    assert [key for key, value in other.items() if value is not None or key not in RESOLVED] == []
    assert set(config) - set(expected_config) <= OMITTED


@each
def test_configs_of_keras_are_read(kind, name, arguments, expected):
    obj = serialization.deserialize(kind, expected)
    copy = serialization.deserialize(kind, serialization.serialize(obj))
    assert type(obj) is type(copy) is registry.table(kind)[name]
    assert obj.get_config() == copy.get_config()
    assert is_equal(obj.get_config(), {k: v for k, v in expected["config"].items() if k in obj.get_config() and k != "name"})
