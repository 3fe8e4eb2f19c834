"""What the public surface returns: tensors to its caller; plain arrays inside the engine, from fit and in files."""

import json
import pickle

import numpy as np
import pytest

import engine as keras
from engine import initializers, losses, metrics, ops
from engine.backend import random_functions
from engine.backend.eager_tensor import EagerTensor
from engine.backend.tensor import Tensor, gradient
from engine.errors import ProblemError
from engine.training.compile_utils import initial_state

X = np.random.default_rng(1).normal(size=(8, 3)).astype("float32")
Y = X.sum(axis=1, keepdims=True)
SURFACE = {
    "model": lambda: make_model()(X), "layer": lambda: keras.layers.Dense(2)(X),
    "loss": lambda: losses.MeanSquaredError()(Y, Y + 1), "unreduced loss": lambda: losses.Huber(reduction="none")(Y, Y),
    "loss of a function": lambda: losses.get(lambda t, p: ops.mean(t - p))(Y, Y), "loss function": lambda: losses.mse(Y, Y),
    "metric": lambda: metrics.MeanSquaredError()(Y, Y + 1), "metric of a batch": lambda: metrics.Mean()([1.0, 2.0]),
    "metric function": lambda: metrics.binary_accuracy(Y, Y), "result": lambda: metrics.AUC().result(),
    "several results": lambda: metrics.F1Score(average=None)(np.eye(3), np.eye(3)),
    "activation": lambda: keras.activations.relu(X), "threshold": lambda: keras.activations.threshold(X, 0.1, 0.0),
    "own activation": lambda: keras.activations.get(ops.square)(X),
    "regularizer": lambda: keras.regularizers.L2()(X), "constraint": lambda: keras.constraints.NonNeg()(X),
    "random": lambda: random_functions.normal((2, 3), seed=1), "zeros": lambda: ops.zeros((2,)), "arange": lambda: ops.arange(3),
    "constant": lambda: keras.backend.constant([1, 2]), "tensor": lambda: ops.convert_to_tensor([1, 2]),
    **{cls.__name__: lambda cls=cls: cls()((3, 3)) for cls in initializers.ALL},
}
MEASURES = {
    "mean": lambda t: t.mean(), "sum of columns": lambda t: t.sum(axis=0), "kept": lambda t: t.max(axis=-1, keepdims=True),
    "min": lambda t: t.min(), "prod": lambda t: t.prod(axis=1), "std": lambda t: t.std(), "var": lambda t: t.var(axis=0),
    "T": lambda t: t.T, "transpose": lambda t: t.transpose(1, 0), "reshape": lambda t: t.reshape(-1, 2),
    "flatten": lambda t: t.flatten(), "ravel": lambda t: t.ravel(), "squeeze": lambda t: t[:1].squeeze(),
    "astype": lambda t: t.astype("float32"), "clip": lambda t: t.clip(0.1, 0.5), "cumsum": lambda t: t.cumsum(axis=0),
    "dot": lambda t: t.dot(t.T), "take": lambda t: t.take([0, 1], axis=1), "copy": lambda t: t.copy(), "plus": lambda t: +t,
    "argmax": lambda t: t.argmax(axis=1), "argmin": lambda t: t.argmin(axis=0), "any": lambda t: (t > 0).any(),
    "all": lambda t: (t > -9).all(axis=1), "round": lambda t: t.round(), "argsort": lambda t: t.argsort(axis=1),
    "%": lambda t: t % 0.4, "//": lambda t: t // 0.4, "-": lambda t: 1 - t, "**": lambda t: 2**t, "@": lambda t: t @ t.T,
    "/": lambda t: 1 / (t + 9), "abs": abs, "compare": lambda t: t >= 0.1, "equal": lambda t: t != t[0, 0],
    "item": lambda t: t[0, 1], "rows": lambda t: t[1:, None], "mask": lambda t: t[np.asarray(X > 0)],
    "loop": lambda t: sum(row * n for n, row in enumerate(t)), "shape": lambda t: t.get_shape(), "ndim": lambda t: t.ndim,
    "size": lambda t: t.size, "len": len, "dtype": lambda t: t.dtype.itemsize, "array on the left": lambda t: np.ones(3, "float32") - t,
}


def make_model():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"])
    return model


@pytest.mark.parametrize("name", SURFACE)
def test_the_public_surface_returns_tensors(name):
    tensor = SURFACE[name]()
    assert type(tensor) is EagerTensor
    assert type(tensor.numpy()) in (np.ndarray, np.float32, np.int32)
    np.testing.assert_array_equal(tensor.numpy(), np.asarray(tensor))


@pytest.mark.parametrize("name", MEASURES)
def test_eager_and_traced_tensors_have_the_same_methods(name):
    plain = MEASURES[name](np.array(X)) if name != "shape" else X.shape
    one, other = MEASURES[name](ops.convert_to_tensor(X)), MEASURES[name](Tensor(X))
    np.testing.assert_allclose(one, plain, rtol=1e-6)
    if isinstance(other, Tensor):
        assert other.dtype == one.dtype
        other = other.data
    np.testing.assert_allclose(other, plain, rtol=1e-5)
    if isinstance(plain, np.ndarray | np.generic):
        assert type(one) is EagerTensor


def test_a_scalar_tensor_is_a_number():
    loss = losses.BinaryCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])
    assert f"{loss:.4f}" == "0.6931" == f"{float(loss):.4f}"
    assert f"{loss}" == f"{np.float32(np.log(2))}"
    assert str(loss) == "tf.Tensor(0.6931472, shape=(), dtype=float32)"
    assert repr(loss) == "<tf.Tensor: shape=(), dtype=float32, numpy=0.6931472>"
    assert bool(loss > 0.5)
    assert ["a", "b"][ops.argmax([0.1, 0.9])] == "b"
    assert json.dumps(float(loss)).startswith("0.69")
    assert {ops.argmax([0.1, 0.9]): "b"}[1] == "b"
    assert round(loss.item(), 2) == 0.69
    with pytest.raises(TypeError):
        hash(ops.zeros((2,)))


