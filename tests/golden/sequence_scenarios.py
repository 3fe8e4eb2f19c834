"""Small training runs on sequences, with Keras by the recorder and with the engine by the tests.

Every function takes the module that plays Keras. Read by record_sequences.py and tests/engine/models/test_sequences.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SAMPLES, STEPS, FEATURES, WORDS, BATCH, EPOCHS = 24, 5, 3, 11, 8, 7
"""Three updates an epoch, 21 in all."""

rng = np.random.default_rng(11)
SEQUENCES = rng.normal(size=(SAMPLES, STEPS, FEATURES)).astype("float32")
LENGTHS = rng.integers(1, STEPS + 1, SAMPLES)
FILLED = np.arange(STEPS) < LENGTHS[:, None]
FILLED[3] = False
FILLED[5] = np.arange(STEPS) >= 2
PADDED = np.where(FILLED[..., None], SEQUENCES, np.float32(0))
IDS = np.where(FILLED, rng.integers(1, WORDS, (SAMPLES, STEPS)), 0)
BLOCKS = SEQUENCES.reshape(SAMPLES, STEPS, FEATURES, 1)
SEVENS = np.where((FILLED | (np.arange(STEPS) == 1))[..., None], SEQUENCES, np.float32(7))
X = {"sevens": SEVENS, "sequences": SEQUENCES, "padded": PADDED, "ids": IDS, "blocks": BLOCKS}
Y = {"class": rng.integers(0, 3, SAMPLES), "yes": rng.integers(0, 2, SAMPLES),
     "numbers": rng.normal(size=(SAMPLES, 2)).astype("float32"),
     "steps": rng.integers(0, 3, (SAMPLES, STEPS)), "series": SEQUENCES[..., :2] * np.float32(0.5)}
LOSSES = {"class": "sparse_categorical_crossentropy", "steps": "sparse_categorical_crossentropy",
          "yes": "binary_crossentropy", "numbers": "mse", "series": "mse"}
WEIGHTS = rng.uniform(0.2, 2, (SAMPLES, STEPS)).astype("float32")
VECTORS = rng.normal(size=(WORDS, 4)).astype("float32")


@dataclass(frozen=True)
class Scenario:
    """layers: a function of keras's layers. fixed: whether a batch has a fixed size. again: a second fit after reset."""

    layers: Callable[[Any], list[Any]]
    x: str = "sequences"
    y: str = "class"
    compile: Callable[[Any], dict[str, Any]] = lambda k: {}
    fit: dict[str, Any] = field(default_factory=dict)
    fixed: bool = False
    again: bool = False


def stack(k, scenario):
    """The model with weights that are the same for Keras and the engine."""
    shape = X[scenario.x].shape[1:]
    first = k.Input(batch_shape=(BATCH, *shape)) if scenario.fixed else k.Input(shape)
    model = k.Sequential([first, *scenario.layers(k.layers)])
    made = np.random.default_rng(3)
    model.set_weights([np.abs(0.5 * made.normal(size=w.shape)) + 0.1 if w.ndim == 1 else 0.5 * made.normal(size=w.shape)
                       for w in model.get_weights()])
    return model


def reset_states(model):
    for layer in model.layers:
        if hasattr(layer, "reset_states"):
            layer.reset_states()


def weight_summary(w):
    """Summary of a weight: two sums and its first values."""
    return np.array([w.sum(), np.abs(w).sum(), *w.ravel()[:4]])


def run(k, scenario):
    """All results of a training run, as arrays by name."""
    model = stack(k, scenario)
    settings = {"optimizer": k.optimizers.Adam(0.02), "loss": LOSSES[scenario.y], **scenario.compile(k)}
    model.compile(**settings, run_eagerly=True)  # without graph tracing, which takes longer than these runs
    x, y = X[scenario.x], Y[scenario.y]
    plan = {"epochs": EPOCHS, "batch_size": BATCH, "shuffle": False, "verbose": 0, **scenario.fit}
    history = dict(model.fit(x, y, **plan).history)
    if scenario.again:
        reset_states(model)
        history |= {f"again.{name}": values for name, values in model.fit(x, y, **plan).history.items()}
    found = {name: np.array(values) for name, values in history.items()}
    found |= {f"weight.{i}": weight_summary(w) for i, w in enumerate(model.get_weights())}
    judged = model.evaluate(x, y, batch_size=BATCH, verbose=0, return_dict=True)
    found |= {f"evaluate.{name}": np.array(value) for name, value in judged.items()}
    found["predict"] = model.predict(x, batch_size=BATCH, verbose=0)[:6]
    return found


