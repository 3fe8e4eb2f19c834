"""An edit by bricks changes only the call that it is about: comments, layout and other code stay."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from spec_strategies import COMPILES, FITS, RIGHT

from engine.specs import edits
from engine.specs.code_edits import agrees, update_code
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.objects import CodeSpec, CompileSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.to_python import compile_code, fit_code, model_code

DROPOUT = ObjectSpec("Dropout", {"rate": 0.5})
LIST = """# 나의 모델
import keras
from keras import layers

units = 64  # 은닉
model = keras.Sequential([
    keras.Input(shape=(784,)),   # 입력
    layers.Dense(units,
                 activation="relu"),  # 첫째
    layers.Dropout(0.2),  # 둘째
    layers.Dense(10, activation="softmax")  # 출력
])
model.summary()  # 끝
"""
ADDS = """from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Dense, Dropout
net = Sequential()  # 빈 모델
net.add(Dense(64, input_dim=784, activation='relu'))  # 첫째

net.add(Dropout(0.2))  # 둘째
print('가운데')
net.add(Dense(10, activation='softmax'))  # 출력
net.summary()
"""
FUNCTION = """import tensorflow as tf
def build_model(n):
    m = tf.keras.Sequential([tf.keras.layers.Dense(n, 'relu'), tf.keras.layers.Dropout(0.2), tf.keras.layers.Dense(10, 'softmax')])
    return m  # 돌려줘요
model = build_model(64)
"""
LOOP = """import keras
from keras import layers
model = keras.Sequential()  # 비어 있어요
for n in (64, 64):  # 두 번
    model.add(layers.Dense(n))
