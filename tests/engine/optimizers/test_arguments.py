"""Constructor arguments of optimizers: Keras 3's signatures, Keras 2's names, and error messages."""

import inspect
import pickle
import re

import numpy as np
import pytest

import engine as keras
from engine import optimizers
from engine.errors import ProblemError
from engine.optimizers import SGD, Adam, AdamW, RMSprop
from engine.optimizers.schedules import CosineDecay, ExponentialDecay, LearningRateSchedule, PiecewiseConstantDecay

COMMON = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum",
          "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "name")
DEFAULTS = {
    "SGD": {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False},
    "RMSprop": {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    "Adagrad": {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "Adadelta": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
    "Adam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False},
    "AdamW": {"learning_rate": 0.001, "weight_decay": 0.004, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7,
              "amsgrad": False},
    "Adamax": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Nadam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Ftrl": {"learning_rate": 0.001, "learning_rate_power": -0.5, "initial_accumulator_value": 0.1,
             "l1_regularization_strength": 0.0, "l2_regularization_strength": 0.0,
             "l2_shrinkage_regularization_strength": 0.0, "beta": 0.0},
    "Lion": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.99},
}


@pytest.mark.parametrize("cls", optimizers.ALL)
def test_signatures_equal_keras(cls):
    parameters = inspect.signature(cls).parameters
    defaults = DEFAULTS[cls.__name__]
    assert list(parameters) == [*defaults, *(name for name in COMMON if name not in defaults)]
    assert {name: parameters[name].default for name in defaults} == defaults


def test_keras_2_arguments_are_accepted():
    optimizer = SGD(lr=0.01, decay=1e-2, momentum=0.9, nesterov=True)
    assert optimizer.rate_at(0) == pytest.approx(0.01)
    assert optimizer.rate_at(50) == pytest.approx(0.01 / 1.5)
    assert SGD(0.1, decay=1.0).rate_at(1) == pytest.approx(0.05)
    assert Adam(decay=0.0).learning_rate == 0.001
    assert RMSprop(decay=1.0).rate_at(1) == pytest.approx(0.0005)
    assert Adam(epsilon=None).epsilon == 1e-7


def test_learning_rate_can_be_read_and_assigned():
    optimizer = Adam(0.1)
    assert (optimizer.learning_rate, optimizer.lr, optimizer.iterations) == (0.1, 0.1, 0)
    optimizer.lr = 0.2
    assert optimizer.rate_at(7) == 0.2
    optimizer.learning_rate = ExponentialDecay(0.1, 10, 0.5)
    assert optimizer.rate_at(10) == pytest.approx(0.05)
    with pytest.raises(ProblemError, match="learning_rate must be at least 0"):
        optimizer.learning_rate = -1.0


def test_scheduled_learning_rate_reads_as_a_float_and_cannot_be_assigned():
    """As in Keras 3, ``optimizer.learning_rate`` is the current value, and a float cannot replace a schedule."""
    optimizer = SGD(ExponentialDecay(0.1, 2, 0.5))
    optimizer.batches = 2
    unpickled = pickle.loads(pickle.dumps(optimizer))
    for rate in (optimizer.learning_rate, unpickled.learning_rate):
        assert (float(rate), rate.numpy(), f"{rate:.3f}") == (pytest.approx(0.05), np.float32(0.05), "0.050")
    assert keras.backend.get_value(optimizer.lr) == pytest.approx(0.05)
    with pytest.raises(ProblemError, match=r"follows ExponentialDecay.*Received: 0.5"):
        optimizer.learning_rate = 0.5
    with pytest.raises(TypeError, match="only as the learning_rate of an optimizer"):
        float(ExponentialDecay(0.1, 2, 0.5))
    decayed = SGD(0.1, decay=1.0)  # Keras 2's decay continues from the new rate
    decayed.lr = 0.4
    assert decayed.rate_at(1) == pytest.approx(0.2)


def test_weight_decay_is_the_second_argument_of_adamw():
    assert AdamW(0.1, 0.2).weight_decay == 0.2


def test_custom_schedule():
    class Halving(LearningRateSchedule):
        def __call__(self, step):
            return 0.5**step

    assert SGD(Halving()).rate_at(3) == 0.125


@pytest.mark.parametrize(("arguments", "message"), [
    ({"learning_rate": -0.1}, "learning_rate must be at least 0. Received: -0.1"),
    ({"learning_rate": float("nan")}, "learning_rate must be a finite number"),
    ({"learning_rate": "fast"}, "must be a number or a LearningRateSchedule. Received: 'fast'"),
    ({"learning_rate": True}, "must be a number or a LearningRateSchedule"),
    ({"learning_rate": {"class_name": "CosinDecay", "config": {}}}, "Unknown schedule 'CosinDecay'. Did you mean"),
    ({"momentun": 0.9}, "SGD has no argument 'momentun'. Did you mean 'momentum'?"),
    ({"momentum": 2}, "momentum must be at most 1"),
    ({"clipnorm": 1.0, "clipvalue": 1.0}, "Only one of clipnorm, clipvalue and global_clipnorm"),
    ({"clipnorm": 0}, "clipnorm must be greater than 0"),
    ({"gradient_accumulation_steps": 1}, "gradient_accumulation_steps must be at least 2"),
    ({"ema_momentum": 1.5}, "ema_momentum must be at most 1"),
])
def test_errors_name_the_argument_and_the_received_value(arguments, message):
    with pytest.raises(ProblemError) as caught:
        SGD(**arguments)
    assert message in str(caught.value)


def test_invalid_schedules_are_rejected():
    with pytest.raises(ProblemError, match="decay_steps must be greater than 0"):
        CosineDecay(0.1, 0)
    with pytest.raises(ProblemError, match=r"boundaries must have one value less than values: 2. Received: 1"):
        PiecewiseConstantDecay([1], [1.0, 2.0, 3.0])
    with pytest.raises(ProblemError, match=r"Unknown optimizer 'adm'. Did you mean 'adam'"):
        optimizers.get("adm")


def test_clashing_positional_arguments_raise_type_error():
    with pytest.raises(TypeError, match="two values for the argument 'learning_rate'"):
        SGD(0.1, learning_rate=0.2)
    with pytest.raises(TypeError, match=r"3 positional arguments. Received: 4"):
        SGD(0.1, 0.9, True, 0.5)


def test_weights_can_be_excluded_from_decay_by_variable_or_name():
    class Variable:
        layout_path = "dense/kernel"

    optimizer = SGD(weight_decay=0.1)
    optimizer.exclude_from_weight_decay(var_list=[Variable()], var_names=["bias"])
    paths = ("dense/kernel", "dense_1/kernel", "a_bias_b/kernel", "dense/bias")
    assert [bool(re.search(optimizer.no_decay_pattern, path)) for path in paths] == [True, False, False, True]


def test_accumulated_gradients_count_as_one_update():
    """As in Keras: six batches with one update per three batches."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(gradient_accumulation_steps=3), loss="mse")
    model.fit(np.zeros((12, 1)), np.zeros(12), batch_size=2, verbose=0)
    assert model.optimizer.iterations == 2
