"""Sequential: errors for wrong arguments, and data of many shapes and types."""

import pickle

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import ProblemError

rng = np.random.default_rng(0)
X = rng.normal(size=(12, 4)).astype("float32")
Y = rng.integers(0, 3, 12)


def classifier(**kwargs):
    model = keras.Sequential([layers.Dense(5, activation="relu", input_dim=4), layers.Dense(3, activation="softmax")])
    model.compile(**{"optimizer": "sgd", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], **kwargs})
    return model


def fit(x=X, y=Y, model=None, **settings):
    return (model or classifier()).fit(x, y, verbose=0, **settings)


def uncompiled():
    return keras.Sequential([layers.Dense(1, input_dim=4)])


WRONG = [
    (lambda: keras.Sequential([3]), "not_a_layer", "Received: 3"),
    (lambda: keras.Sequential([layers.Dense]), "not_a_layer", "Only layers"),
    (lambda: keras.Sequential([layers.Dense(1, name="a"), layers.Dense(1, name="a")]), "name_taken", "'a'"),
    (lambda: keras.Sequential([layers.Dense(1), keras.Input((2,))]), "input_not_first", "Input must be the first"),
    (lambda: keras.Sequential([keras.Input((4,)), keras.Input((4,))]), "input_not_first", "Input must be the first"),
    (lambda: keras.Sequential().pop(), "no_layers", "no layers yet"),
    (lambda: keras.Sequential().build((None, 3)), "no_layers", "no layers yet"),
    (lambda: keras.Sequential([layers.Dense(1)]).build(), "no_input_shape", "does not know its input shape"),
    (lambda: keras.Sequential([layers.Dense(1)]).output_shape, "no_input_shape", "does not know its input shape"),
    (lambda: keras.Sequential([layers.Dense(1)]).count_params(), "not_built", "no weights yet"),
    (lambda: keras.Sequential([layers.Reshape((5,), input_shape=(4,), name="to_five")]), "cannot_reshape",
     "to_five: .*Received shape: \\(None, 4\\)"),
    (lambda: classifier().get_layer("dence"), "no_such_layer", "dence"),
    (lambda: classifier().get_layer(index=7), "no_such_layer", "2 layers"),
    (lambda: classifier().set_weights([]), "wrong_number_of_weights", "has 4 weight arrays.* Received: 0"),
    (lambda: classifier().set_weights([np.ones((4, 5)), np.ones(4), np.ones((5, 3)), np.ones(3)]), "wrong_weight_shape",
     "bias must have the shape \\(5,\\). Received shape: \\(4,\\)"),
    (lambda: uncompiled().fit(X, Y), "not_compiled", "must be compiled first"),
    (lambda: uncompiled().evaluate(X, Y), "not_compiled", "must be compiled first"),
    (lambda: classifier(optimizer="adm"), "unknown_name", "Unknown optimizer 'adm'. Did you mean 'adam'"),
    (lambda: classifier(loss="mean_square_error"), "unknown_name", "Did you mean 'mean_squared_error'"),
    (lambda: classifier(loss_weights=["accuracy"]), "not_one_weight", "loss_weights"),
    (lambda: fit(model=classifier(metrics=["acuracy"])), "unknown_name", "Unknown metric 'acuracy'. Did you mean"),
    (lambda: fit(model=classifier(loss=None)), "required", "loss is required"),
    (lambda: fit(y=None), "required", "y is required"),
    (lambda: fit(y=Y[:5]), "unequal_lengths", "x has 12 samples, but y has 5"),
    (lambda: fit(sample_weight=np.ones(3)), "unequal_lengths", "sample_weight has 3"),
    (lambda: fit(x=X[:, :3]), "input_does_not_fit", r"expects inputs of shape \(None, 4\). Received: \(12, 3\)"),
    (lambda: fit(x=np.ones((12, 2, 2))), "input_does_not_fit", r"Received: \(12, 2, 2\)"),
    (lambda: fit(x=np.array(["a"] * 12)), "not_numeric", "x must contain numbers"),
    (lambda: fit(x=X.tolist()), "plain_numbers", "Received a list of numbers: use np.array"),
    (lambda: fit(x=np.zeros((0, 4)), y=np.zeros(0)), "no_samples", "at least one sample"),
    (lambda: fit(y=np.full(12, 7)), "label_out_of_range", "Received: 7"),
    (lambda: fit(y=np.eye(3)[Y]), "labels_are_one_hot", "use categorical_crossentropy"),
    (lambda: fit(model=classifier(loss="categorical_crossentropy")), "labels_are_integers", "one-hot"),
    (lambda: fit(model=classifier(loss="mse"), y=np.ones((12, 2))), "outputs_do_not_match_labels", "mse|mean_squared"),
    (lambda: fit(batch_size=0), "too_small", "batch_size must be at least 1"),
    (lambda: fit(epochs=-1), "too_small", "epochs must be at least 0"),
    (lambda: fit(epochs=2.5), "not_an_integer", "epochs must be an integer"),
    (lambda: fit(validation_split=0.99), "bad_validation_split", "at least one of 12 samples"),
    (lambda: fit(validation_split=1.5), "bad_validation_split", "at least one of 12 samples"),
    (lambda: fit(class_weight={0: 1.0}, sample_weight=np.ones(12)), "not_both", "class_weight or sample_weight, not both"),
    (lambda: classifier().predict(X[:, :2]), "input_does_not_fit", "expects inputs"),
]


