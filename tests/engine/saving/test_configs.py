"""Configs are those that real Keras writes, and are read back (recorded by tests/golden/record_configs.py)."""

import json
from pathlib import Path

import pytest

import engine as keras
from engine import registry, serialization
from engine.layers.layer_serialization import IGNORED

GOLDEN = Path(__file__).parents[2] / "golden"
RECORDED = [entry for entry in json.loads((GOLDEN / "configs.json").read_text("utf-8"))
            if entry[1] in registry.table(entry[0])]
OWN_NAMES = {"Huber": "huber", "LogCoshError": "log_cosh_error", "FBetaScore": "f_beta_score"}
"""Names in logs in which a class of the engine differs from Keras's."""
FORGOTTEN = {"trainable", "activity_regularizer", "gain", "axis", "delta", "thresholds", "from_sorted_ids", "seed"}
"""Arguments that Keras's own configs leave out; its constructors take them."""
RESOLVED = {"data_format", "axis", "dtype", "strides"}
"""Where Keras writes what it made of None; it takes None as well."""
each = pytest.mark.parametrize(("kind", "name", "arguments", "expected"), RECORDED,
                               ids=[f"{kind}-{name}-{json.dumps(a)}" for kind, name, a, _ in RECORDED])


def same(found, expected):
    """Equal, but for float32 digits, a list of one number that stands for it, and a type that stands for its policy."""
    if isinstance(found, dict) and found.get("class_name") == "DTypePolicy" and isinstance(expected, str):
        return found["config"]["name"] == expected
    if isinstance(found, list) and len(found) == 1 and isinstance(expected, int | float):
        return same(found[0], expected)
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(same(found.get(key), value) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(expected, float) or isinstance(found, float):
        return found == pytest.approx(expected, rel=1e-6)
    return found == expected


def passing(cls, key, value):
    """Whether Keras itself would read the same without this entry."""
    return value in IGNORED.get(key, ()) or (key in getattr(cls, "only", {}) and cls.only[key] == value)


@each
def test_get_config_equals_that_of_keras(kind, name, arguments, expected):
    keras.utils.clear_session()
    cls = registry.table(kind)[name]
    found = json.loads(json.dumps(serialization.serialize(cls(**arguments))))
    config, wanted = found.pop("config"), dict(expected["config"])
    assert found == {key: value for key, value in expected.items() if key != "config"}
    if name in OWN_NAMES and config["name"] == OWN_NAMES[name]:
        wanted["name"] = config["name"]
    missing = {key: value for key, value in wanted.items() if key not in config and not passing(cls, key, value)}
    assert [key for key in missing if key not in RESOLVED] == []
    other = {key: config[key] for key, value in wanted.items() if key in config and not same(config[key], value)}
    assert [key for key, value in other.items() if value is not None or key not in RESOLVED] == []
    assert set(config) - set(wanted) <= FORGOTTEN


@each
def test_configs_of_keras_are_read(kind, name, arguments, expected):
    made = serialization.deserialize(kind, expected)
    again = serialization.deserialize(kind, serialization.serialize(made))
    assert type(made) is type(again) is registry.table(kind)[name]
    assert made.get_config() == again.get_config()
    assert same(made.get_config(), {k: v for k, v in expected["config"].items() if k in made.get_config() and k != "name"})
