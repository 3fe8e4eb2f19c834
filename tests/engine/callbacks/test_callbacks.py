"""Callbacks: errors and warnings for wrong arguments, and changes to the model while it trains."""

import warnings

import numpy as np
import pytest
from callback_scenarios import log_writer, model_of
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


def fit(*callbacks, model=None, x=X, **kwargs):
    return (model or model_of(keras)).fit(x, Y, **{**QUIET, **kwargs}, callbacks=list(callbacks))


def model_with_schedule():
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
    (lambda: fit(LearningRateScheduler(lambda epoch: 0.1), model=model_with_schedule()), "learning rate follows ExponentialDecay"),
    (lambda: fit(ReduceLROnPlateau("loss", patience=1, min_delta=9), model=model_with_schedule(), epochs=3), "learning rate follows"),
    (lambda: ModelCheckpoint("model"), r"filepath must end in .keras / .h5. Received: 'model'"),
    (lambda: ModelCheckpoint("model.h5", save_weights_only=True), "must end in .weights.h5"),
    (lambda: ModelCheckpoint("m.keras", save_freq="batch"), "save_freq must be 'epoch' or a number"),
    (lambda: fit(ModelCheckpoint("{val_loss}.keras")), "contains 'val_loss'.* The logs have: epoch, accuracy, loss"),
    (lambda: BackupAndRestore(""), "backup_dir is required"),
    (lambda: BackupAndRestore("here", save_freq=True), "save_freq must be"),
    (lambda: TensorBoard("here", update_freq="often"), "save_freq must be"),
    (lambda: fit(Callback), "must contain Callback objects"),
])
def test_wrong_arguments_raise(wrong, words):
    with pytest.raises(ProblemError, match=words):
        wrong()


def test_terminate_on_nan_raises_keras_error():
    with pytest.raises(RuntimeError, match="NaN or Inf loss encountered at batch 0"):
        fit(TerminateOnNaN(raise_error=True), x=np.full_like(X, np.nan))


def test_missing_logs_warn(tmp_path):
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


def test_model_checkpoint_rejects_a_directory(tmp_path):
    (tmp_path / "m.keras").mkdir()
    with pytest.raises(OSError, match="existing directory"):
        fit(ModelCheckpoint(tmp_path / "m.keras"))


def test_model_checkpoint_period(tmp_path):
    saved = []
    model = model_of(keras)
    model.save = lambda path, overwrite: saved.append(path[-7:])
    fit(ModelCheckpoint(tmp_path / "{epoch}.keras", period=2), model=model, epochs=5)
    assert saved == ["2.keras", "4.keras"]


def test_lambda_callback_accepts_only_hooks():
    seen = []
    fit(LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(sorted(logs)), on_train_end=None))
    assert seen == [["accuracy", "loss"]]
    with pytest.raises(TypeError, match="no hook 'on_epoch_over'"):
        LambdaCallback(on_epoch_over=print)


@pytest.mark.parametrize("name", ["on_batch_end", "on_train_batch_end", "on_epoch_end"])
def test_freezing_a_layer_during_training_waits_for_compile(name):
    """As in Keras on TensorFlow, which compiles the step at the first batch; a warning says so once."""
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(5), keras.layers.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    snapshots = []

    def freeze(index, logs=None):
        model.layers[0].trainable = False
        snapshots.append(model.get_weights()[0])

    with pytest.warns(UserWarning, match="takes effect when compile\\(\\) is called again") as caught:
        fit(LambdaCallback(**{name: freeze}), model=model, epochs=3, batch_size=20)
    assert len(caught) == 1
    assert len(snapshots) == 3
    assert (snapshots[0] != snapshots[2]).any()
    model.compile("sgd", "sparse_categorical_crossentropy")
    frozen = model.get_weights()[0]
    fit(model=model)
    assert (model.get_weights()[0] == frozen).all()


def test_callbacks_need_not_call_super_init():
    class Own(Callback):
        def __init__(self):
            self.epochs = []

        def on_epoch_end(self, epoch, logs=None):
            self.epochs.append((epoch, self.params["epochs"], self.model.name))

    own = Own()
    fit(own, epochs=2)
    assert [entry[:2] for entry in own.epochs] == [(0, 2), (1, 2)]


def test_batch_hooks_do_not_change_the_weights():
    """Hooks for every batch cut the run into slices; the weights stay bit-identical."""
    def train(*callbacks):
        keras.utils.set_random_seed(5)
        model = model_of(keras)
        model.fit(X, Y, epochs=3, batch_size=6, verbose=0, callbacks=list(callbacks), validation_split=0.2)
        return model.get_weights()

    listener = LambdaCallback(on_batch_end=lambda batch, logs: None, on_test_batch_end=lambda batch, logs: None)
    for one, other in zip(train(), train(listener, log_writer(keras)), strict=True):
        assert one.tobytes() == other.tobytes()


def test_a_damaged_backup_is_replaced_by_the_previous_one(tmp_path):
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


def test_appending_to_a_csv_log_keeps_one_header(tmp_path):
    path = tmp_path / "log.csv"
    logger = CSVLogger(path, append=True)
    fit(logger, epochs=2)
    fit(logger, epochs=1)
    assert [line.split(",")[0] for line in path.read_text("utf-8").splitlines()] == ["epoch", "0", "1", "0"]


def test_present_logs_do_not_warn():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(EarlyStopping("loss"), ReduceLROnPlateau("loss"), epochs=3)


def test_weights_are_averaged_after_the_last_epoch_hook():
    """As in Keras: the weights that EarlyStopping restores are those of the epoch, not the averages assigned later."""
    def train(*callbacks, **config):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="ones")])
        model.compile(optimizer=keras.optimizers.SGD(0.1, **config), loss="mse")
        model.fit(np.ones((8, 1)), np.zeros(8), epochs=3, batch_size=4, verbose=0, callbacks=list(callbacks))
        return model.get_weights()[0].item()

    restoring = EarlyStopping("loss", patience=3, restore_best_weights=True)
    averaging = {"use_ema": True, "ema_momentum": 0.9}
    assert train(restoring, **averaging) == train()
    assert train(**averaging) > train()
