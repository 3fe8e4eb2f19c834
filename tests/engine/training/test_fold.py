"""Law 3: training is a fold. Slicing and pickling a run in any way gives bit-identical weights and logs."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import layers, optimizers
from engine.network.network import Network
from engine.training.compile_utils import Compiled, initial_state
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.events import BatchEnded, Diverged, EpochEnded, Finished
from engine.training.fit_config import FitConfig
from engine.training.training_loop import Budget, advance

rng = np.random.default_rng(0)
X = rng.normal(size=(37, 7)).astype("float32")
Y = rng.integers(0, 3, 37)
WEIGHT = rng.uniform(0.5, 2, 37).astype("float32")
EPOCHS, BATCH = 3, 8

OPTIMIZERS = {
    "amsgrad": lambda: optimizers.Adam(0.01, amsgrad=True),
    "nadam": lambda: optimizers.Nadam(0.01),
    "averaged": lambda: optimizers.SGD(0.1, momentum=0.9, use_ema=True, gradient_accumulation_steps=2),
    "scheduled": lambda: optimizers.RMSprop(optimizers.schedules.CosineDecay(0.05, 10), clipnorm=0.5),
    "shared": lambda: optimizers.Adam(0.01),
}


def start(name):
    """A run before its first batch, with layers and optimizers that use random numbers or keep state."""
    stack = [layers.GaussianNoise(0.1), layers.Dense(9, activation="relu", kernel_regularizer="l2"),
             layers.BatchNormalization(momentum=0.8), layers.Dropout(0.4),
             layers.Dense(6, kernel_constraint="max_norm"), layers.PReLU(),
             layers.GaussianDropout(0.2), layers.Dense(3, activation="softmax")]
    for i, layer in enumerate(stack):
        layer.name = f"layer_{i}"
    if name == "shared":  # layers at two places
        stack[4:6] = [layers.Dense(9, activation="tanh", name="more"), *stack[2:4], stack[4], stack[5]]
    network = Network(stack)
    network.build((None, 7), seed=5)
    compiled = Compiled(OPTIMIZERS[name](), "sparse_categorical_crossentropy", ["accuracy"], ["accuracy"])
    config = FitConfig(EPOCHS, BATCH, seed=11, validation_batch_size=4)
    data = TrainingData(ArrayAdapter(Batch(X[:29], Y[:29], WEIGHT[:29])), ArrayAdapter(Batch(X[29:], Y[29:])))
    return initial_state(network, compiled, config, data)


def pickled(state):
    return pickle.loads(pickle.dumps(state))


def train(state, data, budgets, carry=pickled):
    """Train to the end in slices of these budgets, over and over."""
    events = []
    index = 0
    while state.status == "running":
        state, new = advance(carry(state), carry(data), budgets[index % len(budgets)])
        events += new
        index += 1
    return state, events


def arrays_of(state):
    return [*state.network.get_weights(), *(state.slots[name] for name in sorted(state.slots)), np.array(state.step)]


def epoch_events(events):
    return [e for e in events if isinstance(e, EpochEnded | Finished)]


UNSLICED = {name: train(*start(name), [Budget()], carry=lambda x: x) for name in OPTIMIZERS}
SLICES = st.lists(st.builds(Budget, batches=st.integers(1, 9), until_epoch_end=st.booleans(),
                            every_batch=st.booleans()), min_size=1, max_size=6)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(list(OPTIMIZERS)), SLICES)
def test_any_slicing_gives_the_same_bits(name, budgets):
    state, events = train(*start(name), budgets)
    expected, expected_events = UNSLICED[name]
    for one, other in zip(arrays_of(state), arrays_of(expected), strict=True):
        assert one.tobytes() == other.tobytes()
    assert epoch_events(events) == epoch_events(expected_events)


def test_slices_by_time_give_the_same_bits():
    state, events = train(*start("amsgrad"), [Budget(seconds=1e-4), Budget(seconds=0.002)])
    for one, other in zip(arrays_of(state), arrays_of(UNSLICED["amsgrad"][0]), strict=True):
        assert one.tobytes() == other.tobytes()
    assert epoch_events(events) == epoch_events(UNSLICED["amsgrad"][1])


def test_slices_in_other_processes_give_the_same_bits():
    state, data = start("nadam")
    events = []
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        while state.status == "running":
            state, new = pool.submit(advance, state, data, Budget(batches=3)).result()
            events += new
    for one, other in zip(arrays_of(state), arrays_of(UNSLICED["nadam"][0]), strict=True):
        assert one.tobytes() == other.tobytes()
    assert epoch_events(events) == epoch_events(UNSLICED["nadam"][1])


def test_large_layers_give_the_same_bits_at_any_memory_alignment():
    """BLAS may sum in an order that depends on the alignment; the weights must not depend on it."""
    def run(budget, carry):
        network = Network([layers.Dense(31, activation="relu", name="a"),
                           layers.Dense(10, activation="softmax", name="b")])
        network.build((None, 784), seed=1)
        x = np.random.default_rng(1).random((500, 784), dtype="float32")
        data = TrainingData(ArrayAdapter(Batch(x, np.arange(500) % 10)))
        compiled = Compiled(optimizers.SGD(0.1), "sparse_categorical_crossentropy")
        return train(*initial_state(network, compiled, FitConfig(2, 32, seed=1), data), [budget], carry)[0]

    blocks = []  # allocations that shift the addresses of later ones

    def shifted(obj):
        blocks.append(np.empty(1 + 7 * len(blocks), "uint8"))
        return pickled(obj)

    one, other = run(Budget(), lambda x: x), run(Budget(batches=1), shifted)
    for a, b in zip(one.network.get_weights(), other.network.get_weights(), strict=True):
        assert a.tobytes() == b.tobytes()


def test_a_pickled_state_has_neither_gradients_nor_vectors():
    state, data = start("amsgrad")
    advance(state, data, Budget(batches=2))
    size = sum(a.nbytes for a in arrays_of(state))
    assert len(pickle.dumps(state)) < size + 12_000


def test_budget_selects_batch_events():
    state, data = start("nadam")
    steps = data.steps(state.config)
    _, events = advance(state, data, Budget(until_epoch_end=True, every_batch=True))
    assert [e.batch for e in events if isinstance(e, BatchEnded)] == list(range(steps))
    assert isinstance(events[-1], EpochEnded)
    assert set(events[-1].logs) == {"loss", "accuracy", "weighted_accuracy", "val_loss", "val_accuracy",
                                    "val_weighted_accuracy"}
    _, events = advance(state, data, Budget(batches=2))
    assert [(type(e), e.batch) for e in events] == [(BatchEnded, 1)]
    _, events = advance(state, data, Budget())
    assert isinstance(events[-1], Finished)
    assert advance(state, data, Budget()) == (state, [])


def test_a_loss_that_is_not_finite_changes_no_weight():
    state, data = start("nadam")
    advance(state, data, Budget(batches=2))
    before = [w.copy() for w in arrays_of(state)]
    data.train.arrays.x[:] = np.inf
    with np.errstate(all="ignore"):
        state, events = advance(state, data, Budget())
    assert [type(e) for e in events] == [Diverged]
    assert state.status == "diverged"
    for one, other in zip(arrays_of(state), before, strict=True):
        assert one.tobytes() == other.tobytes()
    assert advance(state, data, Budget()) == (state, [])


@pytest.mark.parametrize("shuffle", [True, False])
def test_the_order_of_samples_is_a_permutation_of_its_epoch(shuffle):
    data = ArrayAdapter(Batch(X, Y))
    orders = [data.order(3, epoch, shuffle) for epoch in range(3)]
    if not shuffle:
        assert orders == [None] * 3
        return
    assert all(sorted(order) == list(range(37)) for order in orders)
    assert not any((orders[0] == other).all() for other in orders[1:])
    assert (ArrayAdapter(Batch(X, Y)).order(3, 1, True) == orders[1]).all()
