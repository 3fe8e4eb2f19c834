"""Stratified splits: no row is lost or doubled, and each class has its share in each part."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.stratified_split import stratify_test, stratify_validation

LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=200).map(np.array)
SHARE = st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9])


@given(LABELS, SHARE, SHARE)
def test_every_row_is_in_one_part(y, test, validation):
    x, labels, x_test, y_test = stratify_test(np.arange(len(y)), y, test, 1)
    x_train, y_train, x_val, y_val = stratify_validation(x, labels, validation)
    rows = np.concatenate([x_train, x_val, x_test])
    assert sorted(rows) == list(range(len(y)))
    assert np.array_equal(y[rows], np.concatenate([y_train, y_val, y_test]))


@given(LABELS, SHARE)
def test_every_class_keeps_a_row_for_training_and_has_its_share_for_testing(y, test):
    _, labels, _, y_test = stratify_test(y, y, test, 1)
    for label in np.unique(y):
        count, tested = np.sum(y == label), np.sum(y_test == label)
        assert np.sum(labels == label) >= 1
        assert tested <= max(1, round(count * test))
        assert (tested >= 1) == (count >= 2 and test > 0)


def test_two_rows_of_a_thousand_are_shared_by_training_and_test():
    y = np.zeros(1000, int)
    y[[3, 500]] = 1
    _, labels, _, y_test = stratify_test(y, y, 0.2, 113)
    assert labels.sum() == y_test.sum() == 1
    assert len(y_test) == 201


def test_the_last_rows_of_each_class_validate():
    y = np.array([0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    x_train, _, x_val, y_val = stratify_validation(np.arange(10), y, 0.2)
    assert x_val.tolist() == [8, 9]
    assert y_val.tolist() == [0, 1]
    assert x_train.tolist() == list(range(8))


def test_a_split_depends_on_its_seed_only():
    y = np.arange(50) % 3
    one, other = stratify_test(y, y, 0.3, 5), stratify_test(np.arange(50), y, 0.3, 5)
    assert np.array_equal(one[1], other[1])
    assert not np.array_equal(stratify_test(np.arange(50), y, 0.3, 6)[0], other[0])
