"""Models train, evaluate and predict the same for x, y, weights of samples and weights in any layout of memory."""

import numpy as np
import pytest
from layouts import check_layouts

import engine as keras
from engine import layers, ops
from engine.backend.tensor import Tensor, gradient
from engine.registry import classes

rng = np.random.default_rng(0)
CLASSES = rng.integers(0, 3, 12)
STEP_CLASSES = rng.integers(0, 3, (12, 5))
ROWS, IMAGES = rng.normal(size=(12, 6)).astype("float32"), rng.normal(size=(12, 8, 8, 3)).astype("float32")
SEQUENCES, IDS = rng.normal(size=(12, 5, 4)).astype("float32"), rng.integers(0, 9, (12, 5))
NUMBERS, WEIGHTS = rng.normal(size=(12, 2)).astype("float32"), rng.uniform(0.5, 2, 12).astype("float32")
STEP_WEIGHTS = rng.uniform(0.5, 2, (12, 5)).astype("float32")
SPARSE, ONE_HOT, BINARY = "sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy"


def classifier(*below):
    return [*below, layers.Dense(3, activation="softmax")]


MODELS = {
    "sparse": (lambda: classifier(layers.Dense(8, activation="relu")), ROWS, CLASSES, SPARSE, WEIGHTS),
    "one-hot": (lambda: classifier(layers.Dense(8, activation="relu")), ROWS, np.eye(3)[CLASSES], ONE_HOT, None),
    "fused": (lambda: [layers.Dense(8, activation="tanh"), layers.Dense(2)], ROWS, NUMBERS, "mse", None),
    "double": (lambda: [layers.Dense(2)], ROWS.astype("float64"), NUMBERS.astype("float64"), "mae", WEIGHTS),
    "binary": (lambda: [layers.Dropout(0.3, seed=1), layers.Dense(1, activation="sigmoid")], ROWS,
               (CLASSES > 0)[:, None], BINARY, None),
    "normalized": (lambda: [layers.Dense(8), layers.BatchNormalization(), layers.Dense(2)], ROWS, NUMBERS, "mae", WEIGHTS),
    "convolution": (lambda: classifier(layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten()),
                    IMAGES, CLASSES, SPARSE, None),
    "permuted": (lambda: classifier(layers.Conv2D(4, 3), layers.Permute((3, 1, 2)), layers.Conv2D(2, 2), layers.Flatten()),
                 IMAGES, CLASSES, SPARSE, None),
    "LSTM": (lambda: [layers.LSTM(4), layers.Dense(2)], SEQUENCES, NUMBERS, "mse", WEIGHTS),
    "steps": (lambda: classifier(layers.GRU(4, return_sequences=True)), SEQUENCES, STEP_CLASSES, SPARSE, STEP_WEIGHTS),
    "both directions": (lambda: [layers.Bidirectional(layers.LSTM(3)), layers.Dense(2)], SEQUENCES, NUMBERS, "huber", None),
    "Conv1D": (lambda: [layers.Conv1D(4, 2), layers.GlobalMaxPooling1D(), layers.Dense(2)], SEQUENCES, NUMBERS, "mse", None),
    "masked": (lambda: classifier(layers.Embedding(9, 4, mask_zero=True), layers.LSTM(4)), IDS, CLASSES, SPARSE, None),
}


def build(stack, x, loss):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input(x.shape[1:]), *stack()])
    metric = "accuracy" if "crossentropy" in loss else "mae"
    model.compile("adam", loss, metrics=[metric], weighted_metrics=[metric])
    return model


@pytest.mark.parametrize("name", MODELS)
def test_models(name):
    stack, x, y, loss, sample_weight = MODELS[name]
    weights = [rng.uniform(0.1, 0.6, w.shape).astype("float32") for w in build(stack, x, loss).get_weights()]

    def train(x, y, sample_weight, *weights):
        model = build(stack, x, loss)
        model.set_weights(list(weights))
        results = [model.train_on_batch(x, y, sample_weight)]
        results += model.fit(x, y, sample_weight=sample_weight, batch_size=4, epochs=2, validation_split=0.25,
                             verbose=0).history.values()
        results.append(model.evaluate(x, y, sample_weight=sample_weight, verbose=0))
        return [*results, model.predict(x, verbose=0), model.predict_on_batch(x), model(x), *model.get_weights()]

    check_layouts(train, x, y, sample_weight, *weights, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("cls", classes("activation"), ids=lambda cls: cls.__name__)
def test_activations(cls):
    activation = cls(**{"threshold": 0.1, "default_value": 0.0} if cls.__name__ == "Threshold" else {})
    x = rng.normal(size=(6, 4, 8)).astype("float32")
    y = activation.forward(x)

    def run(x, dy):
        return activation(x), activation.backward(dy, x, activation.forward(x)), layers.Activation(activation)(x)

    check_layouts(run, x, rng.normal(size=y.shape).astype("float32"))


MATRIX = rng.uniform(0.2, 0.9, (4, 6)).astype("float32")
FUNCTIONS = ["abs", "add", "argmax", "argsort", "concatenate", "cumsum", "divide", "exp", "expand_dims", "flip", "log",
             "logsumexp", "matmul", "maximum", "max", "mean", "min", "multiply", "norm", "relu", "reshape", "sigmoid",
             "softmax", "sort", "sqrt", "square", "squeeze", "stack", "std", "sum", "tanh", "top_k", "transpose", "var"]
ARGUMENTS = {"concatenate": lambda x: ([x, x],), "stack": lambda x: ([x, x],), "expand_dims": lambda x: (x, 1),
             "reshape": lambda x: (x, (3, 8)), "top_k": lambda x: (x, 2), "matmul": lambda x: (x, np.transpose(x)),
             **dict.fromkeys(("add", "divide", "maximum", "multiply"), lambda x: (x, 0.5 + x))}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    function, arguments = getattr(ops, name), ARGUMENTS.get(name, lambda x: (x,))

    def run(x):
        source = Tensor(x)
        y, traced = function(*arguments(x)), function(*arguments(source))
        results = [np.asarray(part) for part in (y if isinstance(y, tuple) else (y,))]
        return [*results, gradient(traced, source, np.ones(traced.shape, "float32"))] if isinstance(traced, Tensor) else results

    check_layouts(run, MATRIX)
