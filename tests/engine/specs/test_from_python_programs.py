"""Functions, loops and names of the learner in Keras code."""

import pytest

from engine import registry
from engine.callbacks import ALL as CALLBACKS
from engine.specs.experiment import fit_problems
from engine.specs.from_python import from_python
from engine.specs.objects import CodeSpec, ModelSpec, ObjectSpec


def dense(*units):
    return tuple(ObjectSpec("Dense", {"units": n}) for n in units)


PROGRAMS = {
    "a loop over a list": "model = Sequential()\nfor n in [64, 32]:\n    model.add(Dense(n))\nmodel.add(Dense(1))",
    "a loop over range": "model = Sequential()\nfor i in range(2):\n    model.add(Dense(64 // (i + 1)))\nmodel.add(Dense(1))",
    "a loop with a condition": "model = Sequential()\nfor i, n in enumerate([64, 9, 32, 1]):\n    if i != 1:\n"
                               "        model.add(Dense(n))",
    "a loop over a variable": "sizes = (64, 32, 1)\nmodel = Sequential()\nfor n in sizes:\n    model.add(Dense(n))",
    "pairs": "model = Sequential()\nfor n, act in zip([64, 32], [None, None]):\n    model.add(Dense(n, activation=act))\n"
             "model.add(Dense(1))",
    "a comprehension": "model = Sequential([Dense(n) for n in (64, 32)] + [Dense(1)])",
    "a starred comprehension": "model = Sequential([*[Dense(n) for n in (64, 32)], Dense(1)])",
    "a list of layers": "hidden = [Dense(64)]\nhidden.append(Dense(32))\nmodel = Sequential(hidden + [Dense(1)])",
    "a list of layers that was empty": "hidden = []\nfor n in (64, 32, 1):\n    hidden.append(Dense(n))\n"
                                      "model = Sequential(hidden)",
    "a list of numbers that was empty": "sizes = []\nsizes.append(64)\nsizes.append(32)\nmodel = Sequential()\n"
                                       "for n in sizes:\n    model.add(Dense(n))\nmodel.add(Dense(1))",
    "a function": "def build_model():\n    model = Sequential([Dense(64), Dense(32), Dense(1)])\n    return model\n"
                  "model = build_model()",
    "a function that returns a call": "def build(n, m=32):\n    return keras.Sequential([Dense(n), Dense(m), Dense(1)])\n"
                                      "net = build(n=64)",
    "a function that adds": "def add(model, n):\n    model.add(Dense(n))\nmodel = Sequential()\nadd(model, 64)\nadd(model, 32)\n"
                            "add(n=1, model=model)",
    "a main function": "def main():\n    model = Sequential([Dense(64)])\n    model.add(Dense(32))\n    model.add(Dense(1))\n"
                       "if __name__ == '__main__':\n    main()",
    "a function that returns no model": "def train(n):\n    model.add(Dense(n))\n    return 3\nmodel = Sequential()\na = train(64)\n"
                                       "b = train(n=32)\ntrain(1)",
    "a scope": "with strategy.scope():\n    model = Sequential([Dense(64), Dense(32), Dense(1)])",
    "another name of the same model": "a = Sequential()\nb = a\nb.add(Dense(64))\na.add(Dense(32))\nb.add(Dense(1))",
    "names of names": "L = keras.layers\nfrom keras.layers import Dense as D\nmodel = Sequential([L.Dense(64), D(32), D(1)])",
    "an import that may fail": "try:\n    from keras.layers import Dense\nexcept ImportError:\n"
                               "    from tensorflow.keras.layers import Dense\nmodel = Sequential([Dense(64), Dense(32), Dense(1)])",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_that_build_a_model_are_read(name):
    reading = from_python(PROGRAMS[name])
    assert (reading.problems, reading.notices) == ((), ())
    assert reading.model == ModelSpec(dense(64, 32, 1))


def test_a_model_and_its_training_in_functions():
    reading = from_python("def build():\n    m = Sequential([Input((3,)), Dense(1)])\n    m.compile('sgd', 'mse')\n    return m\n"
                          "model = build()\nhistory = model.fit(x_train, y_train, 8, 5)")
    assert (reading.problems, reading.notices) == ((), ())
    assert reading.model == ModelSpec(dense(1), (3,))
    assert reading.compile is not None
    assert (reading.fit.epochs, reading.fit.batch_size) == (5, 8)


def test_a_named_input_keeps_its_batch_size():
    reading = from_python("pixels = keras.Input((784,), batch_size=8, name='pixels')\nmodel = Sequential([pixels, Dense(1)])")
    assert reading.problems == ()
    assert reading.model == ModelSpec(dense(1), (784,), 8)


def test_a_layer_in_a_variable_has_the_values_of_its_assignment():
    code = "n = 64\nfirst = Dense(n)\nrest = [Dense(n // 2)]\nn = 1\nrest.append(Dense(n))\nn = 7\nmodel = Sequential([first, *rest])"
    assert from_python(code).model == ModelSpec(dense(64, 32, 1))
    assert from_python("first = Dense(n)\nn = 3\nmodel = Sequential([first])").problems


@pytest.mark.parametrize("code", [
    "sizes = [3]\nsizes.append(4)\nmodel = Sequential()\nfor n in sizes:\n    model.add(Dense(n))",
    "sizes = [3]\nsizes[0] = 4\nmodel = Sequential()\nfor n in sizes:\n    model.add(Dense(n))",
    "sizes = [3]\nrandom.shuffle(sizes)\nmodel = Sequential()\nfor n in sizes:\n    model.add(Dense(n))",
    "n = 3\nfor i in range(3):\n    n += 1\nmodel = Sequential([Dense(n)])",
    "n = 3\ndef f():\n    global n\n    n = 4\nf()\nmodel = Sequential([Dense(n)])",
])
def test_a_value_that_has_changed_since_is_not_taken_for_the_old_one(code):
    assert from_python(code).problems


def test_of_several_models_the_last_is_read_and_a_notice_tells_so():
    reading = from_python("a = Sequential([Dense(1)])\nb = Sequential([Dense(2)])\na.add(Dense(3))")
    assert reading.model == ModelSpec(dense(1, 3))
    assert [notice.code for notice in reading.notices] == ["several_models"]


def test_other_validation_data_is_noticed():
    reading = from_python("model.fit(x, y, epochs=2, validation_data=(x_test, y_test))")
    assert [notice.code for notice in reading.notices] == ["validation_from_data_cell"]
    assert from_python("model.fit(x, y, epochs=2, validation_data=(X_valid, y_valid))").notices == ()


# --- callbacks ------------------------------------------------------------------------------------------------------

OPAQUE = ["LearningRateScheduler(lambda epoch: 0.1)", "MyCallback()", "stop", "ModelCheckpoint('a.keras')",
          "keras.callbacks.LambdaCallback(on_epoch_end=print)", "EarlyStopping(patience=n)"]


@pytest.mark.parametrize("code", OPAQUE)
def test_a_callback_that_needs_its_code_stays_in_it(code):
    reading = from_python(f"model.fit(x, y, epochs=3, callbacks=[{code}, TerminateOnNaN()])")
    assert reading.problems == ()
    assert reading.fit.callbacks == (CodeSpec(code), ObjectSpec("TerminateOnNaN"))
    assert [(notice.code, notice.values["code"]) for notice in reading.notices] == [("callback_stays_in_code", code)]


def test_a_callback_with_a_wrong_argument_is_a_problem():
    reading = from_python("model.fit(x, y, epochs=3, callbacks=[EarlyStopping(patiance=3)])")
    (problem,) = fit_problems(reading.fit)
    assert problem.path == ("fit", "callbacks", 0, "patiance")
    assert "patience" in str(problem)


# --- names of the learner -------------------------------------------------------------------------------------------

USES = {
    "layer": "model = Sequential([{0}(3)])", "activation": "model = Sequential([Dense(3, activation={0})])",
    "initializer": "model = Sequential([Dense(3, kernel_initializer={0})])",
    "regularizer": "model = Sequential([Dense(3, kernel_regularizer={0})])",
    "constraint": "model = Sequential([Dense(3, kernel_constraint={0})])",
    "cell": "model = Sequential([RNN({0}(3))])",
    "optimizer": "model.compile(optimizer={0}, loss='mse')", "schedule": "model.compile(SGD({0}(0.1, 10)), loss='mse')",
    "loss": "model.compile('sgd', loss={0})", "metric": "model.compile('sgd', 'mse', metrics=[{0}])",
}
BINDINGS = {
    "def": "def {0}(*args):\n    return 1", "lambda": "{0} = lambda *args: 1", "assignment": "{0} = make()",
    "class": "class {0}:\n    pass", "import": "from mine import {0}", "import as": "from sklearn.metrics import f1 as {0}",
    "module": "import {0}", "in a condition": "if fast:\n    def {0}(y, p):\n        return y", "with": "with open(f) as {0}:\n    pass",
    "loop": "for {0} in files:\n    print({0})", "walrus": "print({0} := make())", "several": "a, {0} = make()",
    "later than the import": "from keras.losses import *\nimport keras\n{0} = keras.something.else_()",
}


def test_every_kind_has_a_use():
    assert {*USES, "callback"} == {*registry.PACKAGES}


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("kind", USES)
def test_a_name_of_the_learner_is_never_taken_for_one_of_keras(kind, binding):
    for cls in registry.classes(kind):
        for name in {cls.__name__, registry.identifier(cls), *registry.names_of(cls)}:
            if not name.isidentifier() or name == "lambda":
                continue
            code = f"{BINDINGS[binding].format(name)}\n{USES[kind].format(name)}"
            reading = from_python(code)
            assert reading.problems, code
            assert reading.problems[0].values.get("line") == code.count("\n") + 1, code


@pytest.mark.parametrize("root", ["layers", "keras", "nn"])
def test_a_module_of_the_learner_is_not_keras(root):
    assert from_python(f"import mine as {root}\nmodel = Sequential([{root}.Dense(3)])").problems
    assert from_python(f"import torch.nn as {root}\nmodel = Sequential([Dense(3, activation={root}.relu)])").problems


@pytest.mark.parametrize("cls", CALLBACKS)
def test_a_callback_of_the_learner_is_not_that_of_keras(cls):
    reading = from_python(f"class {cls.__name__}(Callback):\n    pass\n"
                          f"model.fit(x, y, epochs=2, callbacks=[{cls.__name__}()])")
    assert reading.fit.callbacks == (CodeSpec(f"{cls.__name__}()"),)


@pytest.mark.parametrize("statement", ["import keras", "from keras import layers, losses", "import tensorflow as tf",
                                       "from tensorflow.keras.layers import *", "from tensorflow import keras"])
def test_names_that_are_imported_from_keras_are_its_own(statement):
    assert from_python(f"{statement}\nmodel = keras.Sequential([layers.Dense(3), tf.keras.layers.Dense(3)])").problems == ()
