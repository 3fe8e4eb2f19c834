"""Containers of one: x, y, weights, losses and metrics in lists, tuples and dicts, in every method that takes them."""

import copy
import pickle
import re

import numpy as np
import pytest

import engine as keras
from engine import layers, losses
from engine.errors import ProblemError
from engine.utils.py_dataset import PyDataset

pd = pytest.importorskip("pandas")
rng = np.random.default_rng(5)
X, Y = rng.normal(size=(12, 3)).astype("float32"), rng.normal(size=(12, 1)).astype("float32")
WEIGHTS = np.linspace(0.5, 2, 12).astype("float32")
FRAME = pd.DataFrame(X, columns=list("abc"))
WRAPPED = {"list": lambda a: [a], "tuple": lambda a: (a,), "nested": lambda a: [[a]], "table": lambda a: [pd.DataFrame(a)]}


def model(**config):
    built = keras.Sequential([keras.Input((3,), name="measurements"), layers.Dense(2), layers.Dense(1, name="price")])
    built.set_weights([0.3 * np.random.default_rng(2).normal(size=w.shape) for w in built.get_weights()])
    built.compile(**{"optimizer": "sgd", "loss": "mse", "metrics": ["mae"], **config})
    return built


METHODS = {
    "fit": lambda x, y, w: model().fit(x, y, sample_weight=w, shuffle=False, verbose=0).history["loss"],
    "validation": lambda x, y, w: model().fit(X, Y, validation_data=(x, y, w), verbose=0).history["val_loss"],
    "split": lambda x, y, w: model().fit(x, y, sample_weight=w, validation_split=0.25, verbose=0).history["val_loss"],
    "evaluate": lambda x, y, w: model().evaluate(x, y, sample_weight=w, verbose=0),
    "train_on_batch": lambda x, y, w: model().train_on_batch(x, y, w),
    "test_on_batch": lambda x, y, w: model().test_on_batch(x, y, w),
    "predict": lambda x, y, w: model().predict(x, verbose=0),
    "predict_on_batch": lambda x, y, w: model().predict_on_batch(x),
    "call": lambda x, y, w: model()(x),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED)
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_container_of_one_is_its_content(method, wrap):
    np.testing.assert_array_equal(method(wrap(X), wrap(Y), [WEIGHTS]), method(X, Y, WEIGHTS))


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_dict_has_the_name_of_the_input(method):
    np.testing.assert_array_equal(method({"measurements": X}, Y, WEIGHTS), method(X, Y, WEIGHTS))
    with pytest.raises(ProblemError, match=r"Received a dict with the keys: 'x'\. .*'measurements'"):
        method({"x": X}, Y, WEIGHTS)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("x", [X.tolist(), [1.0, 2.0], range(12), []], ids=["rows", "numbers", "range", "empty"])
def test_plain_numbers_are_refused_as_in_keras(method, x):
    with pytest.raises(ProblemError, match=r"x must be an array\. Received a (list|range) of numbers: use np\.array\(x\)"):
        method(x, Y, WEIGHTS)


@pytest.mark.parametrize(("arguments", "message"), [
    ({"y": Y.tolist()}, "y must be an array"), ({"y": {"price": Y}}, "y must be an array. Received a dict"),
    ({"y": [Y, Y]}, "y must be one array.*2 arrays"), ({"x": [X, X]}, "x must be one array.*2 arrays"),
    ({"sample_weight": WEIGHTS.tolist()}, "sample_weight must be an array"),
    ({"sample_weight": {"price": WEIGHTS}}, "sample_weight must be an array. Received a dict"),
])
def test_other_containers_are_named(arguments, message):
    with pytest.raises(ProblemError, match=message):
        model().fit(**{"x": X, "y": Y, **arguments}, verbose=0)


def test_train_on_batch_takes_a_list_of_weights():
    assert model().train_on_batch(X, Y, WEIGHTS.tolist()) == model().train_on_batch(X, Y, WEIGHTS)


class OneBatch(PyDataset):
    def __init__(self, batch):
        super().__init__()
        self.batch = batch

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self.batch


