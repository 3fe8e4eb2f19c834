"""Every registered class has its Korean card, every card has its class, and a form finds a word for every field."""

import ast

import pytest
from markdown_it import MarkdownIt

from app.texts.cards import card, common, kinds, names, read_card
from engine.datasets.catalog import CATALOG
from engine.hyperparameters import hyperparameters
from engine.registry import PACKAGES, classes

CLASSES = [(kind, cls) for kind in PACKAGES for cls in classes(kind)]
CARDS = [(kind, name) for kind in kinds() for name in names(kind)]
UPLOADED = "csv"

every_class = pytest.mark.parametrize(("kind", "cls"), CLASSES, ids=lambda each: getattr(each, "__name__", each))
every_card = pytest.mark.parametrize(("kind", "name"), CARDS)


def test_the_kinds_of_cards_are_the_registered_ones_and_data_sets():
    assert set(kinds()) == {*PACKAGES, "dataset"}


@every_class
def test_every_class_has_a_card(kind, cls):
    assert cls.__name__ in names(kind), f"{cls.__name__} has no card: write lessons/reference/{kind}/{cls.__name__}.md"


@pytest.mark.parametrize("kind", PACKAGES)
def test_every_card_has_its_class(kind):
    assert set(names(kind)) <= {cls.__name__ for cls in classes(kind)}


@every_card
def test_a_card_can_be_read(kind, name):
    assert read_card(kind, name) == card(kind, name)


def test_every_data_set_has_a_card_and_every_card_its_data_set():
    assert set(names("dataset")) == {*CATALOG, UPLOADED}


@every_class
def test_a_card_explains_every_argument_of_its_class(kind, cls):
    explained = card(kind, cls.__name__).arguments
    for name in hyperparameters(cls):
        assert explained[name].label.strip()
        assert explained[name].help.strip()


@every_class
def test_a_card_explains_own_arguments_alone_in_the_order_of_the_signature(kind, cls):
    explained = [name for name in card(kind, cls.__name__).arguments if name not in common(kind)]
    assert explained == [name for name in hyperparameters(cls) if name not in common(kind)]


@pytest.mark.parametrize("name", CATALOG)
def test_the_card_of_a_data_set_explains_its_options(name):
    assert list(card("dataset", name).arguments) == list(CATALOG[name].options)


@every_card
def test_a_summary_is_one_short_sentence(kind, name):
    found = card(kind, name)
    assert found.title.strip()
    assert 0 < len(found.summary) <= 40
    assert found.summary.count(".") == 1
    assert found.summary.endswith(".")


@every_card
def test_a_body_is_markdown_whose_code_is_python(kind, name):
    tokens = MarkdownIt().parse(card(kind, name).body)
    fences = [token for token in tokens if token.type == "fence"]
    assert [token.info for token in fences] == ["python"]
    assert ast.parse(fences[0].content).body
    assert "html_block" not in {token.type for token in tokens}
    assert not [token for token in tokens if token.type == "inline" and "```" in token.content]


def test_a_class_may_explain_a_common_argument_anew():
    assert card("optimizer", "AdamW").arguments["weight_decay"] != common("optimizer")["weight_decay"]
    assert card("optimizer", "Adam").arguments["weight_decay"] == common("optimizer")["weight_decay"]


@pytest.mark.parametrize(("kind", "name"), [("layer", "Dens"), ("layer", "../common"), ("..", "__init__"), ("", "")])
def test_what_is_no_class_is_a_key_error(kind, name):
    with pytest.raises(KeyError):
        card(kind, name)


def test_cards_are_found_from_any_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    card.cache_clear()
    assert card("layer", "Dense").title
