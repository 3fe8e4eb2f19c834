"""Trainings for every pair of a last activation and a crossentropy, those that do not belong together included.

Every function takes the module that plays Keras. Read by record_crossentropies.py and
tests/engine/models/test_crossentropies.py.
"""

import warnings
from itertools import product

import numpy as np

CLASSES = 3
rng = np.random.default_rng(31)
X = rng.normal(size=(8, 4)).astype("float32")
LABELS = rng.integers(0, CLASSES, 8)
ONE_HOT = np.eye(CLASSES, dtype="float32")[LABELS]
LOSSES = ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "BinaryFocalCrossentropy",
          "CategoricalFocalCrossentropy")
ACTIVATIONS = ("softmax", "sigmoid", "tanh", "softplus", "log_softmax", None)


def dense(activation, units=CLASSES, **config):
    return lambda k: [k.layers.Dense(units, activation=activation, **config)]


STACKS = {
    "Activation": lambda k: [*dense(None)(k), k.layers.Activation("sigmoid")],
    "Softmax": lambda k: [*dense(None)(k), k.layers.Softmax()],
    "Softmax of the batch": lambda k: [*dense(None)(k), k.layers.Softmax(axis=0)],
    "linear after sigmoid": lambda k: [*dense("sigmoid")(k), k.layers.Activation("linear")],
    "Identity after sigmoid": lambda k: [*dense("sigmoid")(k), k.layers.Identity()],
    "softmax after sigmoid": lambda k: [*dense("sigmoid")(k), k.layers.Activation("softmax")],
    "ReLU after sigmoid": lambda k: [*dense("sigmoid")(k), k.layers.ReLU()],
    "Flatten after sigmoid": lambda k: [*dense("sigmoid")(k), k.layers.Flatten()],
    "Rescaling after sigmoid": lambda k: [*dense("sigmoid")(k), k.layers.Rescaling(1.0)],
    "penalty of softmax": dense("softmax", activity_regularizer="l2"),
    "penalty of sigmoid": dense("sigmoid", activity_regularizer="l2"),
    "ActivityRegularization": lambda k: [*dense("sigmoid")(k), k.layers.ActivityRegularization(0.1)],
    "time": lambda k: [k.layers.Reshape((1, 4)), *dense("sigmoid")(k), k.layers.Reshape((CLASSES,))],
}
SCENARIOS = {
    **{f"{activation}, {loss}, {from_logits}": (dense(activation), loss, {"from_logits": from_logits}, {})
       for activation, loss, from_logits in product(ACTIVATIONS, LOSSES, (False, True))},
    **{f"one unit, {activation}, {loss}": (dense(activation, 1), loss, {}, {})
       for activation, loss in product(("softmax", "sigmoid"), LOSSES)},
    **{f"{name}, {loss}": (stack, loss, {}, {})
       for (name, stack), loss in product(STACKS.items(), ("BinaryCrossentropy", "CategoricalCrossentropy"))},
    **{f"smoothing, {activation}, {loss}": (dense(activation), loss, {"label_smoothing": 0.2}, {})
       for activation, loss in product(("softmax", "sigmoid"), LOSSES[:2])},
    **{f"labels that sum to 2, {activation}": (dense(activation), "CategoricalCrossentropy", {}, {"y": ONE_HOT * 2})
       for activation in ("softmax", "sigmoid", None)},
    **{f"metrics, {activation}": (dense(activation), "MeanSquaredError", {}, {"metrics": True})
       for activation in ("softmax", "sigmoid", "tanh")},
}


def metrics(k):
    m = k.metrics
    return [m.BinaryCrossentropy(name="binary"), m.CategoricalCrossentropy(name="categorical"),
            m.BinaryCrossentropy(from_logits=True, name="binary_logits"),
            m.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1, name="categorical_logits"),
            k.losses.binary_crossentropy]


def run(k, name):
    """All results of a training, and the texts of its warnings without the shapes in them."""
    stack, loss, config, options = SCENARIOS[name]
    model = k.Sequential([k.Input((4,)), *stack(k)])
    generator = np.random.default_rng(3)
    model.set_weights([0.5 * generator.normal(size=w.shape) for w in model.get_weights()])
    model.compile(k.optimizers.SGD(0.5), getattr(k.losses, loss)(**config),
                  metrics=metrics(k) if options.get("metrics") else None)
    one_unit = model.output_shape[-1] == 1
    y = (LABELS > 0)[:, None].astype("float32") if one_unit else ONE_HOT
    if "Sparse" in loss:
        y = LABELS * (not one_unit)
    y = options.get("y", y)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        results = {f"history {key}": values for key, values in
                 model.fit(X, y, batch_size=4, epochs=2, verbose=0, shuffle=False).history.items()}
        evaluated = model.evaluate(X, y, verbose=0, return_dict=True)
    results |= {f"evaluate {key}": [value] for key, value in evaluated.items()}
    results |= {f"weight {i}": np.ravel(w).tolist() for i, w in enumerate(model.get_weights())}
    return results, sorted({str(warning.message).split(". ")[0].partition(" shape")[0] for warning in caught})
