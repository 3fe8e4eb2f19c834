"""Callbacks, validation_split and class_weight take effect when the page trains: the weights are those of ``fit``."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

import engine.callbacks
from app.compute.slices import Job, Outcome, run_samples, run_slice, samples_of
from app.state.notebook import FIRST
from engine.errors import ProblemError
from engine.models import Sequential
from engine.specs.build import build, build_callbacks, build_compiled
from engine.specs.experiment import Experiment
from engine.specs.inspection import make
from engine.specs.objects import CodeSpec, DataSpec, FitSpec, ObjectSpec
from engine.training.training_loop import Budget

FIT = FitSpec(epochs=12, batch_size=128, seed=5)


def with_fit(**values: object) -> Experiment:
    """An experiment whose validation loss soon rises."""
    compiled = replace(FIRST.compile, optimizer=ObjectSpec("Adam", {"learning_rate": 0.1}))
    return replace(FIRST, compile=compiled, fit=replace(FIT, **values)).with_input_shape()


def callback(name: str, **config: object) -> ObjectSpec:
    return ObjectSpec(name, config)


EXPERIMENTS = {
    "early stopping": with_fit(callbacks=(callback("EarlyStopping"),)),
    "best weights": with_fit(callbacks=(callback("EarlyStopping", patience=2, restore_best_weights=True),)),
    "by a metric": with_fit(callbacks=(callback("EarlyStopping", monitor="val_accuracy", patience=1, baseline=0.5),)),
    "plateau": with_fit(callbacks=(callback("ReduceLROnPlateau", patience=1, factor=0.3), callback("TerminateOnNaN"))),
    "plateau, then stop": with_fit(callbacks=(callback("ReduceLROnPlateau", patience=1),
                                              callback("EarlyStopping", patience=3, restore_best_weights=True))),
    "code alone": with_fit(callbacks=(CodeSpec("stop"),)),
    "validation_split": with_fit(epochs=2, validation_split=0.3),
    "class_weight": with_fit(epochs=2, class_weight={"0": 5.0, "3": 0}),
    "all": with_fit(callbacks=(callback("EarlyStopping", restore_best_weights=True),), validation_split=0.25,
                    class_weight={"1": 2.0}),
}


def fit_model(experiment: Experiment) -> tuple[np.ndarray, list[dict[str, float]]]:
    """Weights and logs of ``fit`` with the same arguments."""
    samples, fit = samples_of(experiment.data), experiment.fit
    network = build(experiment.with_input_shape().model, fit.seed)
    model = Sequential([make("layer", layer) for layer in experiment.model.layers])
    model.build((None, *samples.x_train.shape[1:]))
    model.set_weights(network.get_weights())
    compiled = build_compiled(experiment.compile)
    model.compile(compiled.optimizer, compiled.loss, metrics=compiled.metrics)
    callbacks = [getattr(engine.callbacks, each.class_name)(**each.config) for each in fit.callbacks
                 if isinstance(each, ObjectSpec)]
    weights = {int(label): weight for label, weight in (fit.class_weight or {}).items()} or None
    validation = None if fit.validation_split else (samples.x_val, samples.y_val)
    history = model.fit(samples.x_train, samples.y_train, fit.batch_size, fit.epochs, 0, callbacks,
                        validation_split=fit.validation_split or 0.0, validation_data=validation, class_weight=weights,
                        validation_batch_size=256)
    epochs = [dict(zip(history.history, values, strict=True)) for values in zip(*history.history.values(), strict=True)]
    return np.concatenate([w.ravel() for w in model.get_weights()]), epochs


def trained(experiment: Experiment, budget: Budget) -> tuple[Outcome, list[dict[str, float]]]:
    job = Job(experiment, None, budget, experiment.fit.epochs, observing=False)
    logs = []
    while True:
        outcome = pickle.loads(pickle.dumps(run_slice(pickle.loads(pickle.dumps(job)))))
        logs += [event.logs for event in outcome.events if type(event).__name__ == "EpochEnded"]
        if outcome.state.status != "running":
            return outcome, logs
        job = replace(job, state=outcome.state, callbacks=outcome.callbacks)


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize("budget", [Budget(), Budget(batches=3), Budget(seconds=0.001)], ids=["whole", "batches", "seconds"])
def test_a_run_in_slices_ends_as_fit_does(name: str, budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = EXPERIMENTS[name]
    monkeypatch.setattr("engine.training.trainer.default_seed", lambda: experiment.fit.seed)
    assert experiment.problems() == []
    outcome, logs = trained(experiment, budget)
    weights, history = fit_model(experiment)
    assert len(logs) == len(history)
    for one, other in zip(logs, history, strict=True):
        assert {name: one[name] for name in one} == pytest.approx({name: other[name] for name in one}, abs=1e-6)
    assert np.allclose(np.concatenate([w.ravel() for w in outcome.state.network.get_weights()]), weights, atol=1e-6)


@pytest.mark.parametrize("name", ["early stopping", "best weights", "all"])
def test_a_stop_names_the_callback(name: str) -> None:
    outcome, _ = trained(EXPERIMENTS[name], Budget())
    assert outcome.state.epoch < FIT.epochs
    assert outcome.callbacks is not None
    assert outcome.callbacks.stopped_by == "EarlyStopping"
    assert outcome.events[-1].epochs == outcome.state.epoch  # type: ignore[union-attr]


def test_a_stopped_run_can_go_on() -> None:
    experiment = EXPERIMENTS["early stopping"]
    outcome, _ = trained(experiment, Budget())
    epochs = outcome.state.epoch + 2
    later = run_slice(Job(experiment, outcome.state, Budget(), epochs, observing=False, callbacks=outcome.callbacks))
    assert later.state.status == "finished"
    assert later.state.epoch > outcome.state.epoch - 1


def test_the_split_takes_the_last_training_samples() -> None:
    experiment = EXPERIMENTS["validation_split"]
    before, after = samples_of(experiment.data), run_samples(experiment)
    assert len(after.x_train) == int(len(before.x_train) * 0.7)
    assert np.array_equal(np.concatenate([after.x_train, after.x_val]), before.x_train)
    assert np.array_equal(after.x_test, before.x_test)


def test_callbacks_that_are_code_alone_are_not_built() -> None:
    assert build_callbacks(EXPERIMENTS["code alone"].fit) is None


def test_a_monitor_without_a_value_is_a_problem_before_the_run() -> None:
    wrong = with_fit(callbacks=(callback("EarlyStopping", monitor="val_acc"),))
    (problem,) = wrong.problems()
    assert problem.path == ("fit", "callbacks", 0, "monitor")
    without = replace(EXPERIMENTS["early stopping"], data=replace(FIRST.data, validation_share=0))
    assert [problem.code for problem in without.problems()] == ["monitor_missing"]
    assert replace(without, fit=replace(without.fit, validation_split=0.5)).problems() == []


def test_a_split_that_leaves_nothing_is_a_problem() -> None:
    experiment = replace(with_fit(validation_split=0.9999), data=DataSpec("wine"))
    with pytest.raises(ProblemError) as raised:
        run_samples(experiment)
    assert raised.value.problem.code == "bad_validation_split"
