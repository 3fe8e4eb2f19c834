"""The learner's own code of a step stays through edits by bricks and forms, undo, and closing the page."""

from dataclasses import replace

import pytest

from app.components.code import Code
from app.compute.workers import Workers
from app.state.desk import Desk
from app.state.notebook import Notebook
from app.views.code_faces import CodeFaces
from engine.specs.objects import ObjectSpec

MODEL = """import keras  # 케라스
from keras.layers import Dense, Flatten

hidden = 64  # 은닉
net = keras.Sequential([
    Flatten(),  # 펴기
    Dense(hidden, activation='relu'),
    Dense(10, activation='softmax'),  # 출력
])
net.summary()
"""
COMPILE = "model.compile(optimizer='adam',  # 나의 선택\n              loss='sparse_categorical_crossentropy', metrics=['accuracy'])\n"
FIT = "hist = model.fit(X, Y, epochs=3,  # 세 번\n                 callbacks=[stop])\n"


class MemoryStore:
    """A store that keeps documents in memory."""

    def __init__(self) -> None:
        self.documents: dict[tuple[str, str], dict] = {}

    def load(self, learner: str, lesson: str) -> dict | None:
        return self.documents.get((learner, lesson))

    def save(self, learner: str, lesson: str, document: dict) -> None:
        self.documents[learner, lesson] = document


@pytest.fixture
def sessions() -> Desk:
    return Desk(MemoryStore(), Workers(1))


def write(faces: CodeFaces, step: str, text: str) -> Code:
    faces._reader(step)(text)
    return faces.boxes[step]


def test_bricks_change_only_their_line_and_undo_brings_it_back(sessions: Desk) -> None:
    session = sessions.place("a")
    faces, notebook = CodeFaces(session), session.notebook
    box = write(faces, "model", MODEL)
    assert box.text == MODEL
    assert box.problems == []
    notebook.edit({"op": "set", "index": 1, "name": "units", "value": 32})
    faces.refresh()
    assert box.text == MODEL.replace("Dense(hidden", "Dense(32")
    notebook.edit({"op": "add", "class_name": "Dropout", "index": 2, "config": {"rate": 0.5}})
    faces.refresh()
    assert "# 펴기" in box.text
    assert "    layers.Dropout(0.5),\n" in box.text
    assert "from keras import layers\n" in box.text
    notebook.undo()
    notebook.undo()
    faces.refresh()
    assert box.text == MODEL


def test_forms_change_only_their_argument(sessions: Desk) -> None:
    session = sessions.place("a")
    faces, notebook = CodeFaces(session), session.notebook
    compile_box, fit_box = write(faces, "compile", COMPILE), write(faces, "fit", FIT)
    notebook.choose_compile(replace(notebook.experiment.compile, optimizer=ObjectSpec("SGD")))
    notebook.choose_fit(epochs=9)
    faces.refresh()
    assert compile_box.text == COMPILE.replace("'adam'", '"sgd"')
    assert fit_box.text == FIT.replace("epochs=3", "epochs=9")
    assert [notice["line"] for notice in fit_box.notices] == [2]
    assert "stop" in fit_box.notices[0]["text"]


def test_cleaned_code_takes_the_place_of_what_was_typed(sessions: Desk) -> None:
    faces = CodeFaces(sessions.place("a"))
    box = write(faces, "model", "!pip install keras\n" + MODEL.replace("'relu'", "‘relu’"))
    assert box.text == "# !pip install keras\n" + MODEL
    assert len(box.notices) == 2
    box = write(faces, "model", MODEL + "net.add(")
    assert box.text == MODEL + "net.add("
    assert box.notices == []
    assert len(box.problems) == 1


def test_own_code_is_kept_with_the_notebook(sessions: Desk) -> None:
    session = sessions.place("a")
    write(CodeFaces(session), "model", MODEL)
    sessions.save(session)
    other = Desk(sessions.store, Workers(1)).place("a")
    assert other.notebook.sources == {"model": MODEL}
    assert CodeFaces(other).boxes["model"].text == MODEL


def test_damaged_own_code_is_left_out(sessions: Desk) -> None:
    sessions.store.save("a", "", {**sessions.place("b").document(), "sources": {"model": 3, "data": "x", "fit": "가" * 100_001}})
    assert sessions.place("a").notebook.sources == {}
    sessions.store.save("c", "", {**sessions.place("b").document(), "sources": [1]})
    assert sessions.place("c").notebook.sources == {}


def test_the_whole_script_joins_own_and_printed_code(sessions: Desk) -> None:
    session = sessions.place("a")
    faces = CodeFaces(session)
    write(faces, "model", MODEL)
    write(faces, "fit", FIT.replace("[stop]", "[]"))
    whole = faces.whole.text
    for part in ("net.summary()", "model = net\n", "X = x_train\nY = y_train\n", "# 세 번", "history = model.history\n"):
        assert part in whole
    assert whole.count("import keras") == 1


def test_code_of_which_the_bricks_are_no_edit_gives_way_to_printed_code() -> None:
    notebook = Notebook()
    notebook.sources["model"] = "model = Sequential(make())"
    assert notebook.own_code("model") is None
    assert notebook.own_codes() == {}
