"""Scenarios of models in models, of layers at several places, and of freezing, like those of model_scenarios.py."""

import warnings

import numpy as np
from model_scenarios import X, Y, rounded_values, set_test_weights
from print_scenarios import text

TARGETS = X[:, :1]
NOISE = np.random.default_rng(8).normal(size=(6, 2)).astype("float32")


def nested(k):
    """A model of three parts: a model with weights, one built later, and a layer."""
    base = k.Sequential([k.Input((4,)), k.layers.Dense(5, activation="tanh", name="one"),
                         k.layers.BatchNormalization(name="norm"), k.layers.Dense(3, name="two")], name="base")
    middle = k.Sequential([k.layers.Dense(3, activation="relu", name="one"), k.layers.Dropout(0.0, name="drop")],
                          name="middle")
    return set_test_weights(k.Sequential([base, middle, k.layers.Dense(1, name="top")], name="whole"))


def weights(model):
    return rounded_values([w.ravel().tolist() for w in model.get_weights()])


def changes(model, call):
    """Whether a call changes the weights; the warnings that it gives in Keras are worded otherwise."""
    before = model.get_weights()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        call()
    return [bool((a != b).any()) for a, b in zip(before, model.get_weights(), strict=True)]


def nested_structure(k):
    model = nested(k)
    base, middle, top = model.layers
    return [[layer.name for layer in model.layers], [type(layer).__name__ for layer in model.layers],
            [layer.name for layer in base.layers], model.get_layer("base") is base, model.get_layer(index=1) is middle,
            [list(part.input_shape) for part in (base, middle)], [list(part.output_shape) for part in (base, middle, model)],
            [part.built for part in model.layers], [part.count_params() for part in (base, middle, top, model)],
            [len(part.weights) for part in (base, middle, top, model)], [list(w.shape) for w in model.get_weights()],
            [w.name for w in model.non_trainable_weights]]


def nested_summaries(k):
    model = nested(k)
    texts = [text(model), text(model, expand_nested=True), text(model.layers[0])]
    model.compile("adam", "mse")
    model.fit(X, TARGETS, verbose=0)
    model.layers[0].trainable = False
    return [*texts, text(model, expand_nested=True), text(model, expand_nested=True, show_trainable=True)]


def nested_built_late(k):
    model = k.Sequential([k.Sequential([k.layers.Dense(2, name="a"), k.layers.Dense(3, name="b")], name="inner"),
                          k.layers.Dense(1, name="c")], name="late")
    before = [model.built, model.layers[0].built, len(model.weights), text(model, expand_nested=True)]
    model.compile("sgd", "mse")
    model.fit(X, TARGETS, verbose=0)
    return [before, model.built, model.layers[0].built, list(model.layers[0].input_shape), text(model, expand_nested=True)]


def nested_training(k):
    """Both sides see the training of either; the parts can be used alone."""
    model = nested(k)
    base = model.layers[0]
    model.compile(k.optimizers.Adam(0.02), "mse", metrics=["mae"])
    results = [model.fit(X, TARGETS, epochs=2, batch_size=8, shuffle=False, verbose=0).history, model.evaluate(X, TARGETS, verbose=0)]
    results += [base.predict(X[:2], verbose=0).ravel().tolist(), weights(base), weights(model)]
    base.compile(k.optimizers.SGD(0.1), "mse")
    base.fit(X, X[:, :3], epochs=2, batch_size=8, shuffle=False, verbose=0)
    results += [weights(model), model.fit(X, TARGETS, batch_size=8, shuffle=False, verbose=0).history, weights(base)]
    base.set_weights([0 * w for w in base.get_weights()])
    return [*map(rounded_values, results), weights(model)]


def nested_changes(k):
    """pop and add, of the model and of a model in it."""
    model = nested(k)
    popped = model.pop()
    results = [popped.name, [layer.name for layer in model.layers], list(model.output_shape)]
    model.add(k.layers.Dense(2, name="new"))
    results += [[layer.name for layer in model.layers], list(model.output_shape), model.count_params()]
    base = k.Sequential([k.Input((4,)), k.layers.Dense(3)], name="base")
    outer = k.Sequential([base, k.layers.Dense(1)], name="outer")
    base.add(k.layers.Dense(3))
    results += [len(outer.weights), text(outer)]
    base.pop()
    return [*results, len(outer.weights), list(outer.predict(X, verbose=0).shape)]


