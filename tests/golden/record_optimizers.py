"""Record the updates of Keras's optimizers and the values of its schedules for tests/engine/optimizers.

Run in an environment with Keras 3 and TensorFlow, from the root of the repository::

    KERAS_BACKEND=tensorflow python tests/golden/record_optimizers.py

It writes ``optimizers.json`` beside itself: for every case the class, its config, the learning rate before each update
and all weights after it; for every schedule its values at the first 60 steps.
"""

import json
from pathlib import Path

import keras
import numpy as np

SHAPES = {"dense/kernel": (3, 2), "dense/bias": (2,), "dense_1/kernel": (2, 1)}
STEPS = 12
SCHEDULE = {"class_name": "ExponentialDecay",
            "config": {"initial_learning_rate": 0.05, "decay_steps": 3, "decay_rate": 0.5}}

COMMON = {
    "plain": {},
    "rate": {"learning_rate": 0.1},
    "clipnorm": {"learning_rate": 0.1, "clipnorm": 0.5},
    "clipvalue": {"learning_rate": 0.1, "clipvalue": 0.3},
    "global_clipnorm": {"learning_rate": 0.1, "global_clipnorm": 1.0},
    "weight_decay": {"learning_rate": 0.1, "weight_decay": 0.05},
    "ema": {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8},
    "ema_overwrite": {"learning_rate": 0.1, "use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 4},
    "gathered": {"learning_rate": 0.1, "gradient_accumulation_steps": 3},
    "gathered_ema": {"learning_rate": SCHEDULE, "gradient_accumulation_steps": 3, "use_ema": True,
                     "ema_overwrite_frequency": 2, "clipnorm": 0.5, "weight_decay": 0.02},
    "schedule": {"learning_rate": SCHEDULE},
}
SPECIFIC = {
    "SGD": {"momentum": {"momentum": 0.9}, "nesterov": {"momentum": 0.9, "nesterov": True},
            "nesterov_decay": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1, "clipvalue": 0.5}},
    "RMSprop": {"momentum": {"momentum": 0.9}, "centered": {"centered": True},
                "centered_momentum": {"centered": True, "momentum": 0.5, "rho": 0.8, "epsilon": 1e-3}},
    "Adagrad": {"start": {"learning_rate": 0.1, "initial_accumulator_value": 0.5, "epsilon": 1e-3}},
    "Adadelta": {"rho": {"learning_rate": 1.0, "rho": 0.8, "epsilon": 1e-3}},
    "Adam": {"amsgrad": {"amsgrad": True, "learning_rate": 0.05, "beta_2": 0.9},
             "betas": {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}},
    "AdamW": {"amsgrad": {"amsgrad": True, "learning_rate": 0.05, "beta_2": 0.9},
              "undecayed": {"learning_rate": 0.1, "weight_decay": 0.1}},
    "Adamax": {"betas": {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}},
    "Nadam": {"betas": {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}},
    "Ftrl": {"all": {"learning_rate": 0.1, "learning_rate_power": -0.7, "l1_regularization_strength": 0.1,
                     "l2_regularization_strength": 0.2, "l2_shrinkage_regularization_strength": 0.05, "beta": 0.1}},
    "Lion": {"betas": {"learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.9}},
}
BASIC = {"initial_learning_rate": 0.1, "decay_steps": 10}
SCHEDULES = [
    ("ExponentialDecay", {**BASIC, "decay_rate": 0.9}),
    ("ExponentialDecay", {**BASIC, "decay_rate": 0.9, "staircase": True}),
    ("PiecewiseConstantDecay", {"boundaries": [5, 20], "values": [0.1, 0.05, 0.01]}),
    ("PiecewiseConstantDecay", {"boundaries": [7], "values": [1.0, 0.5]}),
    ("PolynomialDecay", BASIC),
    ("PolynomialDecay", {**BASIC, "end_learning_rate": 0.01, "power": 0.5}),
    ("PolynomialDecay", {**BASIC, "end_learning_rate": 0.01, "power": 2.0, "cycle": True}),
    ("InverseTimeDecay", {**BASIC, "decay_rate": 0.5}),
    ("InverseTimeDecay", {**BASIC, "decay_rate": 0.5, "staircase": True}),
    ("CosineDecay", BASIC),
    ("CosineDecay", {**BASIC, "alpha": 0.1}),
    ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 20, "alpha": 0.1, "warmup_target": 0.1,
                     "warmup_steps": 5}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 5}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 7, "t_mul": 1.0, "m_mul": 0.8,
                             "alpha": 0.05}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.9}),
]


def split(flat):
    """Split a flat vector into arrays of the shapes of the weights."""
    ends = np.cumsum([np.prod(shape) for shape in SHAPES.values()])
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), SHAPES.values(), strict=True)]


def to_list(arrays):
    """Concatenate arrays to a list of floats with nine significant digits."""
    flat = np.concatenate([np.ravel(a) for a in arrays])
    return [float(f"{x:.9g}") for x in flat]


def trajectory(name, config, start, gradients, no_decay):
    kwargs = dict(config)
    if isinstance(kwargs.get("learning_rate"), dict):
        kwargs["learning_rate"] = keras.optimizers.schedules.deserialize(kwargs["learning_rate"])
    optimizer = getattr(keras.optimizers, name)(**kwargs)
    if no_decay:
        optimizer.exclude_from_weight_decay(var_names=no_decay)
    weights = [keras.Variable(w, name=path.split("/")[1]) for path, w in zip(SHAPES, split(start), strict=True)]
    optimizer.build(weights)
    history, rates = [], []
    for g in gradients:
        rates.append(float(optimizer.learning_rate))
        optimizer.apply([keras.ops.convert_to_tensor(part) for part in split(g)], weights)
        history.append(to_list([w.numpy() for w in weights]))
    optimizer.finalize_variable_values(weights)
    return {"class_name": name, "config": config, "undecayed": no_decay, "rates": rates, "weights": history,
            "final": to_list([w.numpy() for w in weights])}


def main():
    rng = np.random.default_rng(0)
    size = sum(int(np.prod(shape)) for shape in SHAPES.values())
    start = rng.normal(size=size).astype("float32")
    gradients = rng.normal(size=(STEPS, size)).astype("float32")
    gradients[3] = 0
    gradients[5] *= 20
    cases = {}
    for name, specific in SPECIFIC.items():
        for option, config in {**COMMON, **specific}.items():
            no_decay = ["bias"] if option == "undecayed" else []
            cases[f"{name}-{option}"] = trajectory(name, config, start, gradients, no_decay)
    schedules = []
    for name, config in SCHEDULES:
        schedule = getattr(keras.optimizers.schedules, name)(**config)
        values = [float(f"{float(schedule(step)):.9g}") for step in range(60)]
        schedules.append({"class_name": name, "config": config, "values": values})
    recorded = {"keras": keras.__version__, "paths": list(SHAPES),
                "sizes": [int(np.prod(s)) for s in SHAPES.values()], "start": to_list([start]),
                "gradients": [to_list([g]) for g in gradients], "cases": cases, "schedules": schedules}
    Path(__file__).with_name("optimizers.json").write_text(json.dumps(recorded) + "\n")


if __name__ == "__main__":
    main()
