"""What a worker does: slices that are picklable, cut anywhere, with the statistics and the observations of the page."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from app.compute.observing import GRID, LINE, SHOWN, bounds_of, grid
from app.compute.previewing import preview
from app.compute.slices import Job, Outcome, run_slice, samples_of
from app.compute.testing import predicted_classes, test_scores
from app.state.notebook import FIRST, Notebook
from engine.errors import ProblemError
from engine.limits import MAX_BATCH_SIZE
from engine.specs.data import load
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.training.training_loop import Budget

QUICK = replace(FIRST, fit=FitSpec(epochs=2, batch_size=256, seed=5)).with_input_shape()
NORMALIZED = replace(QUICK, data=DataSpec("wine"), model=ModelSpec((
    ObjectSpec("Rescaling", {"scale": 3.0}), ObjectSpec("Normalization"),
    ObjectSpec("Dense", {"units": 3, "activation": "softmax"})))).with_input_shape()
test_scores.__test__ = False  # type: ignore[attr-defined]


def weights(outcome: Outcome) -> list[np.ndarray]:
    return outcome.state.network.parameters.values.copy()


def pickled(job: Job) -> Outcome:
    return pickle.loads(pickle.dumps(run_slice(pickle.loads(pickle.dumps(job)))))


@pytest.mark.parametrize("experiment", [QUICK, NORMALIZED], ids=["digits", "wine"])
@pytest.mark.parametrize("batches", [1, 3])
def test_any_slicing_with_pickling_in_between_is_one_advance(experiment: Experiment, batches: int) -> None:
    whole = run_slice(Job(experiment, None, Budget(), 2))
    state, events = None, []
    while state is None or state.status == "running":
        outcome = pickled(Job(experiment, state, Budget(batches=batches), 2, observing=False))
        state = outcome.state
        events += [event for event in outcome.events if type(event).__name__ != "BatchEnded"]
    assert np.array_equal(weights(whole), weights(outcome))
    assert events == [event for event in whole.events if type(event).__name__ != "BatchEnded"]


def test_more_epochs_go_on_where_the_run_ended() -> None:
    two = run_slice(Job(QUICK, None, Budget(), 2))
    four = run_slice(Job(QUICK, two.state, Budget(), 4))
    assert four.state.epoch == 4
    assert np.array_equal(weights(four), weights(run_slice(Job(QUICK, None, Budget(), 4))))


def test_normalization_learns_from_the_training_samples_below_it() -> None:
    state = run_slice(Job(NORMALIZED, None, Budget(batches=1), 2)).state
    found = state.network.layers[1]
    x = 3 * samples_of(NORMALIZED.data).x_train
    assert np.allclose(np.asarray(found.get_weights()[0]).ravel(), x.mean(axis=0), atol=1e-4)


@pytest.mark.parametrize(("name", "kind", "count"), [
    ("two_blobs", "plane", GRID**2), ("line", "line", LINE), ("digits", "image", SHOWN), ("iris", "vector", SHOWN)])
def test_the_page_sees_what_its_data_can_show(name: str, kind: str, count: int) -> None:
    outputs = {"two_blobs": 2, "line": 1, "digits": 10, "iris": 3}[name]
    activation = "linear" if outputs == 1 else "softmax"
    experiment = replace(QUICK, data=DataSpec(name), model=ModelSpec((
        ObjectSpec("Flatten"), ObjectSpec("Dense", {"units": outputs, "activation": activation})))).with_input_shape()
    if name == "line":
        experiment = replace(experiment, compile=replace(experiment.compile, loss=ObjectSpec("MeanSquaredError"), metrics=()))
    seen = run_slice(Job(experiment, None, Budget(batches=1), 2)).observation
    assert seen is not None
    assert (seen.kind, len(seen.y)) == (kind, count)
    assert np.isfinite(seen.y).all()


def test_the_grid_covers_the_points_with_room_around() -> None:
    x = np.array([[0.0, 10.0], [4.0, 30.0]], "float32")
    bounds = bounds_of(x)
    assert bounds[0] < x[:, 0].min() <= x[:, 0].max() < bounds[1]
    assert bounds[2] < x[:, 1].min() <= x[:, 1].max() < bounds[3]
    points = grid(bounds, 3)
    assert points.shape == (9, 2)
    assert np.allclose(points[0], [bounds[0], bounds[2]])
    assert np.allclose(points[-1], [bounds[1], bounds[3]])


def test_the_test_counts_every_sample_once() -> None:
    state = run_slice(Job(QUICK, None, Budget(), 2)).state
    scores = test_scores(QUICK, state)
    samples = samples_of(QUICK.data)
    assert scores.confusion is not None
    assert scores.confusion.sum() == len(samples.x_test)
    assert list(scores.confusion.sum(axis=1)) == list(np.bincount(samples.y_test, minlength=10))
    right = int((predicted_classes(scores.y) == samples.y_test).sum())
    assert scores.confusion.trace() == right
    assert scores.logs["accuracy"] == pytest.approx(right / len(samples.x_test))
    assert len(scores.references["wrong_samples"]) == len(samples.x_test) - right


def test_a_preview_is_small_and_counts_everything() -> None:
    seen, samples = preview(DataSpec("digits")), load(DataSpec("digits"))
    assert seen.counts == (len(samples.x_train), len(samples.x_val), len(samples.x_test))
    assert sum(seen.balance) == seen.counts[0]
    assert len(seen.x) == len(seen.y) == 24
    assert len(pickle.dumps(seen)) < 200_000


def test_a_batch_as_large_as_can_be_asked_for_takes_no_more_than_there_is() -> None:
    experiment = replace(QUICK, fit=FitSpec(epochs=1, batch_size=MAX_BATCH_SIZE))
    assert experiment.problems() == []
    assert run_slice(Job(experiment, None, Budget(), 1)).state.status == "finished"


def test_a_model_over_the_limit_is_refused_before_memory_is_taken() -> None:
    import tracemalloc

    huge = replace(QUICK, model=ModelSpec((ObjectSpec("Flatten"), *(
        ObjectSpec("Dense", {"units": 65_536}) for _ in range(3))))).with_input_shape()
    samples_of(huge.data)
    tracemalloc.start()
    with pytest.raises(ProblemError) as refused:
        run_slice(Job(huge, None, Budget(), 1))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.problem.code == "too_many_parameters"
    assert peak < 20_000_000


def test_an_unstacked_experiment_is_put_on_its_data() -> None:
    assert run_slice(Job(replace(FIRST, fit=QUICK.fit), None, Budget(batches=1), 2)).state.step == 1


@pytest.mark.parametrize("name", ["digits", "two_blobs", "line", "iris"])
@pytest.mark.parametrize(("test", "validation"), [(0.0, 0.0), (0.0, 0.1), (0.2, 0.0)])
def test_parts_without_samples_are_no_error(name: str, test: float, validation: float) -> None:
    notebook = Notebook()
    notebook.choose_data(DataSpec(name, test_share=test, validation_share=validation))
    while notebook.problems():
        notebook.repair(*notebook.problems()[0].path)
    experiment = replace(notebook.experiment, fit=QUICK.fit)
    outcome = run_slice(Job(experiment, None, Budget(), 2))
    assert outcome.state.status == "finished"
    logs = test_scores(experiment, outcome.state).logs
    assert (not logs) == (test == 0)
    assert preview(experiment.data).counts[0] > 0