def nested_freezing(k):
    """Freezing a model in a model before compile, its layers one by one, and counting."""
    model = nested(k)
    base, middle, top = model.layers
    base.trainable = False
    counts = [[len(model.trainable_weights), len(model.non_trainable_weights), len(base.trainable_weights)]]
    flags = [[layer.trainable for layer in (model, *model.layers, *base.layers)]]
    model.compile(k.optimizers.SGD(0.1), "mse")
    results = [changes(model, lambda: model.fit(X, TARGETS, shuffle=False, verbose=0)), weights(model)]
    base.layers[-1].trainable = True
    counts.append([len(model.trainable_weights), len(model.non_trainable_weights), len(base.trainable_weights)])
    model.compile(k.optimizers.SGD(0.1), "mse")
    results += [changes(model, lambda: model.fit(X, TARGETS, shuffle=False, verbose=0)), weights(model)]
    base.trainable = True
    middle.trainable = False
    flags.append([layer.trainable for layer in (model, *model.layers, *base.layers, *middle.layers)])
    model.trainable = False
    counts.append([len(model.trainable_weights), len(model.non_trainable_weights)])
    top.trainable = True
    counts.append([len(model.trainable_weights), len(model.non_trainable_weights), model.trainable, top.trainable])
    model.compile(k.optimizers.SGD(0.1), "mse")
    return [counts, flags, results, changes(model, lambda: model.fit(X, TARGETS, verbose=0))]


def freezing_without_compile(k):
    """What is trainable at the first training stays so until the next compile."""
    def stack():
        model = k.Sequential([k.Input((4,)), k.layers.Dense(3, name="a"), k.layers.Dense(1, name="b")])
        model.compile("adam", "mse")
        return model

    model = stack()
    a = model.layers[0]
    a.trainable = False
    results = [changes(model, lambda: model.fit(X, TARGETS, verbose=0))]
    model = stack()
    a = model.layers[0]
    results.append(changes(model, lambda: model.fit(X, TARGETS, verbose=0)))
    a.trainable = False
    results += [changes(model, lambda: model.fit(X, TARGETS, verbose=0)), len(model.trainable_weights), a.trainable]
    model.compile("adam", "mse")
    results.append(changes(model, lambda: model.fit(X, TARGETS, verbose=0)))
    a.trainable = True
    results.append(changes(model, lambda: model.fit(X, TARGETS, verbose=0)))
    model.compile("adam", "mse")
    results.append(changes(model, lambda: model.train_on_batch(X, TARGETS)))
    a.trainable = False
    results.append(changes(model, lambda: model.train_on_batch(X, TARGETS)))
    for hook in ("on_train_begin", "on_epoch_begin", "on_epoch_end", "on_train_batch_end"):
        model = stack()

        def freeze(*_, layer=model.layers[0], logs=None):
            layer.trainable = False

        own = type("Freezer", (k.callbacks.Callback,), {hook: lambda self, *_, logs=None, freeze=freeze: freeze()})()
        changes(model, lambda model=model, own=own: model.fit(X, TARGETS, batch_size=10, callbacks=[own], verbose=0))
        results.append([hook, changes(model, lambda model=model: model.fit(X, TARGETS, batch_size=10, verbose=0))])
    return results


def gan(k):
    generator = set_test_weights(k.Sequential([k.Input((2,)), k.layers.Dense(4, activation="relu"), k.layers.Dense(4)],
                                              name="generator"))
    discriminator = set_test_weights(k.Sequential([k.Input((4,)), k.layers.Dense(3, activation="tanh"),
                                                   k.layers.Dense(1, activation="sigmoid")], name="discriminator"))
    discriminator.compile(k.optimizers.SGD(0.5), "binary_crossentropy")
    discriminator.trainable = False
    both = k.Sequential([generator, discriminator])
    both.compile(k.optimizers.SGD(0.5), "binary_crossentropy")
    return both


