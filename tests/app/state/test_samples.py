"""Samples as learners see them: words of texts, and classes by their Korean names."""

import numpy as np
import pytest

from app.compute.previewing import preview
from app.state import samples
from app.state.samples import shortest
from app.texts.cards import class_titles
from engine.datasets.catalog import CATALOG
from engine.specs.objects import DataSpec

TEXTS = [name for name, each in CATALOG.items() if each.words and each.embedded]
WITH_CLASSES = [name for name, each in CATALOG.items() if each.class_names and not each.class_names[0].isdigit()]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_shown_in_words_with_the_name_of_its_class(name):
    data, dataset = preview(DataSpec(name)), CATALOG[name]
    header, rows = samples.table(data, dataset, 5)
    assert len(header) == 2
    assert all(text.split()[0] in dataset.vocabulary() for text, _ in rows)
    assert {label for _, label in rows} <= set(class_titles(dataset))


@pytest.mark.parametrize("name", TEXTS)
def test_a_card_of_a_text_shows_words_instead_of_indices(name):
    data, dataset = preview(DataSpec(name)), CATALOG[name]
    item = samples.items(data.x_test, data.y_test, dataset, data.texts_test)[3]
    assert item["text"] == data.texts_test[3]
    assert item["values"] is None


@pytest.mark.parametrize("name", WITH_CLASSES)
def test_classes_have_korean_names(name):
    titles = class_titles(CATALOG[name])
    assert len(titles) == len(set(titles)) == len(CATALOG[name].class_names)
    assert all(any("가" <= letter <= "힣" for letter in title) for title in titles)


@pytest.mark.parametrize("value", [5_605_000_000, 0.1, 123.4567, -2.5e-7, 0])
def test_a_number_is_shown_as_it_was_written(value):
    assert shortest(np.float32(value)) == value
