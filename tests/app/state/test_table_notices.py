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
from app.texts.problems import say
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


def texts_of(data):
    return [each["text"] for each in shown_notices(taken(data, "표.csv"))]


def test_a_list_that_is_cut_says_how_many_more_there_are():
    head, rows = ",".join("abcdefgh"), "".join(f"{i},2,3,4,5,6,{i % 4},{'가나'[i % 2]}\n" for i in range(30))
    assert texts_of(f"{head}\n{rows}".encode())[0] == "첫 줄을 열 이름으로 읽었어요: a, b, c, d, e 외 3개."


def test_cells_and_signs_of_the_file_are_in_quotation_marks():
    rows = "".join(f'"1,{i:03}",{"-" if i % 9 == 0 else i},{"가나"[i % 2]}\n' for i in range(30))
    assert texts_of(f"원,키,반\n{rows}".encode())[1:] == [
        "값이 없다는 표시 4개를 빈칸으로 보았어요: ‘-’. 빈칸이 생긴 곳: ‘키’ 열 4개.",
        "‘원’ 열은 숫자로 읽었어요. 떼거나 바꾼 글자: ‘,’."]


def undone(data, code, name="표.csv"):
    spec = taken(data, name)
    return without_notice(spec, [notice.code for notice in table_notices(spec)].index(code))


def test_a_target_that_is_no_number_any_more_becomes_classes():
    rows = "".join(f"{i},{i % 40 + 150}cm\n" for i in range(60))
    other = undone(f"나이,키\n{rows}".encode(), "table_units")
    assert "kind" not in other.options
    assert data_problems(other) == []
    assert dataset_of(other).target_kind == "categorical"


def test_an_undo_that_leaves_nothing_to_learn_says_so_and_not_that_columns_are_gone():
    months = "".join(f"19{i // 12 + 50}-{i % 12 + 1:02},{i * 7 % 90}\n" for i in range(90))
    series = undone(f"Month,Passengers\n{months}".encode(), "table_header")
    bars = undone(("키|반\n" + "".join(f"{i}|{'가나'[i % 2]}\n" for i in range(90))).encode(), "table_separator")
    rows = [["a", "y"], [1, "A"], [2, "B"], [3, "A"], [4, "B"]]
    sheet = undone(workbook(rows, ("하나", "둘"), ([["z", "w"], [1, 2]],)), "table_sheet", "표.xlsx")
    for spec in (series, bars, sheet):
        assert {problem.code for problem in data_problems(spec)}.isdisjoint({"csv_unknown_column", "unknown_column"})
        assert all("찾을 수 없어요" not in say(problem) for problem in data_problems(spec))
        assert data_problems(spec)
        assert data_problems(without_notice(spec, 0)) == []
    assert "series" in without_notice(series, 0).options


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