def test_batches_of_a_dataset_hold_arrays():
    expected = model().fit(X, Y, shuffle=False, verbose=0).history["loss"]
    for batch in ((X, Y), ((X,), (Y,)), ({"measurements": X}, Y)):
        assert model().fit(OneBatch(batch), verbose=0).history["loss"] == pytest.approx(expected)
    for batch in (([X], [Y]), (X, [Y]), (X, Y, [WEIGHTS])):
        with pytest.raises(ProblemError, match="leave out its brackets"):
            model().fit(OneBatch(batch), verbose=0)


# --- columns ------------------------------------------------------------------------------------------------------


def changed(**columns):
    return FRAME.assign(**columns)


@pytest.mark.parametrize(("frame", "message"), [
    (changed(b=["red", "blue"] * 6), "column 'b' contains text, such as 'red'.*astype.*pd.get_dummies"),
    (changed(b=pd.Categorical(["u", "v"] * 6)), "column 'b' contains text, such as 'u'"),
    (changed(c=FRAME["c"] > 0), "column 'c' has the dtype bool.*astype"),
    (changed(a=pd.Series(range(12), dtype="Int64")), "column 'a' has the dtype Int64.*astype"),
    (FRAME.astype("Float64"), "column 'a' has the dtype Float64"),
    (changed(b=pd.date_range("2020-01-01", periods=12)), "column 'b' has the dtype datetime64"),
    (FRAME.astype(object), "column 'a' has the dtype object"),
])
def test_a_column_that_is_not_numbers_is_named(frame, message):
    with pytest.raises(ProblemError, match=message):
        model().predict(frame, verbose=0)


@pytest.mark.parametrize(("x", "message"), [
    (changed(b=["red", "blue"] * 6).to_numpy(), "column 1 contains text, such as 'red'"),
    (X.astype(object), "array of object: if its values are numbers, convert it with .astype"),
    (X.astype(str), "array of <U.*: if its values are numbers, convert it with .astype"),
])
def test_an_array_of_other_values_is_named(x, message):
    with pytest.raises(ProblemError, match=message):
        model().predict(x, verbose=0)


def test_columns_of_numbers_are_taken():
    expected = model().predict(X, verbose=0)
    np.testing.assert_array_equal(model().predict(FRAME, verbose=0), expected)
    np.testing.assert_array_equal(model().predict(FRAME > 0, verbose=0), model().predict(X > 0, verbose=0))
    counts = changed(b=range(12))
    np.testing.assert_allclose(model().predict(counts, verbose=0), model().predict(counts.to_numpy(), verbose=0))
    with pytest.raises(ProblemError, match="column 'price' contains text"):
        model().fit(X, pd.Series(["a"] * 12, name="price"), verbose=0)


def test_a_series_is_a_column():
    labels = pd.Series(Y[:, 0])
    assert model().fit(X, labels, shuffle=False, verbose=0).history == model().fit(X, Y, shuffle=False, verbose=0).history
    one = keras.Sequential([layers.Dense(1)])
    assert one.predict(FRAME["a"], verbose=0).shape == (12, 1)


def test_one_axis_needs_a_known_input():
    assert keras.Sequential([keras.Input((1,)), layers.Dense(2)]).predict(np.arange(5.0), verbose=0).shape == (5, 2)
    with pytest.raises(ProblemError, match="at least 2 axes"):
        keras.Sequential([layers.Dense(2)]).predict(np.arange(5.0), verbose=0)


# --- compile ------------------------------------------------------------------------------------------------------

def trained(**config):
    return model(**config).fit(X, Y, shuffle=False, verbose=0).history


@pytest.mark.parametrize("loss", [["mse"], ("mse",), [["mse"]], [losses.MeanSquaredError()], {"price": "mse"},
                                  {"price": ["mse"]}, [losses.MeanSquaredError], [losses.mean_squared_error]])
def test_a_loss_in_a_container(loss):
    assert trained(loss=loss) == trained()