def gan_training(k):
    """The two-phase training of a GAN, with the discriminator thawed for its own steps."""
    both = gan(k)
    generator, discriminator = both.layers
    results = [[len(part.trainable_weights) for part in (both, generator, discriminator)]]
    for _ in range(3):
        discriminator.trainable = True
        images = generator.predict(NOISE, verbose=0)
        results.append([float(discriminator.train_on_batch(X[:6], np.ones((6, 1)))),
                      float(discriminator.train_on_batch(images, np.zeros((6, 1))))])
        discriminator.trainable = False
        results.append(float(both.train_on_batch(NOISE, np.ones((6, 1)))))
    return [rounded_values(results), weights(both), weights(discriminator)]


def gan_frozen_for_good(k):
    """Without thawing, the discriminator does not learn in Keras 3."""
    both = gan(k)
    discriminator = both.layers[1]
    return [changes(discriminator, lambda: discriminator.train_on_batch(X[:6], np.ones((6, 1)))),
            changes(both, lambda: both.train_on_batch(NOISE, np.ones((6, 1))))]


def layer_twice(k):
    """A layer and a BatchNormalization at two places of one model."""
    dense = k.layers.Dense(4, activation="tanh", name="d", kernel_regularizer="l2")
    norm = k.layers.BatchNormalization(name="n")
    model = set_test_weights(k.Sequential([k.Input((4,)), dense, norm, dense, norm, k.layers.Dense(1, name="o")], name="t"))
    results = [[layer.name for layer in model.layers], len(model.weights), len(model.get_weights()), model.count_params(),
             len(model.trainable_weights), model.get_layer("d") is model.get_layer(index=2), text(model)]
    model.compile(k.optimizers.SGD(0.1), "mse")
    results += [rounded_values(model.train_on_batch(X, TARGETS)), weights(model)]
    model.compile(k.optimizers.Adam(0.01), "mse")
    history = model.fit(X, TARGETS, epochs=3, batch_size=8, shuffle=False, verbose=0, validation_split=0.2).history
    results += [rounded_values(history), weights(model), rounded_values(model.predict(X, verbose=0).ravel().tolist()), text(model)]
    clone = k.models.clone_model(model)
    results.append([clone.layers[0] is clone.layers[2], len(clone.weights)])
    return [*results, [model.pop().name, model.pop().name, len(model.layers), len(model.weights)]]


def layer_in_two_parts(k):
    """One layer in two models of a model, and one model twice."""
    dense = k.layers.Dense(4, activation="tanh", name="d")
    one = k.Sequential([k.Input((4,)), dense], name="one")
    two = k.Sequential([dense, k.layers.Dense(4, name="e", activation="relu")], name="two")
    model = set_test_weights(k.Sequential([one, two, two, k.layers.Dense(1)], name="s"))
    results = [len(model.weights), [part.count_params() for part in (one, two, model)], text(model, expand_nested=True)]
    model.compile(k.optimizers.SGD(0.1, momentum=0.9), "mse")
    results.append(rounded_values(model.fit(X, TARGETS, epochs=3, batch_size=8, shuffle=False, verbose=0).history))
    dense.trainable = False
    results += [weights(model), [len(part.trainable_weights) for part in (one, two, model)]]
    dense.set_weights([np.ones((4, 4)), np.zeros(4)])
    return [*results, rounded_values(model.predict(X, verbose=0).ravel().tolist()), weights(one)]


def layer_in_two_models(k):
    """A feature extractor from the layers of a model, and a new model from the layers of another."""
    model = set_test_weights(k.Sequential([k.Input((4,)), k.layers.Dense(5, activation="tanh"), k.layers.Dropout(0.0),
                                           k.layers.Dense(3, activation="relu"), k.layers.Dense(3, activation="softmax")]))
    model.compile(k.optimizers.Adam(0.05), "sparse_categorical_crossentropy")
    part = k.Sequential(model.layers[:-1])
    results = [part.predict(X, verbose=0)[:2].ravel().tolist()]
    model.fit(X, Y, epochs=2, batch_size=8, shuffle=False, verbose=0)
    results.append(part.predict(X, verbose=0)[:2].ravel().tolist())
    new = k.Sequential([k.Input((4,))])
    for layer in model.layers[:-1]:
        new.add(layer)
    new.add(k.layers.Dense(1, kernel_initializer="ones"))
    new.compile(k.optimizers.SGD(0.1), "mse")
    results += [new.fit(X, TARGETS, epochs=2, batch_size=8, shuffle=False, verbose=0).history, weights(model), weights(part)]
    results.append(model.fit(X, Y, epochs=2, batch_size=8, shuffle=False, verbose=0).history)
    part.trainable = False
    results.append([len(m.trainable_weights) for m in (model, part, new)])
    part.set_weights([0.1 + 0 * w for w in part.get_weights()])
    return [*map(rounded_values, results), weights(model), weights(new)]


