"""Scenarios of Sequential models, run with Keras by the recorder and with the engine by the tests.

Every scenario takes the module that plays Keras and returns plain data. Read by record_models.py and by
tests/engine/models/test_as_keras.py, with print_scenarios.py.
"""

import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(20, 4)).astype("float32")
Y = rng.integers(0, 3, 20)


def set_test_weights(model):
    """Set weights that are the same for Keras and the engine; returns the model."""
    made = np.random.default_rng(1)
    model.set_weights([0.5 * made.normal(size=w.shape) if w.ndim > 1 else 0.1 + np.abs(made.normal(size=w.shape))
                       for w in model.get_weights()])
    return model


def classifier(k, **layer):
    return set_test_weights(k.Sequential([k.Input((4,)), k.layers.Dense(5, activation="relu", **layer),
                               k.layers.Dense(3, activation="softmax")]))


def compiled(model, **more):
    settings = {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
    model.compile(**{**settings, **more})
    return model


def rounded_values(given):
    """Round values, as plain lists: float32 results may differ in the last digits."""
    if isinstance(given, dict):
        return {name: rounded_values(value) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [rounded_values(value) for value in given]
    return round(float(given), 4)


def names(k):
    model = k.Sequential([k.layers.Dense(2), k.layers.Dense(2), k.layers.BatchNormalization(), k.layers.PReLU(),
                          k.layers.Dense(2, name="own"), k.layers.Dense(2)])
    return [[layer.name for layer in model.layers], model.name, k.Sequential().name, k.layers.ReLU().name]


def structure(k):
    found = []
    model = k.Sequential()
    found.append([len(model.layers), model.built])
    model.add(k.layers.Dense(5, input_shape=(4,)))
    model.add(k.layers.BatchNormalization())
    model.add(k.layers.Dense(3))
    found.append([len(model.layers), model.built, list(model.input_shape), list(model.output_shape)])
    found.append([list(w.shape) for w in model.get_weights()])
    found.append([[v.name for v in model.weights], [v.name for v in model.trainable_weights],
                  [v.name for v in model.non_trainable_weights]])
    found.append(model.count_params())
    popped = model.pop()
    found.append([popped.name, list(model.output_shape), model.count_params(), len(model.layers)])
    model.add(k.layers.Dense(7))
    found.append([list(model.output_shape), model.get_layer(index=2).name, model.get_layer("dense").name])
    return found


def building(k):
    later = k.Sequential([k.layers.Dense(3), k.layers.Dense(2)])
    before = [later.built, len(later.weights)]
    later.build((None, 4))
    other = k.Sequential([k.layers.Dense(3)])
    y = other(X)
    return [before, [later.built, len(later.weights), later.count_params()], list(np.shape(y)), other.built]


def inputs(k):
    ways = [[k.layers.Dense(2, input_dim=4)], [k.layers.Dense(2, input_shape=(4,))],
            [k.Input(shape=(4,)), k.layers.Dense(2)], [k.Input((4,), batch_size=5), k.layers.Dense(2)],
            [k.layers.InputLayer(shape=(4,)), k.layers.Dense(2)],
            [k.Input((None, 4)), k.layers.Dense(2)]]
    return [[list(m.input_shape), list(m.output_shape), len(m.layers)] for m in map(k.Sequential, ways)]


def evaluating(k):
    model = compiled(classifier(k), metrics=["mse", "accuracy"], loss="categorical_crossentropy")
    y = np.eye(3)[Y]
    return rounded_values([model.evaluate(X, y, verbose=0), model.evaluate(X, y, verbose=0, batch_size=7),
                    model.test_on_batch(X, y), [model.evaluate(X[:8], y[:8], verbose=0, steps=2, batch_size=4)]])


def evaluate_as_dict(k):
    model = compiled(classifier(k), metrics=["mse", "accuracy"], loss="categorical_crossentropy")
    found = model.evaluate(X, np.eye(3)[Y], verbose=0, return_dict=True)
    return [list(found), rounded_values(found)]


def evaluate_loss_alone(k):
    model = compiled(classifier(k), metrics=None)
    return rounded_values(model.evaluate(X, Y, verbose=0))


def on_batches(k):
    model = compiled(classifier(k), optimizer=k.optimizers.SGD(0.1))
    found = [model.train_on_batch(X[i:i + 5], Y[i:i + 5]) for i in range(0, 20, 5)]
    found.append(model.train_on_batch(X, Y, class_weight={0: 2.0}))
    found.append(model.train_on_batch(X, Y, sample_weight=np.arange(20.0) / 10))
    found.append(model.train_on_batch(X, Y, return_dict=True))
    found.append(model.test_on_batch(X[:3], Y[:3], return_dict=True))
    return [*rounded_values(found), list(np.shape(model.predict_on_batch(X[:3])))]


def refitting(k):
    model = compiled(classifier(k), optimizer=k.optimizers.Adam(0.02))
    first = model.fit(X, Y, epochs=3, shuffle=False, verbose=0, batch_size=6)
    second = model.fit(X, Y, epochs=5, initial_epoch=3, shuffle=False, verbose=0, batch_size=6)
    steps = int(model.optimizer.iterations)
    return [first.epoch, second.epoch, rounded_values(first.history), rounded_values(second.history), list(second.history), steps]


def compiled_again(k):
    """A second compile resets the optimizer state and keeps the weights."""
    model = compiled(classifier(k), optimizer=k.optimizers.Adam(0.02))
    model.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    compiled(model, optimizer=k.optimizers.Adam(0.02))
    found = model.fit(X, Y, epochs=2, shuffle=False, verbose=0).history
    return [rounded_values(found), int(model.optimizer.iterations)]


def freezing(k):
    model = classifier(k)
    model.layers[0].trainable = False
    compiled(model, optimizer=k.optimizers.SGD(0.1))
    before = model.get_weights()
    history = model.fit(X, Y, epochs=2, shuffle=False, verbose=0).history
    changed = [bool((a != b).any()) for a, b in zip(before, model.get_weights(), strict=True)]
    return [rounded_values(history), changed, len(model.trainable_weights), len(model.non_trainable_weights)]


def transferring(k):
    """Layers of a trained model reused in another one."""
    first = compiled(classifier(k), optimizer=k.optimizers.SGD(0.1))
    first.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    second = k.Sequential([*first.layers[:-1], k.layers.Dense(1, kernel_initializer="ones")])
    second.build((None, 4))
    second.compile("sgd", "mse")
    history = second.fit(X, X[:, 0], epochs=2, shuffle=False, verbose=0).history
    third = first.fit(X, Y, epochs=1, shuffle=False, verbose=0).history
    return rounded_values([history, third])


def learning_rates(k):
    model = compiled(classifier(k), optimizer=k.optimizers.SGD(0.5))
    kept = []

    class Slower(k.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            kept.append(float(np.asarray(self.model.optimizer.learning_rate)))
            self.model.optimizer.learning_rate = 0.5 / (epoch + 2)

    history = model.fit(X, Y, epochs=3, shuffle=False, verbose=0, callbacks=[Slower()]).history
    return [rounded_values(history), rounded_values(kept)]


def calls(k):
    """The hooks of a callback that are called, in order, with their logs."""
    found = []

    def keep(name):
        def hook(self, *arguments, logs=None):
            given = [a for a in (*arguments, logs) if a is not None]
            found.append([name, *(a if isinstance(a, int) else sorted(a) for a in given if isinstance(a, int) or a)])

        return hook

    hooks = ["on_train_begin", "on_train_end", "on_epoch_begin", "on_epoch_end", "on_train_batch_begin",
             "on_train_batch_end", "on_predict_begin", "on_predict_end"]
    listener = type("Listener", (k.callbacks.Callback,), {name: keep(name) for name in hooks})()
    model = compiled(classifier(k))
    model.fit(X, Y, epochs=2, batch_size=10, verbose=0, callbacks=[listener])
    model.predict(X, verbose=0, callbacks=[listener])
    return [found, {name: listener.params[name] for name in ("epochs", "steps")}]


def stopping(k):
    class Stopper(k.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if len(self.model.history.epoch) == 1 and batch == 1:
                self.model.stop_training = True

    model = compiled(classifier(k), optimizer=k.optimizers.SGD(0.1))
    history = model.fit(X, Y, epochs=5, batch_size=5, shuffle=False, verbose=0, callbacks=[Stopper()],
                        validation_data=(X[:4], Y[:4]))
    return [history.epoch, rounded_values(history.history), int(model.optimizer.iterations)]


SCENARIOS = {f.__name__: f for f in (
    names, structure, building, inputs, evaluating, evaluate_as_dict, evaluate_loss_alone, on_batches, refitting,
    compiled_again, freezing, transferring, learning_rates, calls, stopping)}