def test_the_output_of_a_model_in_a_model_has_its_name():
    top = keras.Sequential([layers.Dense(1, name="price")], name="top")
    for name in ("top", "price"):
        stack = keras.Sequential([keras.Input((3,)), top])
        stack.compile("sgd", {name: "mse"})
        stack.fit(X, Y, verbose=0)
    stack.compile("sgd", {"cost": "mse"})
    with pytest.raises(ProblemError, match="of the layer 'top'"):
        stack.fit(X, Y, verbose=0)


@pytest.mark.parametrize("metrics", [["mae"], ("mae",), [["mae"]], {"price": "mae"}, {"price": ["mae"]}, [[["mae"]]]])
def test_metrics_in_a_container(metrics):
    assert trained(metrics=metrics) == trained()
    assert trained(metrics=None, weighted_metrics=metrics) == trained()


@pytest.mark.parametrize("loss_weights", [2.0, [2.0], (2.0,), [[2.0]], {"price": 2.0}])
def test_loss_weights_in_a_container(loss_weights):
    assert trained(loss_weights=loss_weights) == trained(loss_weights=2.0)


@pytest.mark.parametrize(("config", "message"), [
    ({"loss": {"cost": "mse"}}, "loss names the output 'cost', but .* 'price'"),
    ({"metrics": {"cost": "mae"}}, "metrics names the output 'cost'"),
    ({"weighted_metrics": {"price": "mae", "cost": "mse"}}, "weighted_metrics names the output 'cost'"),
    ({"metrics": "mae"}, re.escape("metrics must be a list, as in metrics=['accuracy']. Received: 'mae'")),
    ({"metrics": {"mae"}}, "metrics must be a list"), ({"metrics": [None]}, "Unknown metric None"),
    ({"weighted_metrics": keras.metrics.MeanAbsoluteError()}, "weighted_metrics must be a list"),
    ({"loss": []}, "loss is required"), ({"loss": ["mse", None]}, "loss is required"),
])
def test_containers_that_are_wrong(config, message):
    with pytest.raises(ProblemError, match=message):
        trained(**config)


def test_of_several_losses_the_first_is_used_as_in_keras():
    with pytest.warns(UserWarning, match="only the first of 2 losses is used, 'mse'"):
        compiled = model(loss=["mse", "mae"], metrics=None)
    history = compiled.fit(X, Y, shuffle=False, verbose=0).history
    assert history == {"loss": trained()["loss"], "mae_loss": [0.0], "mse_loss": [0.0]}
    assert compiled.metrics_names == ["loss", "mse_loss", "mae_loss"]


def test_metrics_are_resolved_once_per_compile():
    keras.utils.clear_session()
    for metrics, expected in ((["AUC"], "AUC"), ([keras.metrics.AUC], "auc_1"), (["AUC"], "AUC"),
                              ([keras.metrics.AUC], "auc_3")):
        compiled = model(loss="binary_crossentropy", metrics=metrics)
        with np.errstate(all="ignore"):
            history = compiled.fit(X, (Y > 0) * 1.0, validation_split=0.25, verbose=0).history
            compiled.evaluate(X, (Y > 0) * 1.0, verbose=0)
        assert list(history) == [expected, "loss", f"val_{expected}", "val_loss"]


def test_history_answers_to_the_other_spelling_of_accuracy():
    def history(metric):
        classifier = model(loss="binary_crossentropy", metrics=[metric])
        with np.errstate(all="ignore"):
            return classifier.fit(X, (Y > 0) * 1.0, validation_split=0.25, verbose=0).history

    for logged, other in (("accuracy", "acc"), ("acc", "accuracy")):
        logs = history(logged)
        for prefix in ("", "val_"):
            with pytest.warns(UserWarning, match=f"history has no '{prefix}{other}'"):
                assert logs[f"{prefix}{other}"] is logs[f"{prefix}{logged}"]
            assert logs.get(f"{prefix}{other}") is logs[f"{prefix}{logged}"]  # the note is given once
            assert f"{prefix}{other}" not in logs
        assert list(logs) == sorted((logged, "loss", f"val_{logged}", "val_loss"))
    for copied in (copy.deepcopy(logs), pickle.loads(pickle.dumps(logs)), dict(logs)):
        assert copied == logs
    with pytest.raises(KeyError):
        history("mae")["acc"]
