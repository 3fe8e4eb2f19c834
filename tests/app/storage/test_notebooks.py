"""What is stored comes back as it was: documents by learner and lesson, in another process too."""

from pathlib import Path

import pytest

from app.storage.notebooks import NotebookStore

DOCUMENT = {"version": 1, "experiment": {"data": {"name": "손글씨 💥"}}, "upward": False, "answers": {"_runs": 2}}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'notebooks.sqlite'}"


def test_nothing_is_there_at_first(url: str) -> None:
    assert NotebookStore(url).load("somebody", "") is None


def test_a_document_comes_back_from_another_store_of_the_same_address(url: str) -> None:
    NotebookStore(url).save("somebody", "", DOCUMENT)
    assert NotebookStore(url).load("somebody", "") == DOCUMENT


def test_documents_of_learners_and_lessons_are_kept_apart(url: str) -> None:
    store = NotebookStore(url)
    store.save("one", "", {"n": 1})
    store.save("one", "01-first-blocks", {"n": 2})
    store.save("two", "", {"n": 3})
    store.save("one", "", {"n": 4})
    assert [store.load("one", ""), store.load("one", "01-first-blocks"), store.load("two", "")] == [
        {"n": 4}, {"n": 2}, {"n": 3}]


def test_names_that_look_like_sql_are_names(url: str) -> None:
    store = NotebookStore(url)
    name = "'; DROP TABLE notebooks; --"
    store.save(name, "", DOCUMENT)
    assert store.load(name, "") == DOCUMENT
    assert store.load("x", "") is None
