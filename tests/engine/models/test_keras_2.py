"""Keras 2's methods and names, which tutorials still use, work as they did."""

import numpy as np
import pytest

import engine as keras
from engine import layers

rng = np.random.default_rng(0)
X = rng.normal(size=(24, 4)).astype("float32")
Y = rng.integers(0, 3, 24)


def new_model(units=3, activation="softmax", loss="sparse_categorical_crossentropy", **kwargs):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([layers.Dense(8, input_dim=4, activation="relu"), layers.Dense(units, activation=activation)])
    model.compile(**{"optimizer": keras.optimizers.SGD(lr=0.1), "loss": loss, "metrics": ["acc"], **kwargs})
    return model


def batches(size=8):
    while True:
        for start in range(0, 24, size):
            yield X[start:start + size], Y[start:start + size]


def test_fit_generator_is_fit():
    old, new = new_model(), new_model()
    one = old.fit_generator(batches(), 3, 2, 0, validation_data=batches(), validation_steps=2, max_queue_size=2, workers=2,
                            use_multiprocessing=True)
    other = new.fit(X, Y, batch_size=8, epochs=2, shuffle=False, verbose=0, validation_data=(X[:16], Y[:16]))
    assert list(one.history) == ["acc", "loss", "val_acc", "val_loss"]
    for name in one.history:
        np.testing.assert_allclose(one.history[name], other.history[name], rtol=1e-6)
    assert old.history is one


def test_evaluate_and_predict_generator(capsys):
    trained = new_model()
    np.testing.assert_allclose(trained.evaluate_generator(batches(), 3), trained.evaluate(X, Y, verbose=0), rtol=1e-6)
    np.testing.assert_allclose(trained.evaluate_generator(batches(), steps=1), trained.evaluate(X[:8], Y[:8], verbose=0), rtol=1e-6)
    np.testing.assert_allclose(trained.predict_generator(batches(), steps=3), trained.predict(X, verbose=0), rtol=1e-6)
    assert capsys.readouterr().out == ""
    with pytest.raises(TypeError, match="takes 2 positional"):
        trained.predict_generator(batches(), 3, 4)


def test_classes_and_probabilities():
    trained = new_model()
    y = trained.predict_proba(X)
    assert (trained.predict_classes(X) == y.argmax(-1)).all()
    one = new_model(1, "sigmoid", "binary_crossentropy")
    classes = one.predict_classes(X)
    assert classes.shape == (24, 1)
    assert (classes == (one.predict(X, verbose=0) > 0.5)).all()


def test_a_sequence_is_a_py_dataset():
    class Rows(keras.utils.Sequence):
        def __len__(self):
            return 3

        def __getitem__(self, index):
            return X[index * 8:index * 8 + 8], Y[index * 8:index * 8 + 8]

    one, other = new_model(), new_model()
    history = one.fit(Rows(), epochs=2, shuffle=False, verbose=0, validation_data=Rows()).history
    expected = other.fit(X, Y, batch_size=8, epochs=2, shuffle=False, verbose=0, validation_data=(X, Y)).history
    for name in expected:
        np.testing.assert_allclose(history[name], expected[name], rtol=1e-6)
    assert len(list(Rows())) == 3


def test_any_iterable_of_batches_is_accepted():
    class Set:
        def __iter__(self):
            return ((X[i:i + 8], Y[i:i + 8]) for i in (0, 8, 16))

        def __len__(self):
            return 3

    one, other = new_model(), new_model()
    history = one.fit(Set(), epochs=3, verbose=0).history
    expected = other.fit(X, Y, batch_size=8, epochs=3, shuffle=False, verbose=0).history
    np.testing.assert_allclose(history["loss"], expected["loss"], rtol=1e-6)
    np.testing.assert_allclose(one.evaluate(Set(), verbose=0), other.evaluate(X, Y, verbose=0), rtol=1e-6)


def test_class_weight_applies_to_batches_of_a_generator():
    one, other = new_model(), new_model()
    weights = {0: 3.0, 2: 0.5}
    history = one.fit_generator(batches(), steps_per_epoch=3, epochs=2, verbose=0, class_weight=weights).history
    expected = other.fit(X, Y, batch_size=8, epochs=2, shuffle=False, verbose=0, class_weight=weights).history
    np.testing.assert_allclose(history["loss"], expected["loss"], rtol=1e-6)


def test_a_model_is_built_by_its_first_batch():
    trained = keras.Sequential([layers.Dense(3, activation="softmax")])
    trained.compile("sgd", "sparse_categorical_crossentropy")
    trained.fit(batches(), steps_per_epoch=1, verbose=0)
    assert trained.input_shape == (None, 4)


@pytest.mark.parametrize("weights", [0.5, [0.5], {"out": 0.5}])
def test_a_loss_is_multiplied_by_its_weight(weights):
    """The expected values are those of Keras 3 for the same model."""
    model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2", name="out")])
    model.compile("sgd", "mse", loss_weights=weights, metrics=["mse"], weighted_metrics=["mae"])
    history = model.fit(np.ones((4, 2)), np.zeros(4), verbose=0, epochs=2).history
    assert history["loss"] == pytest.approx([2.02, 1.900224208831787], rel=1e-5)
    assert (history["mse"][0], history["mae"][0]) == pytest.approx((4, 2))
    assert model.evaluate(np.ones((4, 2)), np.zeros(4), verbose=0)[0] == pytest.approx(1.7875580787658691, rel=1e-5)
    assert model.get_compile_config()["loss_weights"] == weights
