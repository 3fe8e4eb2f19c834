"""Every optimizer and schedule equals Keras's, as recorded by tests/golden/record_optimizers.py."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from recordings import unrecorded

from engine import registry
from engine.object_validators import OfKind

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "optimizers.json").read_text())
ENDS = np.cumsum([0, *GOLDEN["sizes"]]).tolist()
SEGMENTS = {path: slice(*ends) for path, ends in zip(GOLDEN["paths"], pairwise(ENDS), strict=True)}


@pytest.mark.parametrize("name", GOLDEN["cases"])
def test_weights_equal_keras_after_every_step(name):
    case = GOLDEN["cases"][name]
    optimizer = registry.lookup("optimizer", case["class_name"])(**case["config"])
    optimizer.exclude_from_weight_decay(var_names=case["undecayed"])
    w = np.array(GOLDEN["start"], "float32")
    slots = optimizer.slots(w.size, w.dtype)
    for step, expected in enumerate(case["weights"]):
        assert optimizer.rate_at(step) == pytest.approx(case["rates"][step], rel=1e-6)
        g = np.array(GOLDEN["gradients"][step], "float32")
        optimizer.apply_batch(w, g, slots, step + 1, SEGMENTS)
        np.testing.assert_allclose(w, expected, rtol=1e-5, atol=1e-6, err_msg=f"after step {step}")
    optimizer.finalize(w, slots)
    np.testing.assert_allclose(w, case["final"], rtol=1e-5, atol=1e-6)
    assert w.dtype == "float32"
    assert {slot.dtype for slot in slots.values()} <= {np.dtype("float32")}


@pytest.mark.parametrize("index", range(len(GOLDEN["schedules"])))
def test_schedule_equals_keras(index):
    case = GOLDEN["schedules"][index]
    schedule = OfKind(kind="schedule").check("learning_rate", case)
    values = [schedule(step) for step in range(len(case["values"]))]
    np.testing.assert_allclose(values, case["values"], rtol=2e-6, atol=1e-8)
    assert all(type(value) is float for value in values)


def test_every_class_is_recorded():
    recorded = {case["class_name"] for case in [*GOLDEN["cases"].values(), *GOLDEN["schedules"]]}
    assert [*unrecorded("optimizer", recorded), *unrecorded("schedule", recorded)] == []
