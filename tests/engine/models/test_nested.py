"""Models in models and layers at several places: what Keras has no recorded value for (those are in test_as_keras.py)."""

import copy
import pickle

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import ProblemError
from engine.models import clone_model, load_model, model_from_json
from engine.training import fused_dense

rng = np.random.default_rng(0)
X = rng.normal(size=(20, 4)).astype("float32")
Y = rng.normal(size=(20, 1)).astype("float32")


def parts():
    """Leaves of a model, of fixed seeds."""
    return [layers.Dense(6, activation="relu", kernel_initializer=keras.initializers.GlorotUniform(1)),
            layers.Dropout(0.3), layers.Dense(5, activation="tanh", kernel_initializer=keras.initializers.GlorotUniform(2)),
            layers.Dense(1, kernel_initializer=keras.initializers.GlorotUniform(3))]


def trained(model, **settings):
    model.compile(keras.optimizers.Adam(0.01), "mse")
    keras.utils.set_random_seed(4)
    model.fit(X, Y, epochs=3, batch_size=8, verbose=0, **settings)
    return model


def repeated_layers():
    """A Dense at three places: twice in the row, once in a model; and a model twice."""
    dense = layers.Dense(4, activation="tanh", name="d")
    norm = layers.BatchNormalization(name="n")
    inner = keras.Sequential([dense, norm, layers.Dense(4, name="e")], name="inner")
    return keras.Sequential([keras.Input((4,)), dense, layers.Dropout(0.2, name="drop"), dense, inner, inner,
                             layers.Dense(1, name="o")], name="s")


