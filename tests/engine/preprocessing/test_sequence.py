"""Sequences become the very arrays that Keras makes of them."""

import json
import random

import numpy as np
import pytest

from engine.errors import ProblemError
from engine.preprocessing.sequence import TimeseriesGenerator, make_sampling_table, pad_sequences, skipgrams
from engine.utils import timeseries_dataset_from_array

SENTENCE = [1, 2, 0, 3, 4, 5, 2]


def test_padding(examples, table):
    for config, recorded in zip(examples["paddings"], table["paddings"], strict=True):
        padded = pad_sequences(examples["sequences"], **config)
        assert padded.dtype == config.get("dtype", "int32")
        assert padded.tolist() == recorded


def test_padding_of_rows_texts_and_nothing():
    assert pad_sequences([[[1, 2]], [[3, 4], [5, 6]]]).shape == (2, 2, 2)
    assert pad_sequences([]).shape == (0, 0)
    assert pad_sequences([[1, 2]], maxlen=0).shape == (1, 0)
    assert pad_sequences([["a"], ["b", "c"]], dtype=object, value="<pad>").tolist() == [["<pad>", "a"], ["b", "c"]]


def test_skipgrams_draw_as_keras_draws(table):
    rare = make_sampling_table(6, 0.1)
    configs = [{}, {"window_size": 2, "seed": 5}, {"categorical": True, "negative_samples": 0.5},
               {"sampling_table": rare, "shuffle": False}]
    for start, (config, recorded) in enumerate(zip(configs, table["skipgrams"], strict=True), start=1):
        random.seed(start)
        assert [*map(list, skipgrams(SENTENCE, 6, **config))] == recorded
    np.testing.assert_allclose(make_sampling_table(8, 0.01), table["sampling_table"], rtol=1e-12)


def test_timeseries_generator(examples, table, series):
    for config, recorded in zip(examples["timeseries"], table["timeseries"], strict=True):
        np.random.seed(3)
        made = TimeseriesGenerator(series.tolist(), (-series).tolist(), **config)
        batches = list(made)
        assert [[part.tolist() for part in batch] for batch in batches] == recorded
        assert len(made) == len(recorded)
        assert json.loads(made.to_json())["config"]["length"] == config["length"]


def test_timeseries_dataset(examples, table, series):
    for config, recorded in zip(examples["windows"], table["windows"], strict=True):
        both = timeseries_dataset_from_array(series, -series, **config)
        for _ in range(2):
            assert [[part.tolist() for part in batch] for batch in both] == recorded["both"]
        assert len(both) == len(recorded["both"])
        alone = timeseries_dataset_from_array(series, None, **config)
        assert [batch.tolist() for batch in alone] == recorded["alone"]


def test_shuffled_windows_are_all_there_in_another_order_each_time(series):
    made = timeseries_dataset_from_array(series, -series, 3, batch_size=5, shuffle=True, seed=1)
    first, second = (np.concatenate([y for _, y in made]) for _ in range(2))
    assert first.tolist() != second.tolist()
    assert sorted(first.tolist()) == sorted((-series[:18]).tolist())
    assert timeseries_dataset_from_array(series, None, 3, batch_size=None).take(1).__iter__().__next__().shape == (3,)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: pad_sequences(3), "not_sequences"),
        (lambda: pad_sequences([1, 2]), "not_sequences"),
        (lambda: pad_sequences(["ab"]), "not_sequences"),
        (lambda: pad_sequences([[1]], padding="front"), "not_a_choice"),
        (lambda: pad_sequences([[1]], value="a"), "text_among_numbers"),
        (lambda: pad_sequences([[1]], maxlen=10**10), "too_large"),
        (lambda: pad_sequences([[[1, 2]], [[1]]]), "uneven_items"),
        (lambda: TimeseriesGenerator([1, 2], [1], 1), "unequal_lengths"),
        (lambda: TimeseriesGenerator([1, 2], [1, 2], 5), "no_window"),
        (lambda: timeseries_dataset_from_array([1, 2, 3], None, 2, sampling_rate=0), "too_small"),
        (lambda: timeseries_dataset_from_array([1, 2, 3], None, 2, start_index=2, end_index=1), "not_above"),
    ],
)
def test_invalid_arguments_are_refused(call, code):
    with pytest.raises(ProblemError) as caught:
        call()
    assert caught.value.problem.code == code