def penalties_twice(k):
    """A weight's penalty counts once, an output's at every place."""
    dense = k.layers.Dense(4, kernel_regularizer="l2", activity_regularizer="l1", kernel_constraint="non_neg")
    model = set_test_weights(k.Sequential([k.Input((4,)), dense, k.layers.ReLU(), dense, k.layers.Dense(1)]))
    model.compile(k.optimizers.SGD(0.1), "mse")
    return [rounded_values(model.train_on_batch(X, TARGETS)), weights(model)]


def distributed(k, **layer):
    """A model applied to every step of a sequence of images."""
    images = k.Sequential([k.Input((4, 4, 1)), k.layers.Conv2D(2, 3, activation="relu", name="c"), *(
        [k.layers.BatchNormalization(name="n")] if layer.get("norm") else []), k.layers.Flatten(name="f"),
        k.Sequential([k.layers.Dense(3, activation="tanh", name="a"), k.layers.Dense(2, name="b")], name="head")], name="cnn")
    return set_test_weights(k.Sequential([k.Input((3, 4, 4, 1)), k.layers.TimeDistributed(images, name="td"),
                                          k.layers.LSTM(2, name="l"), k.layers.Dense(1, name="o")], name="video"))


def model_in_time_distributed(k):
    videos, results = np.random.default_rng(2).normal(size=(10, 3, 4, 4, 1)).astype("float32"), []
    for norm in (False, True):
        model = distributed(k, norm=norm)
        images = model.layers[0].layer
        results += [text(model, expand_nested=True), [len(model.weights), len(images.weights), images.count_params()],
                    [list(w.shape) for w in model.get_weights()]]
        model.compile(k.optimizers.Adam(0.02), "mse")
        history = model.fit(videos, TARGETS[:10], epochs=2, batch_size=5, shuffle=False, verbose=0).history
        results += [rounded_values(history), weights(model), rounded_values(model.predict(videos, verbose=0).ravel().tolist()),
                    rounded_values(images.predict(videos[0], verbose=0).ravel().tolist())]
        images.trainable = False
        results.append([len(model.trainable_weights), len(model.non_trainable_weights)])
        model.compile("sgd", "mse")
        results.append(changes(model, lambda model=model: model.fit(videos, TARGETS[:10], verbose=0)))
    return results


def models_at_several_steps(k):
    """A model built by its wrapper, with a layer at two places; and a wrapper that keeps the weights of a built layer."""
    dense = k.layers.Dense(4, activation="tanh", name="d")
    inner = k.Sequential([dense, k.layers.Dense(4, activation="relu", name="e"), dense], name="inner")
    model = set_test_weights(k.Sequential([k.Input((2, 4)), k.layers.TimeDistributed(inner, name="td"), k.layers.Flatten(),
                                           k.layers.Dense(1)]))
    results = [len(model.weights), inner.built, text(model)]
    model.compile(k.optimizers.SGD(0.1), "mse")
    history = model.fit(X.reshape(10, 2, 4), TARGETS[:10], epochs=2, batch_size=5, shuffle=False, verbose=0).history
    results += [rounded_values(history), weights(model)]
    again = k.Sequential([k.Input((2, 4)), k.layers.TimeDistributed(dense, name="again")])
    return [*results, weights(again)]


SCENARIOS = {f.__name__: f for f in (
    nested_structure, nested_summaries, nested_built_late, nested_training, nested_changes, nested_freezing,
    freezing_without_compile, gan_training, gan_frozen_for_good, layer_twice, layer_in_two_parts, layer_in_two_models,
    penalties_twice, model_in_time_distributed, models_at_several_steps)}