def same(one, other):
    return all((a == b).all() for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


@pytest.mark.parametrize("fused", [True, False])
def test_a_nested_model_trains_bit_for_bit_as_a_flat_one(fused, monkeypatch):
    calls = []
    steps = fused_dense.FusedDense.train_steps
    monkeypatch.setattr(fused_dense.FusedDense, "train_steps", lambda *a: calls.append(1) or steps(*a))
    flat = parts()
    one, *others = parts()
    nested = keras.Sequential([keras.Input((4,)), keras.Sequential([one, keras.Sequential(others[:2])]), others[2]])
    options = {} if fused else {"sample_weight": np.ones(20)}
    assert same(trained(keras.Sequential([keras.Input((4,)), *flat]), **options), trained(nested, **options))
    assert bool(calls) == fused


def test_equal_names_in_two_models_are_two_layers():
    def part(name):
        return keras.Sequential([layers.Dense(4, name="d"), layers.BatchNormalization(name="n")], name=name)

    model = trained(keras.Sequential([keras.Input((4,)), part("a"), part("b"), layers.Dense(1)]))
    assert len(model.get_weights()) == 14
    assert list(model.network.parameters.layout)[:6] == ["a/d/kernel", "a/d/bias", "a/n/gamma", "a/n/beta", "b/d/kernel", "b/d/bias"]


def test_shared_gradients_agree_with_differences():
    model = repeated_layers()
    model.layers[1].rate = 0
    x, y = X.astype("float64"), Y.astype("float64")
    model.compile(keras.optimizers.SGD(1.0), "mse")
    before = model.get_weights()
    model.layers[3].layers[1].trainable = False  # with fixed statistics, training and inference are one function
    model.train_on_batch(x, y)
    dense = model.layers[0]
    step = before[0] - model.get_weights()[0]
    model.set_weights(before)
    expected = np.zeros_like(step)
    for index in np.ndindex(step.shape):
        losses = []
        for change in (1e-2, -1e-2):
            kernel = before[0].copy()
            kernel[index] += change
            dense.kernel.assign(kernel)
            losses.append(float(((model(x) - y) ** 2).mean()))
        expected[index] = (losses[0] - losses[1]) / 2e-2
    np.testing.assert_allclose(step, expected, rtol=2e-2, atol=2e-4)


def test_a_dropout_at_two_places_draws_twice():
    drop = layers.Dropout(0.5)
    model = keras.Sequential([keras.Input((400,)), drop, layers.Flatten(), drop, layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(1.0), "mse")
    model.fit(np.ones((1, 400)), np.ones((1, 1)), verbose=0)
    fraction = (model.get_weights()[0] != 0).mean()
    assert fraction == pytest.approx(0.25, abs=0.1)


def test_a_layer_beside_its_wrapper_shares_its_weights():
    dense = layers.Dense(3, name="d")
    model = keras.Sequential([keras.Input((2, 3)), layers.TimeDistributed(dense), layers.Flatten(), layers.Reshape((2, 3)), dense,
                              layers.Flatten(), layers.Dense(1)])
    assert [len(model.weights), len(model.layers[0].weights)] == [4, 2]
    model.compile("sgd", "mse")
    before = dense.get_weights()[0]
    model.fit(rng.normal(size=(8, 2, 3)), np.ones((8, 1)), verbose=0)
    assert (dense.get_weights()[0] != before).all()
    assert dense.kernel is model.layers[0].layer.kernel


@pytest.mark.parametrize("copied", [lambda m: pickle.loads(pickle.dumps(m)), copy.deepcopy])
def test_a_copy_shares_layers_as_the_original(copied):
    model = trained(repeated_layers())
    other = copied(model)
    assert other.layers[0] is other.layers[2] is other.layers[3].layers[0] is other.network.layers[0]
    assert other.layers[3] is other.layers[4]
    assert same(model, other)
    for m in (model, other):
        keras.utils.set_random_seed(5)
        m.fit(X, Y, epochs=2, verbose=0)
    assert same(model, other)


@pytest.mark.parametrize("file", ["m.keras", "m.h5"])
def test_saved_models_share_layers_as_the_original(file, tmp_path):
    model = trained(repeated_layers())
    model.layers[3].compile("adam", "mse")
    model.layers[3].fit(X, X, verbose=0)
    model.save(tmp_path / file)
    other = load_model(tmp_path / file)
    for loaded in (other, clone_model(model), model_from_json(model.to_json())):
        assert loaded.layers[0] is loaded.layers[2] is loaded.layers[3].layers[0]
        assert loaded.layers[3] is loaded.layers[4]
        assert [layer.name for layer in loaded.layers] == ["d", "drop", "d", "inner", "inner", "o"]
        assert len(loaded.weights) == len(model.weights) == 10
    assert same(model, other)
    if file == "m.h5":
        assert other.layers[3].compiled is None
    else:
        for slot, array in model.layers[3].compiled.slots.items():
            assert (other.layers[3].compiled.slots[slot] == array).all()
        assert other.layers[3].optimizer.iterations == 1
    for m in (model, other):
        keras.utils.set_random_seed(5)
        m.fit(X, Y, epochs=2, verbose=0)
    assert same(model, other)


@pytest.mark.parametrize("file", ["m.weights.h5", "m.h5"])
def test_saved_weights_are_read_into_a_model_that_shares_the_same_layers(file, tmp_path):
    model, other = trained(repeated_layers()), repeated_layers()
    model.save_weights(tmp_path / file)
    other.load_weights(tmp_path / file)
    assert same(model, other)


def test_clone_functions_get_models_or_their_layers():
    model = keras.Sequential([keras.Input((4,)), keras.Sequential([layers.Dense(2, name="a")], name="inner"), layers.Dense(1, name="b")])

    def keep(names):
        return lambda layer: names.append(layer.name) or type(layer).from_config(layer.get_config())

    outer, inner = [], []
    clone_model(model, clone_function=keep(outer))
    clone = clone_model(model, clone_function=keep(inner), recursive=True)
    assert (outer, inner, clone.layers[0].name) == (["inner", "b"], ["a", "b"], "inner")


def test_a_discriminator_and_a_gan_that_share_it_train_in_turns():
    """Each sets gradient buffers in the layers; neither must rely on the other's."""
    def play():
        keras.utils.set_random_seed(1)
        generator = keras.Sequential([keras.Input((2,)), layers.Dense(4)])
        discriminator = keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="tanh"), layers.Dense(1)])
        gan = keras.Sequential([generator, discriminator])
        for model in (discriminator, gan):
            discriminator.trainable = model is discriminator
            model.compile(keras.optimizers.Adam(0.05), "mse")
        return generator, discriminator, gan

    generator, discriminator, gan = play()
    for _ in range(3):
        before = [m.get_weights() for m in (generator, discriminator)]
        discriminator.trainable = True
        discriminator.train_on_batch(X, Y)
        discriminator.trainable = False
        gan.train_on_batch(X[:, :2], Y)
        assert all((a != b).any() for m, old in zip((generator, discriminator), before, strict=True)
                   for a, b in zip(m.get_weights(), old, strict=True))
    vectors = [m.network.parameters for m in (discriminator, gan)]
    discriminator.trainable = True
    discriminator.train_on_batch(X, Y)
    discriminator.trainable = False
    gan.train_on_batch(X[:, :2], Y)
    assert gan.network.parameters is vectors[1]  # nothing is allocated anew at each turn


