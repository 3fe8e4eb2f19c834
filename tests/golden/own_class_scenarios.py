"""Classes and functions of a learner that override what Keras documents, each in a small run; for Keras and the engine.

``scenarios(keras)`` returns functions by name; each trains a model and returns its numbers by name.
"""

import numpy as np

X = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")
Y = X.sum(1, keepdims=True)
CLASSES = (X.sum(1) > 0).astype("int32")
WEIGHTS = np.arange(8.0) / 4


def own_losses(keras):
    ops, losses = keras.ops, keras.losses

    class Power(losses.Loss):
        def __init__(self, exponent=2.0, name="power", **kwargs):
            super().__init__(name=name, **kwargs)
            self.exponent = exponent

        def call(self, y_true, y_pred):
            return ops.mean(ops.abs(y_true - y_pred) ** self.exponent, axis=-1)

        def get_config(self):
            return {**super().get_config(), "exponent": self.exponent}

    class Shrinking(losses.MeanSquaredError):
        def call(self, y_true, y_pred):
            return super().call(y_true, y_pred) * 2 + ops.sum(ops.abs(y_pred), -1)

    class Tripled(losses.MeanAbsoluteError):
        def __call__(self, y_true, y_pred, sample_weight=None):
            return super().__call__(y_true, y_pred, sample_weight) * 3

    class Doubled(losses.SparseCategoricalCrossentropy):
        def call(self, y_true, y_pred):
            return super().call(y_true, y_pred) * 2

    return {
        "Loss.call": {"loss": Power(1.5)}, "Loss.call with flat labels": {"loss": Power(), "y": Y[:, 0]},
        "Loss.call as a sum": {"loss": Power(reduction="sum"), "sample_weight": WEIGHTS},
        "ready-made Loss.call": {"loss": Shrinking(), "sample_weight": WEIGHTS},
        "ready-made Loss.call with flat labels": {"loss": Shrinking(), "y": Y[:, 0]},
        "Loss.__call__": {"loss": Tripled(), "sample_weight": WEIGHTS},
        "Loss.call of classes": {"loss": Doubled(), "y": CLASSES, "layers": lambda: [keras.layers.Dense(3, "softmax")],
                                 "metrics": ["accuracy"]},
    }


def own_metrics(keras):
    ops, metrics = keras.ops, keras.metrics

    class Near(metrics.Metric):
        def __init__(self, name="near", **kwargs):
            super().__init__(name=name, **kwargs)
            self.total = self.add_weight(name="total", initializer="zeros")
            self.samples = self.add_weight(name="samples", shape=(), initializer="zeros")

        def update_state(self, y_true, y_pred, sample_weight=None):
            values = ops.cast(ops.abs(y_true - y_pred) < 0.5, "float32")
            if sample_weight is not None:
                values = values * ops.reshape(ops.cast(sample_weight, "float32"), (-1, 1))
            self.total.assign_add(ops.sum(values))
            self.samples.assign(self.samples + ops.cast(ops.shape(y_true)[0], "float32"))

        def result(self):
            return self.total / (self.samples + 1e-7)

    class Root(metrics.MeanSquaredError):
        def result(self):
            return ops.sqrt(super().result())

    class MeanError(metrics.Mean):
        def update_state(self, y_true, y_pred, sample_weight=None):
            return super().update_state(ops.abs(y_true - y_pred), sample_weight)

    return {
        "Metric": {"metrics": [Near(), Root(name="root"), MeanError(name="error")]},
        "weighted Metric": {"weighted": [Near(), MeanError(name="error")], "sample_weight": WEIGHTS},
    }


def own_rules(keras):
    ops, dense = keras.ops, keras.layers.Dense

    def penalty(w):
        return 0.1 * ops.sum(ops.abs(w))

    def positive(w):
        return ops.relu(w)

    class Cubic(keras.regularizers.Regularizer):
        def __init__(self, strength):
            self.strength = strength

        def __call__(self, w):
            return self.strength * ops.sum(ops.square(w) * ops.abs(w))

    class Both(keras.regularizers.L2):
        def __call__(self, w):
            return super().__call__(w) + 0.1 * ops.sum(ops.abs(w))

    class Positive(keras.constraints.Constraint):
        def __call__(self, w):
            return w * ops.cast(w > 0, w.dtype)

    class Shrunk(keras.constraints.MaxNorm):
        def __call__(self, w):
            return super().__call__(w) * 0.9

    rules = {"regularizer function": {"kernel_regularizer": penalty}, "Regularizer": {"kernel_regularizer": Cubic(0.1)},
             "ready-made Regularizer": {"kernel_regularizer": Both(0.1)},
             "activity Regularizer": {"activity_regularizer": Both(0.1)},
             "Constraint": {"kernel_constraint": Positive()}, "ready-made Constraint": {"kernel_constraint": Shrunk(1.0)},
             "constraint function": {"kernel_constraint": positive}}
    return {name: {"layers": lambda rule=rule: [dense(4, **rule), dense(1)]} for name, rule in rules.items()}