@pytest.mark.parametrize(("call", "code", "words"), WRONG, ids=[f"{code}-{i}" for i, (_, code, _) in enumerate(WRONG)])
def test_mistakes_raise(call, code, words):
    with pytest.raises(ProblemError, match=words) as raised:
        call()
    assert raised.value.problem.code == code


def test_a_batch_over_the_limit_raises():
    model = keras.Sequential([layers.Dense(60_000, input_dim=4), layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ProblemError, match="a batch of 12,000 samples"):
        model.fit(np.ones((12_000, 4), "float32"), np.ones(12_000), batch_size=12_000, verbose=0)


def test_a_failed_add_does_not_change_the_model():
    model = classifier()
    with pytest.raises(ProblemError):
        model.add(layers.Reshape((7,)))
    assert len(model.layers) == 2
    assert fit(model=model).epoch == [0]


def test_a_diverging_fit_raises_and_keeps_history_and_weights():
    model = classifier()
    history = fit(model=model, epochs=1)
    before = [1e30 * w for w in model.get_weights()]
    model.set_weights(before)
    with np.errstate(all="ignore"), pytest.raises(ProblemError, match="The loss became nan in epoch 1, batch 1"):
        fit(x=np.float32(1e30) * X, model=model, shuffle=False)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))
    assert history.epoch == [0]


@pytest.mark.parametrize("x", [[X], X.astype("float64"), X.astype("float16"), np.asfortranarray(X)])
def test_inputs_of_any_numeric_type(x):
    weights = [w * 0.5 for w in classifier().get_weights()]
    expected, model = classifier(), classifier()
    for trained, inputs in ((expected, X), (model, x)):
        trained.set_weights(weights)
        trained.fit(inputs, Y, verbose=0, shuffle=False)
    for a, b in zip(model.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-2, atol=1e-3)
    assert all(w.dtype == np.float32 for w in model.get_weights())


def test_a_last_axis_of_length_1_is_added_or_removed():
    images = keras.Sequential([keras.Input((2, 2, 1)), layers.Flatten(), layers.Dense(1)])
    rows = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
    assert images.predict(X.reshape(-1, 2, 2), verbose=0).shape == (12, 1)
    assert rows.predict(X[..., None], verbose=0).shape == (12, 1)


def test_a_model_is_built_at_its_first_fit():
    model = keras.Sequential([layers.Dense(5), layers.Dense(3, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert not model.built
    fit(model=model)
    assert model.built
    assert [w.shape for w in model.get_weights()] == [(4, 5), (5,), (5, 3), (3,)]


def test_set_random_seed_makes_training_repeatable():
    def program():
        keras.utils.set_random_seed(3)
        model = keras.Sequential([layers.Dense(5, input_dim=4), layers.Dropout(0.5), layers.Dense(3, activation="softmax")])
        model.compile("adam", "sparse_categorical_crossentropy")
        return fit(model=model, epochs=3, batch_size=5).history["loss"]

    assert program() == program()


def test_models_that_share_layers_share_weights():
    first = classifier()
    second = keras.Sequential([first.layers[0], layers.Dense(1)])
    second.compile("sgd", "mse")
    for model, y in ((first, Y), (second, X[:, 0]), (first, Y), (second, X[:, 0])):
        before = first.layers[0].get_weights()[0]
        fit(model=model, y=y)
        assert (first.layers[0].kernel != before).any()
        assert first.layers[0].kernel is second.layers[0].kernel


def test_a_trained_model_survives_pickling():
    model = classifier(optimizer="adam")
    fit(model=model)
    restored = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(restored.predict(X, verbose=0), model.predict(X, verbose=0))
    fit(model=restored)
    assert restored.optimizer.iterations == 2


def test_trainable_applies_to_every_layer():
    model = classifier()
    assert len(model.trainable_weights) == 4
    model.trainable = False
    assert (len(model.trainable_weights), len(model.non_trainable_weights)) == (0, 4)
    before = model.get_weights()
    with pytest.warns(UserWarning, match="does not have any trainable weights"):
        fit(model=model)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))


def test_functions_as_activation_loss_and_metric():
    K = keras.backend
    model = keras.Sequential([layers.Dense(4, activation=lambda x: K.tanh(x) * 2, input_dim=4),
                              layers.Dense(1, activation=layers.LeakyReLU(0.3))])

    def largest(y_true, y_pred):
        return K.max(y_pred)

    model.compile("adam", loss=lambda y_true, y_pred: K.mean(K.abs(y_true - y_pred), axis=-1), metrics=[largest])
    assert set(fit(model=model, y=X[:, 0], epochs=2).history) == {"loss", "largest"}
    assert model.layers[1].activation.negative_slope == 0.3
