"""Layers and models of a learner that override what Keras documents; see own_class_scenarios.py."""


def own_layers(keras):
    ops, layers = keras.ops, keras.layers

    class Linear(layers.Layer):
        def __init__(self, units=4, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", name="w")
            self.b = self.add_weight(shape=(self.units,), initializer="zeros")
            self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False, name="calls")
            self.built = True

        def call(self, inputs):
            self.calls.assign(self.calls + 1.0)
            return ops.matmul(inputs, self.w) + self.b

    class Block(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.first, self.second, self.drop = Linear(5), layers.Dense(3, activation="tanh"), layers.Dropout(0.0)
            self.residual = [layers.Dense(2), layers.Dense(2)]

        def call(self, x, training=None):
            h = self.second(self.drop(ops.relu(self.first(x)), training=training))
            for dense in self.residual:
                h = h[:, :2] + dense(h)
            self.add_loss(0.01 * ops.sum(ops.square(h)))
            return h

    class Summed(layers.Dense):
        def call(self, x):
            return super().call(x) * 2 + ops.sum(self.kernel)

    class Scaled(layers.Layer):
        def build(self, input_shape):
            self.scale = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="scale",
                                         regularizer=keras.regularizers.L2(0.1))

        def call(self, x, training=False):
            return x * self.scale + (1.0 if training else 0.0)

    class Powers(layers.Layer):
        def __init__(self, factor, exponent=2, **kwargs):
            super().__init__(**kwargs)
            self.factor, self.exponent = factor, exponent

        def call(self, x):
            return self.factor * x ** self.exponent

    class Called(layers.Dense):
        def __call__(self, x, **kwargs):
            return super().__call__(x, **kwargs)  # Keras would apply a change of the result twice

    class Relu(layers.Dense):
        def __init__(self, units=5, **kwargs):
            super().__init__(units, activation="relu", **kwargs)

    class Normalized(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.dense, self.norm = layers.Dense(4, use_bias=False), layers.BatchNormalization()

        def call(self, x, training=None):
            return self.norm(self.dense(x), training=training)

    class Memory(layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.lstm = layers.LSTM(3)

        def call(self, x):
            return self.lstm(ops.reshape(x, (-1, 3, 1)))

    constructors = {"Layer": Linear, "layers inside": Block, "Dense.call": lambda: Summed(2),
            "training": Scaled, "no weights": lambda: Powers(3.0), "Layer.__call__": lambda: Called(2),
            "Layer.__init__": lambda: Relu(name="relu"), "BatchNormalization inside": Normalized,
            "LSTM inside": Memory}
    return {name: {"layers": lambda make=make: [make(), layers.Dense(1)], "optimizer": keras.optimizers.Adam(0.02)}
            for name, make in constructors.items()}


def own_models(keras):
    ops, sequential = keras.ops, keras.Sequential

    class Trained(sequential):
        def train_step(self, data):
            logs = super().train_step((data[0] * 2, data[1]))
            return {**logs, "extra": logs["loss"] * 2}

    class Called(sequential):
        def call(self, inputs, training=None, mask=None):
            return super().call(inputs, training=training, mask=mask) * 2 + 1

    class Looped(sequential):
        def call(self, inputs, training=None, mask=None):
            for layer in self.layers:
                inputs = layer(inputs)
            return inputs * 0.5

    class Penalized(sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return super().compute_loss(x, y, y_pred, sample_weight, training) * 2 + 0.1 * ops.mean(ops.square(y_pred))

    class Absolute(sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return ops.mean(ops.abs(y - y_pred))

    class Tracked(sequential):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.loss_tracker, self.norm = keras.metrics.Mean(name="loss"), keras.metrics.Mean(name="norm")

        def train_step(self, data):
            super().train_step(data)
            self.loss_tracker.update_state(5.0)
            self.norm.update_state(ops.mean(ops.abs(data[0])))
            return {metric.name: metric.result() for metric in self.metrics}

        def test_step(self, data):
            super().test_step(data)
            self.loss_tracker.update_state(3.0)
            return {metric.name: metric.result() for metric in self.metrics}

        @property
        def metrics(self):
            return [self.loss_tracker, self.norm]

    class Tenfold(sequential):
        def predict_step(self, data):
            return super().predict_step(data) * 10

    def regularized():
        l2 = keras.regularizers.L2
        return [keras.layers.Dense(4, "tanh", kernel_regularizer=l2(0.1), activity_regularizer=l2(0.01)),
                keras.layers.Dense(1)]

    def normalized():
        return [keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(1)]

    plain = {cls.__name__: {"model": cls, "metrics": ["mae"]}
             for cls in (Trained, Called, Looped, Penalized, Absolute, Tracked, Tenfold)}
    return {**plain, "penalties": {"model": Penalized, "layers": regularized},
            "call with penalties": {"model": Called, "layers": regularized, "optimizer": keras.optimizers.Adam(0.01)},
            "call with BatchNormalization": {"model": Called, "layers": normalized}}