model.add(layers.Dense(10))
model.summary()  # 요약
"""


def edited(text, change, step="model"):
    parsed = from_python(text)
    assert parsed.problems == ()
    experiment = Experiment(model=parsed.model or ModelSpec(), compile=parsed.compile or CompileSpec(), fit=parsed.fit or FitSpec())
    changed = replace(experiment, **{step: change(getattr(experiment, step))})
    return update_code(step, text, changed), changed


def difference(before, after):
    """Lines that went and lines that came."""
    one, other = before.splitlines(), after.splitlines()
    return [line for line in one if line not in other], [line for line in other if line not in one]


MODEL_EDITS = {
    "an argument": (lambda m: edits.configure(m, 1, "rate", 0.5), {
        LIST: (["    layers.Dropout(0.2),  # 둘째"], ["    layers.Dropout(0.5),  # 둘째"]),
        ADDS: (["net.add(Dropout(0.2))  # 둘째"], ["net.add(Dropout(0.5))  # 둘째"])}),
    "a variable": (lambda m: edits.configure(m, 0, "units", 32), {
        LIST: (["    layers.Dense(units,"], ["    layers.Dense(32,"]),
        ADDS: (["net.add(Dense(64, input_dim=784, activation='relu'))  # 첫째"],
               ["net.add(Dense(32, input_dim=784, activation='relu'))  # 첫째"])}),
    "a default": (lambda m: edits.configure(m, 2, "activation", "linear"), {
        ADDS: (["net.add(Dense(10, activation='softmax'))  # 출력"], ['net.add(Dense(10, activation="linear"))  # 출력'])}),
    "another argument": (lambda m: edits.configure(m, 1, "seed", 3), {
        LIST: (["    layers.Dropout(0.2),  # 둘째"], ["    layers.Dropout(0.2, seed=3),  # 둘째"])}),
    "a layer less": (lambda m: edits.remove(m, 1), {
        LIST: (["    layers.Dropout(0.2),  # 둘째"], []), ADDS: (["net.add(Dropout(0.2))  # 둘째"], [])}),
    "the last layer": (lambda m: edits.remove(m, 2), {
        LIST: (['    layers.Dense(10, activation="softmax")  # 출력'], []),
        ADDS: (["net.add(Dense(10, activation='softmax'))  # 출력"], [])}),
    "a layer more": (lambda m: edits.insert(m, 1, DROPOUT), {
        LIST: ([], ["    layers.Dropout(0.5),"]),
        ADDS: ([], ["from keras import layers", "net.add(layers.Dropout(0.5))"])}),
    "a layer at the end": (lambda m: edits.insert(m, 3, DROPOUT), {
        LIST: (['    layers.Dense(10, activation="softmax")  # 출력'],
               ['    layers.Dense(10, activation="softmax"),  # 출력', "    layers.Dropout(0.5),"]),
        ADDS: ([], ["from keras import layers", "net.add(layers.Dropout(0.5))"])}),
    "a layer at the beginning": (lambda m: edits.insert(m, 0, ObjectSpec("Flatten")), {
        LIST: ([], ["    layers.Flatten(),"])}),
    "another layer": (lambda m: edits.insert(edits.remove(m, 1), 1, ObjectSpec("BatchNormalization")), {
        LIST: (["    layers.Dropout(0.2),  # 둘째"], ["    layers.BatchNormalization(),  # 둘째"])}),
    "another shape": (lambda m: replace(m, input_shape=(64,)), {
        LIST: (["    keras.Input(shape=(784,)),   # 입력"], ["    keras.Input(shape=(64,)),   # 입력"]),
        ADDS: (["net.add(Dense(64, input_dim=784, activation='relu'))  # 첫째"],
               ["net.add(Dense(64, input_shape=(64,), activation='relu'))  # 첫째"])}),
    "nothing": (lambda m: m, {LIST: ([], []), ADDS: ([], []), FUNCTION: ([], []), LOOP: ([], [])}),
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, (_, texts) in MODEL_EDITS.items() for text in texts])
def test_an_edit_changes_only_its_call(name, text):
    change, texts = MODEL_EDITS[name]
    after, experiment = edited(text, change)
    assert difference(text, after) == texts[text]
    assert agrees("model", from_python(after), experiment)


@pytest.mark.parametrize("text", [LIST, ADDS, FUNCTION, LOOP], ids=["list", "adds", "function", "loop"])
@pytest.mark.parametrize("name", MODEL_EDITS)
def test_every_edit_is_found_in_the_code(text, name):
    after, experiment = edited(text, MODEL_EDITS[name][0] if text != LOOP or "argument" not in name else
                               lambda m: edits.configure(m, 1, "units", 5))
    assert after is not None
    assert agrees("model", from_python(after), experiment)
    for comment in ("# 나의 모델", "# 끝", "# 요약", "print('가운데')"):
        assert (comment in after) == (comment in text)


def test_a_move_keeps_the_other_lines():
    after, experiment = edited(LIST, lambda m: edits.move(m, 1, 0))
    assert agrees("model", from_python(after), experiment)
    assert "# 첫째" in after


COMPILE = """import keras
opt = keras.optimizers.SGD(lr=0.1,  # 학습률
                           momentum=0.9)
