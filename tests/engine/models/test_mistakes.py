"""Messages for mistakes name the layer, the expected and the received shape, or a similar name."""

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.errors import ProblemError

X = np.random.default_rng(0).normal(size=(12, 4)).astype("float32")
Y = np.arange(12) % 3


def model(*stack, loss="sparse_categorical_crossentropy", **kwargs):
    model = keras.Sequential(list(stack) or [keras.Input((4,)), layers.Dense(3, activation="softmax", name="top")])
    model.compile(**{"optimizer": "sgd", "loss": loss, **kwargs})
    return model


def fit(trained=None, x=X, y=Y, **kwargs):
    return (trained or model()).fit(x, y, verbose=0, **kwargs)


def generator(*batches):
    return (batch for batch in batches)


def with_value(array, value=np.nan):
    array = array.astype("float32").copy()
    array.flat[3] = value
    return array


WRONG = [
    # rank and number of inputs
    (lambda: fit(x=X[:, :3]), r"expects inputs of shape \(None, 4\). Received: \(12, 3\)"),
    (lambda: fit(x=np.ones((12, 4, 2))), r"shape \(None, 4\). Received: \(12, 4, 2\)"),
    (lambda: model().predict(X[0], verbose=0), r"shape \(None, 4\). Received: \(4, 1\)|\(None, 4\). Received: \(4,"),
    (lambda: model().evaluate(X[:, :2], Y, verbose=0), r"\(None, 4\). Received: \(12, 2\)"),
    (lambda: model().predict(generator((X[:, :2],)), verbose=0), r"\(None, 4\). Received: \(12, 2\)"),
    (lambda: fit(x=generator((X, Y), (X[:, :2], Y)), y=None), r"\(None, 4\). Received: \(12, 2\)"),
    # units against labels
    (lambda: fit(y=np.eye(5)[Y], trained=model(loss="categorical_crossentropy")), r"\(None, 3\).*\(12, 5\)|\(12, 3\).*\(12, 5\)"),
    (lambda: fit(y=np.eye(3)[Y]), "one-hot labels"),
    (lambda: fit(trained=model(loss="categorical_crossentropy")), "one-hot"),
    (lambda: fit(y=Y + 1), "from 0 to 3 - 1, .* Received: 3"),
    (lambda: fit(y=Y - 1), "Received: -1"),
    # compile
    (lambda: keras.Sequential([layers.Dense(1)]).fit(X, Y), "must be compiled first"),
    (lambda: keras.Sequential([layers.Dense(1, input_dim=4)]).train_on_batch(X, Y), "must be compiled first"),
    (lambda: fit(trained=model(loss=None)), "loss is required"),
    # names
    (lambda: layers.Dense(2, activation="rellu"), "Unknown activation 'rellu'. Did you mean 'relu'"),
    (lambda: layers.Dense(2, kernel_initializer="he_norml"), "Did you mean 'he_normal'"),
    (lambda: layers.Dense(2, kernel_regularizer="l22"), "Unknown regularizer 'l22'. Did you mean 'l2'"),
    (lambda: model(optimizer="adamm"), "Unknown optimizer 'adamm'. Did you mean 'adam'"),
    (lambda: model(loss="categorical_crossentrop"), "Did you mean 'categorical_crossentropy'"),
    (lambda: fit(trained=model(metrics=["accurary"])), "Unknown metric 'accurary'. Did you mean 'accuracy'"),
    (lambda: layers.Dense(2, activaton="relu"), "Dense has no argument 'activaton'. Did you mean 'activation'"),
    (lambda: keras.optimizers.Adam(learning_rte=0.1), "no argument 'learning_rte'. Did you mean 'learning_rate'"),
    # lengths, types, numbers
    (lambda: fit(y=Y[:5]), "x has 12 samples, but y has 5"),
    (lambda: fit(validation_data=(X, Y[:5])), "x has 12 samples, but y has 5"),
    (lambda: fit(x=generator((X, Y[:5])), y=None), "x has 12 samples, but y has 5"),
    (lambda: fit(x=np.array([["a"] * 4] * 12)), "x must contain numbers"),
    (lambda: fit(x=[[1, 2], [1]]), "x must be an array. Received a list of numbers"),
    (lambda: fit(y=np.array(["cat"] * 12)), "y must contain numbers. Received an array of <U3"),
    (lambda: fit(x=X.astype(object)), "x must contain numbers. Received an array of object"),
    (lambda: fit(x=X[:0], y=Y[:0]), "at least one sample"),
    (lambda: fit(x=with_value(X)), "x contains nan"),
    (lambda: fit(x=with_value(X, np.inf)), "x contains inf"),
    (lambda: fit(y=with_value(X[:, :3]), trained=model(loss="mse")), "y contains nan"),
    (lambda: model().train_on_batch(with_value(X), Y), "x contains nan"),
    # arguments of fit
    (lambda: fit(epochs=1.5), "epochs must be an integer"),
    (lambda: fit(batch_size=0), "batch_size must be at least 1"),
    (lambda: fit(steps_per_epoch=0), "steps_per_epoch must be at least 1"),
    (lambda: fit(validation_split=1.5), "validation_split must leave at least one"),
    (lambda: fit(validation_data=X), r"validation_data must be \(x, y\)"),
    (lambda: fit(callbacks=[keras.callbacks.EarlyStopping]), r"such as EarlyStopping\(\)"),
    (lambda: fit(callbacks="early"), "callbacks must contain Callback objects"),
    (lambda: fit(x=[X, X]), "linear stack with one input"),
    (lambda: fit(x=X[:, :-1]), r"Dense \(.*\): .* expects inputs of shape .* Received: "),
    (lambda: fit(y=np.ones((len(X), 9))), r"Dense \(.*\): .* cannot compare predictions of the shape "),
    (lambda: fit(x=generator((X, Y)), y=Y), "y cannot be given with a generator"),
    (lambda: fit(x=generator((X, Y)), y=None, validation_split=0.2), "validation_split cannot be given with"),
    (lambda: fit(x=generator(), y=None), "at least one batch"),
    (lambda: fit(x=generator("word"), y=None), "must yield tuples"),
    (lambda: fit(x=generator((X,)), y=None), "y is required"),
    (lambda: fit(x=generator(X), y=None), "y is required"),
]


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize(("wrong", "words"), WRONG)
def test_mistakes_raise(wrong, words):
    with pytest.raises(ProblemError, match=words):
        wrong()


def test_shape_errors_name_the_layer():
    with pytest.raises(ProblemError, match=r"to_five: .*\(5,\).*Received shape: \(None, 4\)"):
        keras.Sequential([keras.Input((4,)), layers.Reshape((5,), name="to_five")])
    built = layers.Dense(2, name="small")
    built.build((None, 3))
    with pytest.raises(ProblemError, match=r"Dense was built for the shape \(None, 3\). Received shape: \(None, 4\)"):
        keras.Sequential([keras.Input((4,)), built])