def read(*layers, **more):
    """A scenario of layers by name and arguments, with a Dense that fits the labels on top."""
    units, activation = {"class": (3, "softmax"), "steps": (3, "softmax"), "yes": (1, "sigmoid"),
                         "numbers": (2, None), "series": (2, None)}[more.get("y", "class")]
    return Scenario(lambda L: [*(make(L) for make in layers), L.Dense(units, activation=activation)], **more)


def of(name, *args, **config):
    return lambda L: getattr(L, name)(*args, **config)


def both(layer, other=None, **config):
    return lambda L: L.Bidirectional(layer(L), backward_layer=None if other is None else other(L), **config)


def each(layer):
    return lambda L: L.TimeDistributed(layer(L))


def by(name, **config):
    return lambda k: {"optimizer": getattr(k.optimizers, name)(**config)}


WORD = of("Embedding", WORDS, 4)
MASKED = of("Embedding", WORDS, 4, mask_zero=True)
FILLER = of("Masking")
KINDS = {"SimpleRNN": {}, "LSTM": {}, "GRU": {}, "GRU, reset before": {"reset_after": False}}
ODD = {"SimpleRNN": {"activation": "relu"}, "LSTM": {"activation": "relu", "recurrent_activation": "hard_sigmoid"},
       "GRU": {"activation": "softsign", "recurrent_activation": "hard_sigmoid"},
       "GRU, reset before": {"activation": "elu", "recurrent_activation": "hard_sigmoid"}}
RULES = {"kernel_regularizer": "l2", "recurrent_regularizer": "l1", "bias_regularizer": "l2",
         "kernel_constraint": "max_norm", "recurrent_constraint": "unit_norm", "bias_constraint": "non_neg"}


def of_kind(kind, config):
    """The scenarios of every recurrent layer."""
    def layer(**more):
        return of(kind.split(",")[0], 4, **config, **more)

    return {
        "": read(layer()),
        " backwards": read(layer(go_backwards=True, return_sequences=True), layer(go_backwards=True), x="padded"),
        " with other activations": read(layer(return_sequences=True, use_bias=False, **ODD[kind]), y="series"),
        " masked, with rules": read(FILLER, layer(return_sequences=True, **RULES), layer(), x="padded"),
        " masked, of steps": read(FILLER, layer(return_sequences=True), x="padded", y="steps",
                                  compile=lambda k: {"metrics": ["accuracy"]}),
        " stateful": read(layer(stateful=True), fixed=True, again=True,
                          fit={"validation_data": (SEQUENCES[:8], Y["class"][:8])}),
        " stateful, masked": read(FILLER, layer(stateful=True, return_sequences=True), layer(stateful=True),
                                  x="padded", fixed=True),
        " in both directions, masked": read(MASKED, both(layer(return_sequences=True)), both(layer()), x="ids"),
    }


def cells(*named, **config):
    """RNN with cells of these names."""
    return lambda L: L.RNN([getattr(L, name)(4, **rules) for name, rules in named], **config)


