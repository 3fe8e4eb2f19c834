"""Callbacks: what they say when they are given something wrong, and that what they change holds in the running fold."""

import warnings

import numpy as np
import pytest
from callback_scenarios import model_of, told
from model_scenarios import X, Y

import engine as keras
from engine.callbacks import (
    BackupAndRestore,
    Callback,
    CSVLogger,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TensorBoard,
    TerminateOnNaN,
)
from engine.errors import ProblemError

QUIET = {"batch_size": 10, "verbose": 0, "shuffle": False}


def fit(*callbacks, model=None, x=X, **more):
    return (model or model_of(keras)).fit(x, Y, **{**QUIET, **more}, callbacks=list(callbacks))


def scheduled():
    model = model_of(keras)
    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 4, 0.5)
    model.compile(keras.optimizers.SGD(rate), "sparse_categorical_crossentropy")
    return model


@pytest.mark.parametrize(("wrong", "words"), [
    (lambda: fit(EarlyStopping("val_acc")), r"monitor='val_acc'.*There are: loss, accuracy"),
    (lambda: fit(ReduceLROnPlateau("own")), "monitor='own'.*mode='max'"),
    (lambda: ReduceLROnPlateau(factor=1.5), "factor must be less than 1"),
    (lambda: LearningRateScheduler(0.1), "schedule must be a function"),
    (lambda: fit(LearningRateScheduler(lambda epoch: "fast")), "should be a float. Received: 'fast'"),
    (lambda: fit(LearningRateScheduler(lambda epoch: -1.0)), "learning_rate must be at least 0"),
    (lambda: fit(LearningRateScheduler(lambda epoch: 0.1), model=scheduled()), "learning rate follows ExponentialDecay"),
    (lambda: fit(ReduceLROnPlateau("loss", patience=1, min_delta=9), model=scheduled(), epochs=3), "learning rate follows"),
    (lambda: ModelCheckpoint("model"), r"filepath must end in .keras / .h5. Received: 'model'"),
    (lambda: ModelCheckpoint("model.h5", save_weights_only=True), "must end in .weights.h5"),
    (lambda: ModelCheckpoint("m.keras", save_freq="batch"), "save_freq must be 'epoch' or a number"),
    (lambda: fit(ModelCheckpoint("{val_loss}.keras")), "asks for 'val_loss'.* They have: epoch, accuracy, loss"),
    (lambda: BackupAndRestore(""), "backup_dir is required"),
    (lambda: BackupAndRestore("here", save_freq=True), "save_freq must be"),
    (lambda: TensorBoard("here", update_freq="often"), "save_freq must be"),
    (lambda: fit(TerminateOnNaN(raise_error=True), x=np.full_like(X, np.nan)), "NaN or Inf loss encountered at batch 0"),
    (lambda: fit(Callback), "must be objects of Callback"),
])
def test_what_is_wrong_is_said(wrong, words):
    with pytest.raises(ProblemError, match=words):
        wrong()


def test_what_is_not_there_is_a_warning(tmp_path):
    for callback, words in ((EarlyStopping(), "Early stopping conditioned on metric `val_loss`"),
                            (ReduceLROnPlateau(), "Learning rate reduction is conditioned on metric `val_loss`")):
        with pytest.warns(UserWarning, match=words):
            fit(callback)
    model = model_of(keras)
    model.save = lambda path, overwrite: None
    with pytest.warns(UserWarning, match="Can save best model only with val_loss available"):
        fit(ModelCheckpoint(tmp_path / "m.keras", save_best_only=True), model=model)
    with pytest.warns(UserWarning, match="mode 'up' is unknown, fallback to auto"):
        EarlyStopping(mode="up")


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "m.keras").mkdir()
    with pytest.raises(OSError, match="existing directory"):
        fit(ModelCheckpoint(tmp_path / "m.keras"))


def test_a_checkpoint_after_every_so_many_epochs(tmp_path):
    saved = []
    model = model_of(keras)
    model.save = lambda path, overwrite: saved.append(path[-7:])
    fit(ModelCheckpoint(tmp_path / "{epoch}.keras", period=2), model=model, epochs=5)
    assert saved == ["2.keras", "4.keras"]