model.compile(opt, loss='mse', metrics=['mae', keras.metrics.RootMeanSquaredError()])  # 설정
"""
COMPILE_EDITS = [
    (lambda c: replace(c, optimizer=edits.configure_object("optimizer", c.optimizer, "learning_rate", 0.5)),
     "lr=0.1", "lr=0.5"),
    (lambda c: replace(c, optimizer=edits.configure_object("optimizer", c.optimizer, "nesterov", True)),
     "momentum=0.9", "momentum=0.9, nesterov=True"),
    (lambda c: replace(c, optimizer=ObjectSpec("Adam")), "compile(opt", 'compile("adam"'),
    (lambda c: replace(c, loss=ObjectSpec("Hinge")), "'mse'", '"hinge"'),
    (lambda c: replace(c, metrics=c.metrics[1:]), "'mae', ", ""),
    (lambda c: replace(c, metrics=(*c.metrics, ObjectSpec("accuracy"))), "Error()]", 'Error(), "accuracy"]'),
    (lambda c: replace(c, metrics=()), "['mae', keras.metrics.RootMeanSquaredError()]", "[]"),
]


@pytest.mark.parametrize(("change", "before", "after"), COMPILE_EDITS)
def test_an_edit_of_compile_changes_only_its_argument(change, before, after):
    assert edited(COMPILE, change, "compile")[0] == COMPILE.replace(before, after, 1)


FIT = "hist = model.fit(X, Y, 16, epochs=n,  # 배치\n                 callbacks=[stop], verbose=2)  # 학습\n"
FIT_EDITS = [
    (lambda f: replace(f, epochs=9), "epochs=n", "epochs=9"),
    (lambda f: replace(f, batch_size=8), "Y, 16", "Y, 8"),
    (lambda f: replace(f, shuffle=False), "verbose=2", "verbose=2, shuffle=False"),
    (lambda f: replace(f, callbacks=(*f.callbacks, ObjectSpec("TerminateOnNaN"))), "[stop]",
     "[stop, keras.callbacks.TerminateOnNaN()]"),
    (lambda f: replace(f, callbacks=()), "callbacks=[stop], ", ""),
    (lambda f: replace(f, validation_split=0.25), "verbose=2", "verbose=2, validation_split=0.25"),
    (lambda f: replace(f, class_weight={"1": 2.0}), "verbose=2", "verbose=2, class_weight={1: 2.0}"),
]


@pytest.mark.parametrize(("change", "before", "after"), FIT_EDITS)
def test_an_edit_of_fit_changes_only_its_argument(change, before, after):
    text = f"n = 3\n{FIT}"
    assert edited(text, change, "fit")[0] == text.replace(before, after, 1)


def test_the_seed_is_changed_in_its_call():
    text = "import keras\nkeras.utils.set_random_seed(7)  # 시드\nmodel = keras.Sequential([keras.layers.Dense(3)])\n"
    experiment = Experiment(model=ModelSpec((ObjectSpec("Dense", {"units": 3}),)), fit=FitSpec(seed=8))
    assert update_code("model", text, experiment) == text.replace("7", "8")


# --- laws -----------------------------------------------------------------------------------------------------------


def commented(code):
    """Every line with a comment, which stays in its place."""
    return "".join(f"{line}  # {n}\n" for n, line in enumerate(code.splitlines()))


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(RIGHT, RIGHT)
def test_any_stack_becomes_any_other(one, other):
    assume(one.layers)
    text = commented(model_code(one))
    experiment = Experiment(model=replace(other, input_shape=one.input_shape, batch_size=one.batch_size))
    after = update_code("model", text, experiment)
    assert after is not None
    assert agrees("model", from_python(after), experiment)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(COMPILES, COMPILES)
def test_any_compile_becomes_any_other(one, other):
    after = update_code("compile", commented(compile_code(one)), Experiment(compile=other))
    assert after is not None
    assert from_python(after).compile == other
    assert "# 0" in after


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(FITS, FITS)
def test_any_fit_becomes_any_other(one, other):
    one, other = (replace(fit, epochs=3 if isinstance(fit.epochs, float) else fit.epochs,
                          batch_size=4 if isinstance(fit.batch_size, float) else fit.batch_size) for fit in (one, other))
    after = update_code("fit", commented(fit_code(one, validation=False)), Experiment(fit=other))
    assert after is not None
    assert agrees("fit", from_python(after), Experiment(fit=other))


@pytest.mark.parametrize("text", ["", "x = 3", "model = (", "def f(): pass", "model = Sequential(make())"])
def test_code_without_the_step_is_left_to_others(text):
    for step in ("model", "compile", "fit"):
        assert update_code(step, text, Experiment()) is None


def test_code_callbacks_stay():
    text = "model.fit(x_train, y_train, epochs=2, callbacks=[LearningRateScheduler(lambda e: 0.1)])\n"
    experiment = Experiment(fit=FitSpec(5, 32, callbacks=(CodeSpec("LearningRateScheduler(lambda e: 0.1)"),)))
    assert update_code("fit", text, experiment) == text.replace("epochs=2", "epochs=5")
