"""Laws of every metric: results equal Keras's, the state can be pickled, configs round-trip."""

import json
import pickle

import numpy as np
import pytest
from recordings import unrecorded


def run(metric, batches):
    for arguments in batches:
        metric.update_state(*arguments)
    return metric.result()


def test_every_class_has_a_case(request):
    golden = json.loads((request.path.parents[2] / "golden/metrics.json").read_text())
    assert unrecorded("metric", {case["class_name"] for case in golden["cases"]}) == []


@pytest.mark.parametrize("weighted", [False, True])
def test_result_equals_keras(case, weighted):
    metric = case.make()
    assert metric.name == case.name
    result = run(metric, case.arguments(weighted))
    np.testing.assert_allclose(result, case.weighted if weighted else case.plain, rtol=2e-5, atol=2e-6)
    assert (np.shape(result), result.dtype) == (np.shape(case.plain), "float32")


def test_reset_state_restores_the_initial_state(case):
    metric = case.make()
    first = run(metric, case.arguments(weighted=False))
    metric.reset_state()
    np.testing.assert_array_equal(run(metric, case.arguments(weighted=False)), first)


def test_state_is_float64_and_can_be_pickled_between_batches(case):
    metric = case.make()
    state, pickled_state = metric.zeros(), metric.zeros()
    for arguments in case.arguments(weighted=False):
        args = arguments if len(arguments) == 2 else [*arguments, None]
        copied = pickle.loads(pickle.dumps(pickled_state))
        pickled_state = pickle.loads(pickle.dumps(metric)).update(copied, *args)
        state = metric.update(state, *args)
    assert all(np.asarray(array).dtype == np.float64 for array in state)
    for a, b in zip(state, pickled_state, strict=True):
        np.testing.assert_array_equal(a, b)
    assert metric.state is not state
    np.testing.assert_allclose(metric.value(state), case.plain, rtol=2e-5, atol=2e-6)


def test_update_is_pure(case):
    metric = case.make()
    state, arguments = metric.zeros(), case.arguments(weighted=True)[0]
    args = arguments if len(arguments) == 3 else [arguments[0], None, arguments[1]]
    before = pickle.dumps((state, args))
    metric.update(state, *args)
    assert pickle.dumps((state, args)) == before


def test_config_round_trip(case):
    metric = case.make()
    config = json.loads(json.dumps(metric.get_config()))
    assert type(metric).from_config(config).get_config() == metric.get_config()


def test_result_without_data_is_finite(case):
    assert np.isfinite(case.make().result()).all()