def test_a_lambda_callback_knows_the_hooks():
    seen = []
    fit(LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(sorted(logs)), on_train_end=None))
    assert seen == [["accuracy", "loss"]]
    with pytest.raises(TypeError, match="no hook 'on_epoch_over'"):
        LambdaCallback(on_epoch_over=print)


@pytest.mark.parametrize("name", ["on_batch_end", "on_train_batch_end", "on_epoch_end"])
def test_what_is_frozen_or_freed_on_the_way_is_so_at_once(name):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5), keras.layers.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    kept = []

    def freeze(number, logs=None):
        model.layers[0].trainable = False
        kept.append(model.get_weights()[0])

    fit(LambdaCallback(**{name: freeze}), model=model, epochs=3, batch_size=20)
    assert len(kept) == 3
    assert all((w == kept[0]).all() for w in kept)


def test_a_callback_without_super_init_is_one():
    class Own(Callback):
        def __init__(self):
            self.epochs = []

        def on_epoch_end(self, epoch, logs=None):
            self.epochs.append((epoch, self.params["epochs"], self.model.name))

    own = Own()
    fit(own, epochs=2)
    assert [entry[:2] for entry in own.epochs] == [(0, 2), (1, 2)]


def test_callbacks_cost_the_same_bits():
    """A listener at every batch cuts the run into slices; the weights stay the same to the last bit."""
    def trained(*callbacks):
        keras.utils.set_random_seed(5)
        model = model_of(keras)
        model.fit(X, Y, epochs=3, batch_size=6, verbose=0, callbacks=list(callbacks), validation_split=0.2)
        return model.get_weights()

    listener = LambdaCallback(on_batch_end=lambda batch, logs: None, on_test_batch_end=lambda batch, logs: None)
    for one, other in zip(trained(), trained(listener, told(keras)), strict=True):
        assert one.tobytes() == other.tobytes()


def test_a_damaged_backup_gives_way_to_the_one_before(tmp_path):
    loaded = []
    model = model_of(keras)
    model.save_weights = lambda path, overwrite: path.write_bytes(b"good")

    def load(path):
        if path.read_bytes() != b"good":
            raise OSError("damaged")
        loaded.append(path.name)

    model.load_weights = load
    fit(BackupAndRestore(tmp_path, double_checkpoint=True, delete_checkpoint=False), model=model, epochs=2)
    (tmp_path / "latest.weights.h5").write_bytes(b"bad")
    history = fit(BackupAndRestore(tmp_path), model=model, epochs=4)
    assert (loaded, history.epoch) == (["latest.weights.h5"], [1, 2, 3])
    assert not tmp_path.exists()


def test_a_log_of_several_runs_has_one_head(tmp_path):
    path = tmp_path / "log.csv"
    logger = CSVLogger(path, append=True)
    fit(logger, epochs=2)
    fit(logger, epochs=1)
    assert [line.split(",")[0] for line in path.read_text("utf-8").splitlines()] == ["epoch", "0", "1", "0"]


def test_nothing_is_said_where_nothing_is_wrong():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(EarlyStopping("loss"), ReduceLROnPlateau("loss"), epochs=3)


def test_the_last_epoch_is_heard_before_weights_are_averaged():
    """As in Keras: what EarlyStopping kept of the last epoch are the weights, not the averages that come after it."""
    def trained(*callbacks, **config):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        model.compile(optimizer=keras.optimizers.SGD(0.1, **config), loss="mse")
        model.fit(np.ones((8, 1)), np.zeros(8), epochs=3, batch_size=4, verbose=0, callbacks=list(callbacks))
        return model.get_weights()[0].item()

    kept = EarlyStopping("loss", patience=3, restore_best_weights=True)
    averaging = {"use_ema": True, "ema_momentum": 0.9}
    assert trained(kept, **averaging) == trained()
    assert trained(**averaging) > trained()
