"""Keras code in the spellings of tutorials is read; code that is not understood is a problem with its location."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.limits import MAX_INPUT
from engine.specs.from_python import from_python
from engine.specs.objects import CompileSpec, FitSpec, ModelSpec, ObjectSpec

SEEDS = Path(__file__).parents[3].parent / "shared" / "seeds"


def dense(units, activation=None, **config):
    return ObjectSpec("Dense", {"units": units, **({"activation": activation} if activation else {}), **config})


MLP = ModelSpec((dense(64, "relu"), dense(10, "softmax")), (784,))
TWO_LAYERS = "layers.Dense(64, activation='relu'), layers.Dense(10, activation='softmax')"
SPELLINGS = {
    "a list": f"model = keras.Sequential([keras.Input(shape=(784,)), {TWO_LAYERS}])",
    "a tuple": f"model = Sequential((Input((784,)), {TWO_LAYERS}))",
    "by name": f"model = tf.keras.models.Sequential(layers=[tf.keras.Input(784), {TWO_LAYERS}], name='mlp')",
    "add": "model = Sequential()\nmodel.add(Dense(64, input_dim=784, activation='relu'))\n"
           "model.add(Dense(10, activation='softmax'))",
    "add Input": "model = tf.keras.Sequential()\nmodel.add(tf.keras.layers.Input(shape=[784]))\n"
                 "model.add(tf.keras.layers.Dense(64, 'relu'))\nmodel.add(tf.keras.layers.Dense(10, 'softmax'))",
    "units by name": "m = Sequential()\nm.add(Dense(units=64, input_shape=(784,), activation=tf.nn.relu))\n"
                     "m.add(Dense(units=10, activation=keras.activations.softmax))",
    "batch shape": f"model = Sequential([InputLayer(batch_input_shape=(None, 784)), {TWO_LAYERS}])",
    "batch_shape": f"model = Sequential([Input(batch_shape=(None, 784)), {TWO_LAYERS}])",
    "arithmetic": "model = Sequential([Dense(2 ** 6 if False else 64, activation='relu', input_dim=28*28)])"
                  .replace("2 ** 6 if False else 64", "128 // 2") + "\nmodel.add(Dense(5 + 5, activation='softmax'))",
    "variables": "num_classes = 10\nhidden, pixels = 64, 28 * 28\nact = 'relu'\nshape = (pixels,)\n"
                 "model = Sequential()\nmodel.add(Dense(hidden, activation=act, input_shape=shape))\n"
                 "model.add(Dense(num_classes, activation='softmax'))",
    "layers as variables": "first = layers.Dense(64, activation='relu')\n"
                           "last = layers.Dense(10, activation='softmax')\n"
                           "model = keras.Sequential([keras.Input((784,)), first, last])",
    "built": f"model = Sequential([{TWO_LAYERS}])\nmodel.build((None, 784))\nmodel.summary()",
    "pop": f"model = Sequential([Input((784,)), {TWO_LAYERS}, Dense(3)])\nmodel.pop()",
    "Korean around it": "\"\"\"모델 구성하기\"\"\"\n이름 = '케라스'  # 주석\n"
                        f"model = Sequential([Input((784,)), {TWO_LAYERS}])",
    "two models": "model = Sequential([Dense(1)])\n" + f"model = Sequential([Input((784,)), {TWO_LAYERS}])",
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_of_a_model_is_read(name):
    reading = from_python(SPELLINGS[name])
    assert reading.problems == ()
    assert reading.model == MLP


LAYERS = {
    "Dense(3, kernel_regularizer=regularizers.l2(0.02))":
        dense(3, kernel_regularizer={"class_name": "L2", "config": {"l2": 0.02}}),
    "Dense(3, kernel_regularizer=l2(0.01))": dense(3, kernel_regularizer="l2"),
    "Dense(3, kernel_regularizer='l2')": dense(3, kernel_regularizer="l2"),
    "Dense(3, kernel_initializer='he_normal', name='hidden')":
        dense(3, kernel_initializer="he_normal", name="hidden"),
    "Dense(3, kernel_initializer=tf.keras.initializers.HeNormal())": dense(3, kernel_initializer="he_normal"),
    "Dense(3, kernel_constraint=max_norm(3.))":
        dense(3, kernel_constraint={"class_name": "MaxNorm", "config": {"max_value": 3.0}}),
    "Dense(3, use_bias=True, activation=None)": dense(3),
    "Dense(3, activation=keras.layers.LeakyReLU(alpha=0.3))":
        dense(3, {"class_name": "LeakyRelu", "config": {"negative_slope": 0.3}}),
    "Dense(3, activation=keras.layers.ReLU())": dense(3, "relu"),
    "Dense(3, activation=lambda x: tf.keras.activations.elu(x, alpha=0.5))":
        dense(3, {"class_name": "Elu", "config": {"alpha": 0.5}}),
    "layers.Dropout(0.5)": ObjectSpec("Dropout", {"rate": 0.5}),
    "keras.layers.LeakyReLU(alpha=0.2)": ObjectSpec("LeakyReLU", {"negative_slope": 0.2}),
    "Activation(activation='relu')": ObjectSpec("Activation", {"activation": "relu"}),
    "Activation(keras.activations.tanh)": ObjectSpec("Activation", {"activation": "tanh"}),
    "Flatten(input_shape=X_train.shape[1:])": ObjectSpec("Flatten"),
    "tf.keras.layers.Normalization(input_shape=X_train.shape[1:])": ObjectSpec("Normalization"),
    "BatchNormalization(momentum=.9)": ObjectSpec("BatchNormalization", {"momentum": 0.9}),
    "Reshape(target_shape=(7, 7, -1))": ObjectSpec("Reshape", {"target_shape": [7, 7, -1]}),
    "Dense(-3)": dense(-3),
    "Dense('many')": dense("many"),
    "Dense(units=3, activation='rellu')": dense(3, "rellu"),
}


@pytest.mark.parametrize("code", LAYERS)
def test_every_spelling_of_a_layer_is_read(code):
    reading = from_python(f"model = Sequential([{code}])")
    assert reading.problems == ()
    assert reading.model == ModelSpec((LAYERS[code],))


SGD = {"learning_rate": 0.1, "momentum": 0.9}
COMPILES = {
    "model.compile(loss='mse', optimizer='adam', metrics=['mse'])":
        CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"), (ObjectSpec("MeanSquaredError"),)),
    "model.compile('sgd', 'categorical_crossentropy', metrics=['accuracy', 'acc'])":
        CompileSpec(ObjectSpec("SGD"), ObjectSpec("CategoricalCrossentropy"),
                    (ObjectSpec("accuracy"), ObjectSpec("acc"))),
    "sgd = SGD(lr=0.1, momentum=0.9)\nmodel.compile(loss='hinge', optimizer=sgd)":
        CompileSpec(ObjectSpec("SGD", SGD), ObjectSpec("Hinge")),
    "lr = 1e-1\nopt = tf.keras.optimizers.SGD(learning_rate=lr, momentum=0.9)\n"
    "model.compile(optimizer=opt, loss=keras.losses.Hinge())": CompileSpec(ObjectSpec("SGD", SGD), ObjectSpec("Hinge")),
    "model.compile(loss=keras.losses.mean_squared_error)":
        CompileSpec(ObjectSpec("RMSprop"), ObjectSpec("MeanSquaredError")),
    "names = ['mae']\n"
    "model.compile('adam', tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=names)":
        CompileSpec(ObjectSpec("Adam"), ObjectSpec("SparseCategoricalCrossentropy", {"from_logits": True}),
                    (ObjectSpec("MeanAbsoluteError"),)),
    "model.compile('adam', 'mse', metrics=[tf.keras.metrics.MeanAbsoluteError()])":
        CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"),
                    (ObjectSpec("MeanAbsoluteError", {"name": "mean_absolute_error"}),)),
    "model.compile('adam', 'mse', metrics='mean_absolute_error')":
        CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"),
                    (ObjectSpec("MeanAbsoluteError", {"name": "mean_absolute_error"}),)),
    "model.compile(SGD(keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.9)), 'mse')":
        CompileSpec(ObjectSpec("SGD", {"learning_rate": {"class_name": "ExponentialDecay", "config": {
            "initial_learning_rate": 0.5, "decay_steps": 10, "decay_rate": 0.9}}}), ObjectSpec("MeanSquaredError")),
}


@pytest.mark.parametrize("code", COMPILES)
def test_every_spelling_of_compile_is_read(code):
    reading = from_python(code)
    assert reading.problems == ()
    assert reading.compile == COMPILES[code]


FITS = {
    "model.fit(x, y, epochs=100, batch_size=1)": FitSpec(100, 1),
    "history = model.fit(x, y, batch_size=None, verbose=2, validation_split=0.2)":
        FitSpec(1, 32, validation_split=0.2),
    "model.fit(x, y, 16, 3)": FitSpec(3, 16),
    "model.fit(x, y, 16, 3, 0, None, 0.25)": FitSpec(3, 16, validation_split=0.25),
    "loss = model.fit(x, y, epochs=2).history['loss']": FitSpec(2, 32),
    "model.fit(x, y, validation_split=0.2, validation_data=(x_val, y_val))": FitSpec(1, 32),
    "model.fit(x, y, epochs=2, class_weight={0: 1, 1: 2.5})": FitSpec(2, 32, class_weight={"0": 1, "1": 2.5}),
    "stop = EarlyStopping('loss', patience=2)\ncallbacks = [stop, keras.callbacks.TerminateOnNaN()]\n"
    "model.fit(x, y, epochs=2, callbacks=callbacks)":
        FitSpec(2, 32, callbacks=(ObjectSpec("EarlyStopping", {"monitor": "loss", "patience": 2}),
                                  ObjectSpec("TerminateOnNaN"))),
    "model.fit(x, y, epochs=2, callbacks=ReduceLROnPlateau(epsilon=0.5))":
        FitSpec(2, 32, callbacks=(ObjectSpec("ReduceLROnPlateau", {"min_delta": 0.5}),)),
    "n = 5\nmodel = Sequential()\nhist = model.fit(x_train, y_train, 16, n, validation_data=(x_val, y_val))":
        FitSpec(5, 16),
    "model.fit(x, y, nb_epoch=3, shuffle=False)": FitSpec(3, 32, shuffle=False),
    "keras.utils.set_random_seed(7)\nmodel.fit(x, y, epochs=0, batch_size=0)": FitSpec(0, 0, 7),
}


@pytest.mark.parametrize("code", FITS)
def test_every_spelling_of_fit_is_read(code):
    reading = from_python(code)
    assert reading.problems == ()
    assert reading.fit == FITS[code]


def test_data_code_is_kept_in_rest():
    code = ("import numpy as np\nx = np.array([1, 2])\nx_train = x_train / 255.\nfor i in range(3):\n    print(i)\n"
            "def plot(history):\n    plt.plot(history.history['loss'])\n    plt.show()\nplot(history)\n"
            "re.compile('a')\n"
            "loss, acc = model.evaluate(x, y)\ntokenizer.fit_on_texts(t)\nseen = set()\nseen.add(3)")
    reading = from_python(code)
    assert (reading.problems, reading.model, reading.compile, reading.fit) == ((), None, None, None)
    assert reading.rest


MODEL = "모델 = Sequential()\n"
UNKNOWN = {  # code: the part that is not understood
    "model = Sequential([Dence(3)])": "Dence",
    "이름 = '한글'; model = Sequential([Dense(3, activation=나의_함수)])": "나의_함수",
    f"{MODEL}for n in sizes:\n    모델.add(Dense(n))": "sizes",
    f"{MODEL}while True:\n    모델.add(Dense(3))": "while True:",
    f"{MODEL}for n in (3, 4):\n    모델.add(Dense(n))\n    break": "break",
    f"{MODEL}모델.complie('adam')": "모델.complie",
    f"{MODEL}model.add(Dense(3))": "model.add",
    "model = Sequental([Dense(3)])": "Sequental",
    "model.fit(x, y, epochs=3, batchsize=16)": "batchsize=16",
    "model.compile('adam', 'mse', metric=['mae'])": "metric=['mae']",
    "model.fit(x, y, class_weight=weights)": "weights",
    f"{MODEL}모델.layers[0].trainable = False": "모델.layers[0].trainable = False",
    "def make():\n    model = Sequential([Dense(1)])\n    return model": "def make():",
    f"{MODEL}모델.add(Dense(**options))": "Dense(**options)",
    f"{MODEL}모델.add(Dense(n_units))": "n_units",
    f"{MODEL}모델.set_weights(w)": "모델.set_weights(w)",
    "model.fit(x, y, epochs=3, sample_weight=w)": "w",
    "model.compile('adam', my_loss)": "my_loss",
    "model.compile(loss='mse', optimizer=Adam(lr=f(1)))": "f",
    "model = Sequential([Dense(1 / 0)])": "1 / 0",
    "model = Sequential([Dense(1, activation=lambda x: x + 1)])": "lambda x: x + 1",
    "model = Sequential([Dense(1, activation=Dense(3))])": "Dense(3)",
    "model = Sequential(make_layers())": "make_layers()",
    "base = Sequential([Dense(3)])\nmodel = Sequential([base, Dense(1)])": "base",
    "model = Sequential([Sequential([Dense(3)]), Dense(1)])": "Sequential",
    "d = Dense(3)\nmodel = Sequential([d, Dense(3), d])": "d",
    "x = 3\nx = f()\nmodel = Sequential([Dense(x)])": "x",
}


@pytest.mark.parametrize("code", UNKNOWN)
def test_unknown_code_is_a_problem_with_its_location(code):
    (problem,) = from_python(code).problems
    lines = code.split("\n")
    line, column = problem.values["line"], problem.values["column"]
    assert problem.path == ("code",)
    assert problem.values["code"] == UNKNOWN[code]
    assert lines[line - 1][column - 1:].startswith(UNKNOWN[code])
    assert line == max(number for number, text in enumerate(lines, 1) if UNKNOWN[code] in text)
    assert f"ine {line}, column {column}" in str(problem)
    assert str(problem).count(f"ine {line}") == 1


def test_syntax_errors_have_line_and_column():
    problem = from_python("model = Sequential()\nmodel.add(Dense(3)").problems[0]
    assert (problem.code, problem.values["line"], problem.values["column"]) == ("syntax", 2, 10)


def test_long_code_is_a_problem():
    assert from_python("#" * (MAX_INPUT + 1)).problems[0].code == "code_too_long"


def test_exponentially_growing_values_are_a_problem():
    doubling = "".join(f"a{i + 1} = [a{i}, a{i}]\n" for i in range(60))
    code = f"a0 = [0]\n{doubling}model = Sequential([Reshape(a60)])"
    assert from_python(code).problems


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.text())
@example("-" * 20_000 + "1")
@example("(" * 300 + ")" * 300)
@example("a" + ".b" * 5_000)
@example("x = '\\d'\n\x0cmodel = Sequential([Foo()])")
@example("\x00")
@example("\ud800")
@example("model = Sequential([\u2028Dense(나)])")
def test_arbitrary_text_raises_nothing(text):
    from_python(text)


TOKENS = re.findall(r"\w+|\s|[^\w\s]", "\n".join([*SPELLINGS.values(), *COMPILES, *FITS]))
TOKEN_LISTS = st.lists(st.sampled_from(TOKENS), max_size=60)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(TOKEN_LISTS.map("".join), st.sampled_from([*SPELLINGS.values(), *COMPILES, *FITS, *UNKNOWN]), st.integers(0, 300))
def test_mixed_tokens_raise_nothing(pieces, code, at):
    for problem in from_python(code[:at] + pieces + code[at:]).problems:
        assert str(problem)


def test_nested_variables_are_read_in_bounded_steps():
    calls = "".join(f"r{i} = L1L2(r{i + 1}, r{i + 1})\n" for i in range(18, -1, -1))
    assert from_python(f"{calls}model = Sequential([Dense(3, kernel_regularizer=r0)])").problems


def seed_code(number):
    """The Keras code of one of the documents that the project was made from."""
    paths = list(SEEDS.glob(f"{number}_*.txt"))
    if not paths:
        pytest.skip(f"the document {number} is not beside this repository")
    text = paths[0].read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    if not blocks:  # a page copied as plain text
        return text[text.index("model = keras"):].split("\n\n")[0]
    return "\n".join(block for block in blocks if ">>>" not in block)


BATCH = ObjectSpec("BatchNormalization")
SEED_MODELS = {
    "001": ModelSpec((BATCH, dense(256, "relu"), BATCH, ObjectSpec("Dropout", {"rate": 0.3}), dense(256, "relu"), BATCH,
                      ObjectSpec("Dropout", {"rate": 0.3}), dense(1, "sigmoid"))),
    "003": ModelSpec((dense(5), dense(3), dense(1)), (1,)),
    "004": ModelSpec((dense(64, "relu"), dense(10, "softmax")), (784,)),
}
MSE = ObjectSpec("MeanSquaredError")
SEED_RUNS = {
    "001": (None, None),
    "003": (CompileSpec(ObjectSpec("Adam"), MSE, (MSE,)), FitSpec(100, 1)),
    "004": (CompileSpec(ObjectSpec("SGD"), ObjectSpec("CategoricalCrossentropy"), (ObjectSpec("accuracy"),)),
            FitSpec(5, 32)),
}


@pytest.mark.parametrize("number", SEED_MODELS)
def test_seed_documents_are_read(number):
    reading = from_python(seed_code(number))
    assert reading.problems == ()
    assert reading.model == SEED_MODELS[number]
    assert (reading.compile, reading.fit) == SEED_RUNS[number]
