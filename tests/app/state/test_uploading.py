"""A learner's file, piece by piece: taken whole, refused with a problem, and never a traceback."""

import asyncio
from base64 import b64encode

import pytest

from app.state.uploading import Uploading, clean_name, taken
from app.texts.problems import say
from engine.datasets.uploads import file_store
from engine.errors import ProblemError
from engine.specs.data import data_problems, dataset_of

FLOWERS = "이름,길이,꽃\n" + "".join(f"{n}번째 꽃,{n / 7:.2f},{('장미', '튤립')[n % 2]}\n" for n in range(60))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path))
    return tmp_path


class Learner:
    """Sends files as the page does."""

    def __init__(self, limit=100_000):
        self.chosen = []
        self.state = Uploading(limit)
        self.number = 0

    def begin(self, size, name="꽃.csv"):
        self.number += 1
        self.state.handle({"op": "begin", "number": self.number, "name": name, "size": size})

    def piece(self, at, data):
        self.state.handle({"op": "piece", "number": self.number, "at": at, "data": b64encode(data).decode()})

    async def send(self, data, size=500, name="꽃.csv"):
        self.begin(len(data), name)
        for at in range(0, len(data), size):
            assert self.state.received == {"number": self.number, "bytes": at}
            self.piece(at, data[at : at + size])
        await self.settle()

    async def settle(self):
        while self.state.reading:
            await asyncio.sleep(0.01)
        self.chosen += filter(None, [self.state.collect()])
        assert self.state.collect() is None

    @property
    def code(self):
        return self.state.problem and self.state.problem.code


def test_a_file_in_pieces_becomes_data():
    learner = Learner()
    asyncio.run(learner.send(FLOWERS.encode("cp949"), name="C:\\내 문서\\꽃.csv"))
    assert learner.code is None
    assert learner.state.received["bytes"] == len(FLOWERS.encode("cp949"))
    (spec,) = learner.chosen
    assert {**spec.options, "key": ""} == {"key": "", "file": "꽃.csv", "target": "꽃", "kind": "categorical"}
    assert data_problems(spec) == []
    assert dataset_of(spec).outline.left_out == ("이름",)


@pytest.mark.parametrize(("data", "code", "words"), [
    (b"a,b\n1,2\n1,2,3\n", "csv_ragged_row", ("3번째 줄", "3번째 칸")),
    (b'a,b\n1,2\n1,"x\n', "csv_unclosed_quote", ("3번째 줄", "2번째 칸")),
    ("a,b\n1,각\n".encode() + b"\xff\xfe\xff,1\n", "csv_bad_encoding", ("3번째 줄",)),
    (b"\x89PNG\r\n\x1a\n\0\0\0", "csv_other_format", ("PNG", "CSV")),
    (b"a,b\n1,2\n\0\0", "csv_bad_encoding", ("줄", "UTF-8")),
    (b"", "csv_empty", ("한 줄도 없어요",)),
    (b"a,b\n1,1\n2,1\n1,1\n", None, ()),
    (b"a,b\n1,1\n1,1\n", "csv_one_class", ("‘b’",)),
    (b"a\n1\n2\n", "csv_no_features", ("정답 열",)),
])
def test_a_broken_file_is_refused_in_korean(data, code, words):
    learner = Learner()
    asyncio.run(learner.send(data, size=7))
    assert learner.code == code
    assert len(learner.chosen) == (code is None)
    assert not learner.state.reading
    for word in words:
        assert word in say(learner.state.problem)


def test_a_good_file_after_a_broken_one():
    async def both():
        await learner.send(b"a,b\n1\n")
        assert learner.code == "csv_ragged_row"
        await learner.send(FLOWERS.encode())

    learner = Learner()
    asyncio.run(both())
    assert learner.code is None
    assert len(learner.chosen) == 1


def test_a_broken_file_is_not_kept(folder):
    asyncio.run(Learner().send(b"a,b\n1\n"))
    assert list(folder.iterdir()) == []


def test_too_large_is_refused_before_a_piece_comes():
    learner = Learner(limit=10)
    learner.begin(11)
    assert learner.code == "csv_too_large"
    assert learner.state.received == {"number": 1, "bytes": -1}
    learner.piece(0, b"x" * 11)
    assert learner.code == "csv_too_large"
    assert not learner.state.reading


@pytest.mark.parametrize("message", [
    {"op": "begin"}, {"op": "begin", "number": 1, "name": "x", "size": "many"},
    {"op": "piece", "number": 1, "at": 5, "data": "AAAA"}, {"op": "piece", "number": 1, "at": 0, "data": "?"},
    {"op": "piece", "number": 1, "at": 0, "data": b64encode(b"x" * 21).decode()},
    {"op": "piece", "number": 1, "at": 0, "data": ""}, {"op": "piece", "number": 1}, {"op": "fail", "number": 1},
])
def test_pieces_that_do_not_fit_are_refused(message, caplog):
    learner = Learner()
    learner.begin(20)
    learner.state.handle(message)
    assert learner.code == "upload_broken"
    assert say(learner.state.problem)
    assert caplog.records == []
    learner.state.forgive()
    assert learner.code is None


@pytest.mark.parametrize("message", [{}, {"op": "sing"}, {"op": "piece", "number": 7, "at": 0, "data": "AAAA"},
                                     {"op": "fail", "number": 7}])
def test_what_is_not_meant_for_this_upload_changes_nothing(message):
    learner = Learner()
    learner.begin(20)
    revision = learner.state.revision
    learner.state.handle(message)
    assert (learner.code, learner.state.revision) == (None, revision)


def test_another_file_takes_the_place_of_one_on_its_way():
    async def both():
        learner.begin(1000)
        learner.piece(0, b"x" * 500)
        await learner.send(FLOWERS.encode(), name="두 번째.csv")

    learner = Learner()
    asyncio.run(both())
    assert [spec.options["file"] for spec in learner.chosen] == ["두 번째.csv"]


def test_the_answer_is_the_last_column_that_can_be_learned():
    spec = taken(b"a,b,note,same\n" + b"".join(b"%d,%d,n%d,1\n" % (n, n % 3, n) for n in range(60)), "x.csv")
    assert spec.options["target"] == "b"
    with pytest.raises(ProblemError, match="only one value"):
        taken(b"a,same\n5,1\n5,1\n", "x.csv")


@pytest.mark.parametrize(("name", "clean"), [
    ("a.csv", "a.csv"), ("/etc/passwd", "passwd"), ("C:\\x\\y.csv", "y.csv"), ("", "data.csv"),
    ("a\nb\0.csv", "ab.csv"), ("\ud800.csv", ".csv"), ("x" * 500, "x" * 200), ("폴더/", "data.csv"),
])
def test_names(name, clean):
    assert clean_name(name) == clean


def test_a_bug_while_a_file_is_read_is_logged_and_told(monkeypatch, caplog):
    def broken(data, name):
        raise TypeError("a bug")

    monkeypatch.setattr("app.state.uploading.taken", broken)
    learner = Learner()
    asyncio.run(learner.send(FLOWERS.encode()))
    assert learner.code == "data_failed"
    assert learner.state.received["bytes"] == -1
    assert [record.exc_info[0] for record in caplog.records] == [TypeError]


def test_a_bug_while_a_piece_is_taken_is_logged_and_told(monkeypatch, caplog):
    def broken(self, **more):
        raise KeyError("a bug")

    monkeypatch.setattr(Uploading, "_tell", broken)
    learner = Learner()
    learner.begin(20)
    assert learner.code == "upload_broken"
    assert [record.exc_info[0] for record in caplog.records] == [KeyError]
