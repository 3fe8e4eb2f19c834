"""Laws that hold for every metric: its numbers are Keras's, its state is plain data, it survives every journey."""

import json
import pickle

import numpy as np
import pytest

from engine.registry import classes


def run(metric, batches):
    for arguments in batches:
        metric.update_state(*arguments)
    return metric.result()


def test_every_class_has_a_case(request):
    golden = json.loads((request.path.parents[2] / "golden/metrics.json").read_text())
    assert {cls.__name__ for cls in classes("metric")} <= {case["class_name"] for case in golden["cases"]}


@pytest.mark.parametrize("weighted", [False, True])
def test_result_as_keras(case, weighted):
    metric = case.make()
    assert metric.name == case.name
    found = run(metric, case.arguments(weighted))
    np.testing.assert_allclose(found, case.weighted if weighted else case.plain, rtol=2e-5, atol=2e-6)
    assert isinstance(found, float) == (np.ndim(case.plain) == 0)


def test_reset_forgets(case):
    metric = case.make()
    first = run(metric, case.arguments(weighted=False))
    metric.reset_state()
    np.testing.assert_array_equal(run(metric, case.arguments(weighted=False)), first)


def test_state_is_float64_sums_that_may_be_carried_anywhere(case):
    metric = case.make()
    here, there = metric.zeros(), metric.zeros()
    for arguments in case.arguments(weighted=False):
        given = arguments if len(arguments) == 2 else [*arguments, None]
        before = pickle.dumps(there)
        there = pickle.loads(pickle.dumps(metric)).updated(pickle.loads(before), *given)
        here = metric.updated(here, *given)
    assert all(np.asarray(part).dtype == np.float64 for part in here)
    for a, b in zip(here, there, strict=True):
        np.testing.assert_array_equal(a, b)
    assert metric.state is not here
    np.testing.assert_allclose(metric.value(here), case.plain, rtol=2e-5, atol=2e-6)


def test_updated_is_pure(case):
    metric = case.make()
    state, arguments = metric.zeros(), case.arguments(weighted=True)[0]
    given = arguments if len(arguments) == 3 else [arguments[0], None, arguments[1]]
    before = pickle.dumps((state, given))
    metric.updated(state, *given)
    assert pickle.dumps((state, given)) == before


def test_config_makes_an_equal_metric(case):
    metric = case.make()
    config = json.loads(json.dumps(metric.get_config()))
    assert type(metric).from_config(config).get_config() == metric.get_config()


def test_nothing_seen_gives_a_number(case):
    assert np.isfinite(case.make().result()).all()
