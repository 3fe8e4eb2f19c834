"""The law of hooks: a method that Keras documents and a learner overrides is called, or the class is refused by name."""

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import engine as keras
from engine import registry
from engine.errors import ProblemError
from engine.overrides import REFUSED
from engine.random import CallContext

GOLDEN = Path(__file__).parents[2] / "golden"
X = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")
Y = X.sum(1, keepdims=True)
EXAMPLES = {}
for file in ("layer_examples.json", "layer_examples_preparing.json"):
    for name, config, shape, *kind in json.loads((GOLDEN / file).read_text("utf-8")):
        EXAMPLES.setdefault(name, (config, tuple(shape), *kind))
CLASSES = {kind: registry.classes(kind) for kind in registry.PACKAGES if kind not in ("activation", "cell", "layer")}
ARGUMENTS = {"ExponentialDecay": (0.1, 1, 0.5), "PolynomialDecay": (0.1, 10), "InverseTimeDecay": (0.1, 1, 0.5),
             "CosineDecay": (0.1, 10), "CosineDecayRestarts": (0.1, 10), "PiecewiseConstantDecay": ([1], [0.1, 0.2]),
             "Constant": (0.2,), "MeanIoU": (2,), "OneHotMeanIoU": (2,), "IoU": (2, [0]), "OneHotIoU": (2, [0]),
             "SensitivityAtSpecificity": (0.5,), "SpecificityAtSensitivity": (0.5,), "PrecisionAtRecall": (0.5,),
             "RecallAtPrecision": (0.5,)}


def overriding(base, hook, calls):
    """A subclass whose method of that name notes the call and passes it on."""
    def method(self, *args, **kwargs):
        calls.append(hook)
        return getattr(super(cls, self), hook)(*args, **kwargs)

    method.__signature__ = inspect.signature(getattr(base, hook))
    method.__module__ = __name__
    cls = type(f"Own{base.__name__}", (base,), {hook: method, "__module__": __name__})
    return cls


def labels_for(name):
    """Labels and predictions that a loss or metric of this name takes."""
    if name.startswith("Sparse") or name == "CategoricalGeneralizedCrossEntropy":
        return np.array([0, 1, 2, 1], "int32"), np.eye(4, 3, dtype="float32") * 0.5 + 0.1
    if name == "CTC":
        return np.array([[1, 2]] * 4, "int32"), np.full((4, 5, 4), 0.25, "float32")
    if name == "Circle":
        return np.array([0, 1, 0, 1], "int32"), np.eye(4, 3, dtype="float32") * 0.5 + 0.1
    if name in ("IoU", "MeanIoU"):
        return np.array([0, 1, 0, 1], "int32"), np.array([0, 1, 1, 1], "int32")
    return np.eye(4, 3, dtype="float32"), np.eye(4, 3, dtype="float32") * 0.5 + 0.1


def fit(**options):
    model = keras.Sequential([keras.Input((3,)), options.pop("layer", None) or keras.layers.Dense(1)])
    model.compile(options.pop("optimizer", "sgd"), options.pop("loss", "mse"), **options)
    model.fit(X, Y, verbose=0, batch_size=4)
    return model


