"""A page whose cards are missing or broken opens with docstrings in their places."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.state import bricks, data_form
from app.state.desk import Place
from app.state.notebook import Notebook
from app.state.trainer import Trainer
from app.texts import cards
from app.views.page import Page
from engine import registry
from engine.layers.dense import Dense
from engine.optimizers.adam import Adam

CACHED = (cards.card, cards.common, cards.kinds, cards.names, bricks.catalog, data_form._datasets)


@pytest.fixture
def no_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of cards in which only ``common.md`` lies; returns it."""
    (tmp_path / "common.md").write_text((cards.folder() / "common.md").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(cards, "folder", lambda: tmp_path)
    for function in CACHED:
        function.cache_clear()
    yield tmp_path
    for function in CACHED:
        function.cache_clear()


def open_page() -> Page:
    notebook = Notebook()
    page = Page(Place("", "", notebook, Trainer(notebook.run, None), kept=False))
    for _ in page.pieces():
        pass
    page.template()
    return page


def test_a_page_opens_without_any_card(no_cards: Path) -> None:
    open_page()
    items = [item for group in bricks.catalog() for item in group["items"]]
    assert len(items) == len(registry.classes("layer")) - 1, "all but InputLayer"
    assert next(item for item in items if item["class_name"] == "Dense")["summary"] == first_line(Dense)


def test_a_class_without_a_card_shows_its_docstring(no_cards: Path) -> None:
    found = cards.card("optimizer", "Adam")
    assert (found.title, found.summary) == ("Adam", first_line(Adam))
    assert found.body.startswith(found.summary)
    assert set(found.arguments) == set(cards.common("optimizer"))


def test_a_data_set_without_a_card_shows_its_name(no_cards: Path) -> None:
    assert cards.card("dataset", "digits").title == "digits"


@pytest.mark.parametrize("text", ["", "---\ntitle: x\n---\n", "---\n- a\n---\n", "---\n[\n---\n", "---\n---\n"])
def test_a_card_that_cannot_be_read_is_logged(no_cards: Path, caplog: pytest.LogCaptureFixture, text: str) -> None:
    (no_cards / "layer").mkdir()
    (no_cards / "layer" / "Dense.md").write_text(text, "utf-8")
    assert cards.card("layer", "Dense").summary == first_line(Dense)
    assert [record.message for record in caplog.records] == ["the card layer/Dense.md cannot be read"]
    assert caplog.records[0].exc_info


def first_line(cls: type) -> str:
    return (cls.__doc__ or "").strip().partition("\n")[0]