def own_optimizers(keras):
    ops, optimizers = keras.ops, keras.optimizers

    class Centralized(optimizers.SGD):
        def apply_gradients(self, grads_and_vars):
            return super().apply_gradients([
                (g - ops.mean(g, axis=0, keepdims=True) if len(g.shape) > 1 else g, v) for g, v in grads_and_vars])

    class Halved(optimizers.Adam):
        def apply(self, grads, trainable_variables=None):
            super().apply([g * 0.5 for g in grads], trainable_variables)

    class Signs(optimizers.Adam):
        def update_step(self, gradient, variable, learning_rate):
            super().update_step(ops.sign(gradient), variable, learning_rate * 0.5)

    class Twice(optimizers.Nadam):
        def update_step(self, gradient, variable, learning_rate):
            super().update_step(gradient * 2, variable, learning_rate)

    class Momentum(optimizers.Optimizer):
        def __init__(self, learning_rate=0.1, momentum=0.9, **kwargs):
            super().__init__(learning_rate=learning_rate, **kwargs)
            self.momentum = momentum

        def build(self, variables):
            super().build(variables)
            self.momentums = [self.add_variable_from_reference(v, name="momentum") for v in variables]

        def update_step(self, gradient, variable, learning_rate):
            m = self.momentums[self._get_variable_index(variable)]
            rate = ops.cast(learning_rate, variable.dtype)
            self.assign(m, ops.subtract(ops.multiply(m, ops.cast(self.momentum, variable.dtype)), gradient * rate))
            self.assign_add(variable, m)

        def get_config(self):
            return {**super().get_config(), "momentum": self.momentum}

    class Steep(optimizers.SGD):
        def update_step(self, gradient, variable, learning_rate):
            variable.assign_sub(learning_rate * gradient * 2)

    class Hyperbolic(optimizers.schedules.LearningRateSchedule):
        def __init__(self, first):
            self.first = first

        def __call__(self, step):
            return self.first / (ops.cast(step, "float32") + 1.0)

    decay = optimizers.schedules.ExponentialDecay(0.05, 1, 0.5)
    return {name: {"optimizer": optimizer} for name, optimizer in {
        "Optimizer.apply_gradients": Centralized(0.05), "Optimizer.apply": Halved(0.01),
        "Optimizer.update_step": Signs(0.02, clipnorm=0.5, weight_decay=0.01), "Nadam.update_step": Twice(0.01),
        "Optimizer": Momentum(0.01), "update_step with a schedule": Steep(decay),
        "Schedule": optimizers.SGD(Hyperbolic(0.05)), "Schedule of Adam": optimizers.Adam(Hyperbolic(0.05))}.items()}


SEPARATE = (own_losses, own_metrics, own_rules, own_optimizers)


def train(keras, scenario):
    """Train a model with fixed weights; return its history, its first weights, its evaluation and its predictions."""
    layers = scenario.get("layers", lambda: [keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(1)])()
    model = scenario.get("model", keras.Sequential)([keras.Input((3,)), *layers])
    model.compile(scenario.get("optimizer") or keras.optimizers.SGD(0.05), scenario.get("loss", "mse"),
                  metrics=scenario.get("metrics"), weighted_metrics=scenario.get("weighted"))
    random = np.random.RandomState(0)
    values = [np.asarray(random.randn(*np.shape(w)) * 0.5, "float32") for w in model.get_weights()]
    model.set_weights([np.abs(value) if value.ndim == 1 else value for value in values])  # a variance is not negative
    y = scenario.get("y", Y)
    history = model.fit(X, y, epochs=3, batch_size=4, shuffle=False, verbose=0, validation_data=(X, y),
                        sample_weight=scenario.get("sample_weight")).history
    results = {**history, "weights": model.get_weights()[0], "evaluate": model.evaluate(X, y, verbose=0),
               "predict": model.predict(X, verbose=0)}
    return {name: [round(float(value), 6) for value in np.ravel(values)] for name, values in results.items()}