def test_printed_as_tensorflow_does():
    tensor = ops.convert_to_tensor([[1.0, 2.0], [3.0, 4.0]])
    assert str(tensor) == "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)"
    assert repr(tensor) == ("<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n"
                            "       [3., 4.]], dtype=float32)>")
    assert repr(ops.convert_to_tensor([1.5])) == "<tf.Tensor: shape=(1,), dtype=float32, numpy=array([1.5], dtype=float32)>"


def test_functions_of_numpy_give_plain_arrays_and_numbers():
    tensor = ops.convert_to_tensor(X)
    for result in (np.argmax(tensor, axis=1), np.exp(tensor), np.concatenate([tensor, tensor]), np.round(tensor, 2),
                   *np.split(tensor, 2), np.where(tensor > 0, tensor, 0), np.array(tensor), np.asarray(tensor)):
        assert type(result) is np.ndarray
    assert type(np.mean(tensor)) is np.float32
    assert np.allclose(tensor, X)


def test_a_tensor_does_not_change():
    tensor = ops.convert_to_tensor(X.copy())
    before = tensor
    tensor += 1
    tensor *= 2
    np.testing.assert_array_equal(before, X)
    np.testing.assert_array_equal(tensor, (X + 1) * 2)
    with pytest.raises(ProblemError, match="cannot be changed in place"):
        tensor[0] = 1


def test_numbers_become_tensors_of_keras_types():
    assert [ops.add(a, b).dtype.name for a, b in ((1, 2), (1.0, 2), (True, 2.5))] == ["int32", "float32", "float32"]
    assert ops.sqrt(2.0).dtype == "float32"
    assert ops.mean(np.ones(3)).dtype == "float64"


def test_fit_and_predict_give_plain_values():
    model = make_model()
    history = model.fit(X, Y, epochs=2, verbose=0, validation_split=0.25).history
    assert {type(value) for values in history.values() for value in values} == {float}
    assert [type(v) for v in model.evaluate(X, Y, verbose=0)] == [float, float]
    assert {type(v) for v in model.evaluate(X, Y, verbose=0, return_dict=True).values()} == {float}
    arrays = [model.predict(X, verbose=0), model.predict_on_batch(X), *model.get_weights(),
              *model.layers[0].get_weights(), model.weights[0].numpy()]
    assert {type(array) for array in arrays} == {np.ndarray}


def test_tensors_do_not_enter_states_weights_configs_or_files(tmp_path):
    """A pickle names the class of everything inside."""
    model = make_model()
    kernel = ops.convert_to_tensor(np.ones((1, 2), "float32"))
    model.add(keras.layers.Dense(2, kernel_initializer=initializers.Constant(kernel), kernel_regularizer="l2",
                                 kernel_constraint="non_neg"))
    model.compile("adam", "mse", metrics=["mae", "mse"])
    x, y, weight = ops.convert_to_tensor(X), ops.convert_to_tensor(np.hstack([Y, Y])), ops.ones((8,))
    model.layers[0].set_weights([ops.ones((3, 4)), ops.zeros((4,))])
    model.weights[1].assign(ops.ones((4,)))
    model.fit(x, y, sample_weight=weight, validation_data=(x, y), batch_size=4, verbose=0, class_weight=None)
    model.evaluate(x, y, verbose=0)
    assert type(model.predict(x, verbose=0)) is np.ndarray
    assert {type(array) for array in model.get_weights()} == {np.ndarray}
    assert "Tensor" not in json.dumps(model.get_config())
    plain = make_model()
    plain.fit(x, Y, verbose=0)
    state, data = initial_state(plain.network, plain.compiled, *fit_arguments(plain, x))
    assert b"EagerTensor" not in pickle.dumps((state, data, plain.network, plain.get_weights(), plain.compiled))
    model.save(tmp_path / "model.keras")
    np.testing.assert_array_equal(keras.saving.load_model(tmp_path / "model.keras", compile=False)(x), model(x))


def fit_arguments(model, x):
    """The configuration and the data of a run over tensors."""
    from engine.training.data_adapters import get_data_adapter
    from engine.training.data_adapters.data_adapter import TrainingData
    from engine.training.fit_config import FitConfig

    data = TrainingData(get_data_adapter(x, ops.convert_to_tensor(Y), ops.ones((8,))))
    return FitConfig(batch_size=4), data.map(model._adapt_input)


def test_learner_functions_get_tensors():
    received = {}

    def metric(y_true, y_pred):
        received["metric"] = (y_true.numpy(), y_pred.numpy())
        return ops.mean(y_true - y_pred)

    def loss(y_true, y_pred):
        received["loss"] = y_true.numpy()
        return ops.mean(ops.square(y_true - y_pred))

    model = make_model()
    model.compile("sgd", loss, metrics=[metric])
    model.fit(X, Y, verbose=0)
    assert type(received["metric"][1]) is type(received["loss"]) is np.ndarray
    np.testing.assert_array_equal(received["loss"].shape, Y.shape)


def test_a_model_on_a_trace_passes_the_gradient():
    model, x = make_model(), Tensor(X)
    model.fit(X, Y, verbose=0)
    before = model.get_weights()
    grad = gradient(ops.sum(model(x)), x)
    w0, b0, w1, _ = before
    np.testing.assert_allclose(grad, ((X @ w0 + b0 > 0) * w1[:, 0]) @ w0.T, rtol=1e-5)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
