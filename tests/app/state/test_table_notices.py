"""What was guessed when a file was read is told in Korean, and each guess can be taken back."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest
from table_files import FILES, workbook

import engine
from app.state.table_notices import MAX_SHOWN, shown_notices, table_notices, without_notice
from app.state.uploading import taken
from app.texts import words
from app.texts.notices import notice_text, undo_title
from engine.datasets.uploads import file_store
from engine.datasets.uploads.read_plan import SEPARATORS
from engine.specs.data import data_problems, dataset_of, load
from engine.specs.objects import DataSpec

PARTICLE = re.compile(r"\{\w+\}[’'\"]?(은|는|이|가(?!지)|을|를|과|와|으로|로|이에요|예요|이라|라)(?![가-힣])")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "uploads"))


def codes_in_code():
    for path in (Path(engine.__file__).parent / "datasets" / "uploads").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"table_\w+", node.value):
                yield node.value


def test_every_notice_has_a_sentence_without_a_hanging_particle():
    sentences = words("notices")["sentences"]
    assert set(codes_in_code()) | {"table_other_target", "table_overridden"} == set(sentences)
    assert set(SEPARATORS) == set(words("notices")["separators"])
    for sentence in sentences.values():
        assert not PARTICLE.search(sentence), sentence
        assert re.search(r"요[.:]|\}$", sentence), sentence


@pytest.mark.parametrize("name", FILES)
def test_notices_are_complete_sentences(name):
    spec = taken(FILES[name].data, "표.csv")
    items = shown_notices(spec)
    assert len(items) == len(table_notices(spec))
    for notice, each in zip(table_notices(spec), items, strict=True):
        fields = {field for _, field, _, _ in Formatter().parse(words("notices")["sentences"][notice.code]) if field}
        assert fields <= set(notice.values)
        assert bool(each["undo"]) == bool(notice.undo)


def test_the_first_line_can_be_taken_back_as_names():
    spec = taken(FILES["CP949"].data, "표.csv")
    assert shown_notices(spec)[0] == {"text": "첫 줄을 열 이름으로 읽었어요: 키, 합격.", "undo": "아니에요"}
    other = without_notice(spec, 0)
    assert dataset_of(other).table.rows == 21
    assert other.options["target"] == "column 2"
    assert data_problems(other) == []
    load(other)
    back = without_notice(other, 0)
    assert table_notices(other)[0].code == "table_overridden"
    assert "header" not in back.options
    assert dataset_of(back).table.names == ("키", "합격")


def test_every_undo_keeps_the_data_usable_or_says_the_problem():
    for name, file in FILES.items():
        spec = taken(file.data, "표.csv")
        for index in range(len(table_notices(spec))):
            other = without_notice(spec, index)
            assert other.options["key"] == spec.options["key"]
            assert all(problem.code.startswith("csv_") for problem in data_problems(other)), name


def test_a_target_that_cannot_be_learned_is_reported():
    data = b"x1,x2,y\n" + b"".join(b"%d,%d,A\n" % (i, i % 3) for i in range(20))
    spec = taken(data, "a.csv")
    assert spec.options["target"] == "x2"
    last = shown_notices(spec)[-1]
    assert "‘y’" in last["text"]
    assert "‘x2’" in last["text"]
    assert "한 가지 값" in last["text"]


def test_every_sheet_can_be_reached():
    rows = [["a", "y"], [1, "A"], [2, "B"], [3, "A"], [4, "B"]]
    spec = taken(workbook(rows, ("하나", "둘", "셋"), (rows, rows)), "a.xlsx")
    sheets = []
    for _ in range(4):
        notices = table_notices(spec)
        index = next(i for i, notice in enumerate(notices) if notice.code == "table_sheet")
        sheets.append(notices[index].values["sheet"])
        spec = without_notice(spec, index)
    assert sheets == ["하나", "둘", "셋", "하나"]
    assert undo_title(notices[index]) == "‘둘’ 시트 읽기"


def test_many_notices_are_shown_in_part():
    head = ",".join(f"c{i}" for i in range(30))
    data = (head + ",y\n" + "".join(",".join(f"{i + j}cm" for j in range(30)) + f",{'AB'[i % 2]}\n" for i in range(20))).encode()
    items = shown_notices(taken(data, "a.csv"))
    assert len(items) == MAX_SHOWN + 1
    assert "19" in items[-1]["text"]


def test_other_data_have_no_notices():
    assert shown_notices(DataSpec("iris")) == []
    assert shown_notices(DataSpec("csv")) == []
    assert without_notice(DataSpec("iris"), 0) == DataSpec("iris")
    spec = taken(FILES["CP949"].data, "표.csv")
    assert without_notice(spec, 5) == spec
    assert all(notice_text(notice) for notice in table_notices(spec))