def base(*others):
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, name="d"), *others], name="base")


def itself():
    model = base()
    model.add(keras.Sequential([model], name="outer"))


@pytest.mark.parametrize(("wrong", "code", "words"), [
    (itself, "model_in_itself", "'base' cannot be one of its own layers"),
    (lambda: keras.Sequential([keras.Input((5,)), base()]), "input_does_not_fit", r"base expects .*\(None, 4\).*\(None, 5\)"),
    (lambda: keras.Sequential([keras.Input((4,)), layers.Reshape((2, 2)), base()]), "input_does_not_fit", "base expects"),
    (lambda: keras.Sequential([base(), layers.Dense(1, name="base")]), "name_taken", "'base'"),
    (lambda: keras.Sequential([base(), base()]), "name_taken", "'base'"),
    (lambda: base(keras.Sequential([layers.Reshape((7,))])), "cannot_reshape", "reshape"),
    (lambda: keras.Sequential([base()]).get_layer("d"), "no_such_layer", "base"),
    (lambda: keras.Sequential([base()]).set_weights([]), "wrong_number_of_weights", "Received: 0"),
    (lambda: base().set_weights([np.ones((4, 3)), np.ones(4)]), "wrong_weight_shape", r"\(3,\)"),
    (lambda: clone_model(base(), call_function=print), "not_supported", "call_function"),
])
def test_mistakes_raise(wrong, code, words):
    with pytest.raises(ProblemError, match=words) as caught:
        wrong()
    assert caught.value.problem.code == code


def test_a_failed_add_of_a_model_changes_nothing():
    model = base()
    for wrong in (keras.Sequential([layers.Dense(3), layers.Reshape((7,))]), keras.Sequential([keras.Input((9,)), layers.Dense(1)])):
        with pytest.raises(ProblemError):
            model.add(wrong)
        assert [layer.name for layer in model.layers] == ["d"]
    assert model.predict(X, verbose=0).shape == (20, 3)


def test_a_changed_inner_model_that_no_longer_fits_is_an_error():
    inner = base()
    model = keras.Sequential([inner, layers.Dense(1)])
    inner.add(layers.Dense(9))
    with pytest.raises(ProblemError, match="built for the shape"):
        model.predict(X, verbose=0)


def test_callbacks_see_models_among_the_layers():
    inner = base()
    names = []
    keep = keras.callbacks.LambdaCallback(on_epoch_end=lambda *_: names.append(
        [(layer.name, len(layer.get_weights())) for layer in keep.model.layers]))
    model = keras.Sequential([inner, layers.Dense(1, name="o")])
    model.compile("sgd", "mse")
    model.fit(X, Y, verbose=0, callbacks=[keep])
    assert names == [[("base", 2), ("o", 2)]]


def test_the_optimizer_state_is_saved_after_a_change_of_trainable(tmp_path):
    """The saved slots are those of the weights that were trained."""
    model = trained(keras.Sequential([base(), layers.Dense(1)]))
    model.layers[0].trainable = False
    model.save(tmp_path / "m.keras")
    with pytest.warns(UserWarning, match="begins anew"):
        loaded = load_model(tmp_path / "m.keras")
    assert same(loaded, model)
    model.pop()
    model.add(layers.Dense(2))
    model.save(tmp_path / "m.keras")
    assert load_model(tmp_path / "m.keras").compiled.slots is None