@pytest.mark.parametrize("hook", ["call", "__call__"])
@pytest.mark.parametrize("base", CLASSES["loss"], ids=lambda cls: cls.__name__)
def test_losses(base, hook):
    """The hook is called in training, and the loss and its gradient are those of the ready-made class."""
    from engine.losses.own_loss import as_trained

    calls = []
    y_true, y_pred = labels_for(base.__name__)
    own, plain = as_trained(overriding(base, hook, calls)()), base()
    results = [loss.compute(loss.prepare(y_true, y_pred.shape), y_pred) for loss in (own, plain)]
    assert calls
    np.testing.assert_allclose(results[0][0], results[1][0], rtol=1e-5)
    np.testing.assert_allclose(results[0][1], results[1][1], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(own.evaluate(own.prepare(y_true, y_pred.shape), y_pred), results[1][0], rtol=1e-5)


@pytest.mark.parametrize("hook", ["update_state", "result", "reset_state"])
@pytest.mark.parametrize("base", CLASSES["metric"], ids=lambda cls: cls.__name__)
def test_metrics(base, hook):
    """The hook is called by training, and the value is that of the ready-made class."""
    from engine.metrics.own_metric import as_measured

    calls = []
    y_true, y_pred = labels_for(base.__name__)
    arguments = ARGUMENTS.get(base.__name__, ())
    own, plain = as_measured(overriding(base, hook, calls)(*arguments)), base(*arguments)
    if base in (keras.metrics.Mean, keras.metrics.Sum):  # their update_state takes values
        own.metric.update_state(y_true)
        assert hook != "update_state" or calls
        return
    values = [metric.value(metric.update(metric.zeros(), y_true, y_pred)) for metric in (own, plain)]
    assert calls
    np.testing.assert_allclose(*values, rtol=1e-5)


@pytest.mark.parametrize("hook", ["apply_gradients", "apply", "update_step", "build"])
@pytest.mark.parametrize("base", CLASSES["optimizer"], ids=lambda cls: cls.__name__)
def test_optimizers(base, hook):
    """The hook is called, and the weights are the same as without it."""
    calls = []
    weights = []
    for cls in (overriding(base, hook, calls), base):
        keras.utils.set_random_seed(1)
        model = fit(optimizer=cls(), layer=keras.layers.Dense(1, kernel_initializer="ones"))
        weights.append(np.concatenate([w.ravel() for w in model.get_weights()]))
    assert calls
    np.testing.assert_allclose(*weights, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("base", CLASSES["schedule"], ids=lambda cls: cls.__name__)
def test_schedules(base):
    calls = []
    fit(optimizer=keras.optimizers.SGD(overriding(base, "__call__", calls)(*ARGUMENTS[base.__name__])))
    assert calls


@pytest.mark.parametrize("kind", ["regularizer", "constraint", "initializer"])
def test_rules(kind):
    """The hook of every rule is called with its weight; a penalty has the gradient of the ready-made class."""
    for base in CLASSES[kind]:
        calls = []
        own = overriding(base, "__call__", calls)(*ARGUMENTS.get(base.__name__, ()))
        layer = keras.layers.Dense(1, **{f"kernel_{kind}": own})
        model = fit(layer=layer) if kind != "initializer" else layer.build((None, 3))
        assert calls, base
        assert model is None or np.isfinite(layer.get_weights()[0]).all()
        if kind == "regularizer":
            w = np.linspace(-1, 1, 12).reshape(3, 4)
            np.testing.assert_allclose(own.gradient(w), base().gradient(w), rtol=1e-6)


@pytest.mark.parametrize("hook", ["call", "__call__", "build", "compute_output_shape", "get_config"])
@pytest.mark.parametrize("base", registry.classes("layer"), ids=lambda cls: cls.__name__)
def test_layers(base, hook):
    """The hook is called, and outputs and gradients are those of the ready-made class."""
    config, shape, *kind = EXAMPLES.get(base.__name__, ({}, (2, 3)))
    if not base.in_keras or base.__name__ == "InputLayer" or (kind and kind[0] in ("words", "texts", "mask")):
        pytest.skip("not a layer that Keras applies to numbers")
    calls = []
    own, plain = overriding(base, hook, calls)(**config), base(**config)
    x = np.random.default_rng(2).uniform(0, 1, shape).astype("float32")
    for layer in (own, plain):
        layer.build((None, *shape[1:]), 5)
    if own.has_multiple_outputs or any(layer.needs_fixed_batch_size for layer in (own, plain)):
        pytest.skip("several outputs")
    if plain.needs_adapt and plain.has_weights:
        plain.adapt(x)
    own.set_weights(plain.get_weights())
    context = CallContext(training=True, seed=3)
    (y, cache), (expected, plain_cache) = own.forward(x, context), plain.forward(x, context)
    own.compute_output_shape((None, *shape[1:]))
    own.get_config()
    assert calls
    np.testing.assert_array_equal(y, expected)
    dy = np.random.default_rng(3).normal(size=y.shape).astype("float32")
    (dx, grads), (plain_dx, plain_grads) = own.backward(dy, cache), plain.backward(dy, plain_cache)
    np.testing.assert_allclose(dx, plain_dx, rtol=1e-4, atol=1e-5)
    for name in plain.weight_names(trainable=True):
        np.testing.assert_allclose(grads[name], plain_grads[name], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("hook", ["train_step", "test_step", "predict_step", "call", "compute_loss", "fit", "evaluate",
                                  "predict", "compile", "build", "__call__"])
def test_models(hook):
    """The hook is called, and the results are those of Sequential."""
    calls, results = [], []
    for cls in (overriding(keras.Sequential, hook, calls), keras.Sequential):
        keras.utils.set_random_seed(2)
        model = cls([keras.layers.Dense(4, "tanh", kernel_initializer="ones"), keras.layers.Dense(1)])
        model.compile("adam", "mse", metrics=["mae"])
        history = model.fit(X, Y, epochs=2, verbose=0, batch_size=4, validation_data=(X, Y)).history
        results.append([*np.concatenate([history[key] for key in sorted(history)]), *model.evaluate(X, Y, verbose=0),
                        *model.predict(X, verbose=0).ravel(), *np.ravel(model(X))])
    assert calls
    np.testing.assert_allclose(*results, rtol=1e-4)


CALLBACK_HOOKS = [name for name in dir(keras.callbacks.Callback) if name.startswith(("on_", "set_"))]


@pytest.mark.parametrize("hook", CALLBACK_HOOKS)
def test_callbacks(hook):
    calls = []
    callback = overriding(keras.callbacks.Callback, hook, calls)()
    model = fit()
    model.fit(X, Y, verbose=0, validation_data=(X, Y), callbacks=[callback])
    model.predict(X, verbose=0, callbacks=[callback])
    assert calls


BASES = {"metric": keras.metrics.MeanSquaredError, "optimizer": keras.optimizers.Adam, "layer": keras.layers.Dense,
         "model": keras.Sequential}


@pytest.mark.parametrize(("kind", "hook"), [(kind, hook) for kind, hooks in REFUSED.items() for hook in hooks])
def test_other_hooks_are_refused_by_name(kind, hook):
    base = BASES[kind]
    cls = type("Mine", (base,), {hook: lambda self, *args: None, "__module__": __name__})
    with pytest.raises(ProblemError) as error:
        cls(*((2,) if kind == "layer" else ()))
    message = str(error.value)
    assert f"Mine overrides {hook}" in message
    assert f"override {REFUSED[kind][hook]} instead" in message
    assert hasattr(base, REFUSED[kind][hook])


DOCUMENTED = {
    "layer": {"build", "call", "compute_mask", "compute_output_shape", "compute_output_spec", "get_config",
              "from_config", "quantize", "stateless_call", "symbolic_call", "build_from_config", "save_own_variables",
              "load_own_variables", "rematerialized_call", "quantized_call", "quantized_build"},
    "model": {"make_train_function", "make_test_function", "make_predict_function", "compute_metrics", "reset_metrics",
              "get_metrics_result", "stateless_compute_loss", "compute_mask", "compute_output_spec", "stateless_call",
              "save_own_variables", "load_own_variables", "build_from_config"},
    "optimizer": {"stateless_apply", "finalize_variable_values", "scale_loss", "save_own_variables",
                  "load_own_variables", "apply", "apply_gradients", "update_step", "build"},
    "metric": {"stateless_update_state", "stateless_result", "stateless_reset_state", "update_state", "result",
               "reset_state", "add_weight", "add_variable"},
}
HONOURED = {"build", "call", "compute_mask", "compute_output_shape", "get_config", "from_config", "apply",
            "apply_gradients", "update_step", "update_state", "result", "reset_state", "add_weight", "add_variable"}


@pytest.mark.parametrize("kind", DOCUMENTED)
def test_every_documented_hook_is_honoured_or_refused(kind):
    assert [hook for hook in DOCUMENTED[kind] if hook not in HONOURED and hook not in REFUSED[kind]] == []