RULED = {name: rule for name, rule in RULES.items() if name != "bias_constraint"}
OTHERS = {
    "RNN, one cell": Scenario(lambda L: [L.RNN(L.LSTMCell(4, **RULED), return_sequences=True), L.RNN(L.GRUCell(3)),
                                         L.Dense(3, activation="softmax")]),
    "RNN, cells, masked": read(MASKED, cells(("GRUCell", {}), ("LSTMCell", {}), return_sequences=True),
                               cells(("SimpleRNNCell", RULED), ("SimpleRNNCell", {}), go_backwards=True), x="ids"),
    "RNN, cells, stateful": read(FILLER, cells(("LSTMCell", {}), ("GRUCell", {}), stateful=True), x="padded", fixed=True),
    "embedding": read(WORD, of("Flatten"), x="ids"),
    "embedding, RMSprop": read(WORD, of("LSTM", 4), x="ids", compile=by("RMSprop", learning_rate=0.02)),
    "embedding, Adagrad": read(WORD, of("Flatten"), x="ids", compile=by("Adagrad", learning_rate=0.1)),
    "embedding, SGD nesterov": read(WORD, of("Flatten"), x="ids", compile=by(
        "SGD", learning_rate=0.05, momentum=0.9, nesterov=True)),
    "embedding, clipped": read(WORD, of("Flatten"), x="ids", compile=by("Adam", learning_rate=0.02, clipnorm=0.1)),
    "embedding with rules": read(of("Embedding", WORDS, 4, embeddings_regularizer="l2",
                                    embeddings_constraint="unit_norm"), of("Flatten"), x="ids"),
    "embedding given": read(of("Embedding", WORDS, 4, weights=[VECTORS], trainable=False), of("GRU", 3), x="ids"),
    "masked words to every step": read(MASKED, of("Dropout", 0.0), of("Dense", 4, activation="relu"), x="ids",
                                       y="steps", compile=lambda k: {"metrics": ["accuracy"]}),
    "masked words, weighted": read(MASKED, of("Dense", 4), x="ids", y="steps", fit={"sample_weight": WEIGHTS},
                                   compile=lambda k: {"weighted_metrics": ["accuracy"]}),
    "masked steps, sum": read(FILLER, of("LSTM", 4, return_sequences=True), x="padded", y="series", compile=lambda k: {
        "loss": k.losses.MeanSquaredError(reduction="sum"), "metrics": ["mae"]}),
    "masked and normalized": read(MASKED, of("BatchNormalization"), of("GRU", 3), x="ids"),
    "masked mean": read(of("Masking", mask_value=7.0), of("LayerNormalization"), of("SpatialDropout1D", 0.0),
                        of("GlobalAveragePooling1D"), x="sevens"),
    "a mask that ends": read(MASKED, of("Flatten"), x="ids"),
    "masked by value": read(of("Masking", mask_value=float(PADDED[0, 0, 0])), of("SimpleRNN", 4), x="padded"),
    "without an activation": read(of("LSTM", 3, recurrent_activation=None, return_sequences=True),
                                  of("GRU", 3, activation=None), of("Activation", None)),
    "LSTM without forget bias": read(of("LSTM", 4, unit_forget_bias=False, implementation=1)),
    **{f"both, {mode}": read(both(of("LSTM", 3, return_sequences=True), merge_mode=mode),
                             both(of("GRU", 3), merge_mode=mode), x="padded")
       for mode in ("sum", "mul", "ave", "concat")},
    "both, masked, of steps": read(FILLER, both(of("SimpleRNN", 3, return_sequences=True), merge_mode="mul"),
                                   x="padded", y="series"),
    "both, of two kinds": read(both(of("LSTM", 3), of("GRU", 3, go_backwards=True))),
    "both, stateful": read(both(of("GRU", 3, stateful=True)), fixed=True, again=True),
    "each step": read(of("LSTM", 4, return_sequences=True), each(of("Dense", 3, activation="relu")), y="steps"),
    "each step, softmax": Scenario(lambda L: [L.GRU(4, return_sequences=True),
                                              L.TimeDistributed(L.Dense(3, activation="softmax"))], y="steps"),
    "each step, normalized": read(each(of("Dense", 4, use_bias=False)), each(of("BatchNormalization")), of("LSTM", 3)),
    "each step, flattened": read(each(of("Flatten")), each(of("Reshape", (3, 1))), each(of("Flatten")),
                                 of("SimpleRNN", 3), x="blocks"),
    "each step, masked": read(MASKED, each(of("Dense", 4, activation="tanh")), of("GRU", 3), x="ids"),
    "one vector to many": read(of("LSTM", 4), of("RepeatVector", STEPS), of("LSTM", 4, return_sequences=True),
                               y="series"),
}
SCENARIOS = {**{f"{kind}{name}": scenario for kind, config in KINDS.items()
                for name, scenario in of_kind(kind, config).items()}, **OTHERS}
