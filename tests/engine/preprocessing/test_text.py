"""Texts become the very numbers that Keras makes of them."""

import json

import numpy as np
import pytest

from engine.errors import ProblemError
from engine.preprocessing.text import Tokenizer, hashing_trick, one_hot, text_to_word_sequence, tokenizer_from_json

MORE = [["Own", "words", "own"]]


def fit_tokenizer(config, texts):
    tokenizer = Tokenizer(**config)
    tokenizer.fit_on_texts(texts)
    tokenizer.fit_on_texts(MORE)
    return tokenizer


def test_words_and_hashes_are_those_of_keras(examples, table):
    assert [text_to_word_sequence(t) for t in examples["texts"]] == table["words"]
    assert [hashing_trick(t, 50, "md5") for t in examples["texts"]] == table["hashed"]
    assert one_hot("cat dog cat", 10) == [hash(w) % 9 + 1 for w in ("cat", "dog", "cat")]
    assert hashing_trick("a-b", 5, len, analyzer=lambda text: ["xx", "yyy"]) == [3, 4]


def test_tokenizers_give_the_values_of_keras(examples, table):
    for config, recorded in zip(examples["tokenizers"], table["tokenizers"], strict=True):
        tokenizer = fit_tokenizer(config, examples["texts"])
        ours = tokenizer.get_config()
        assert {name: ours[name] for name in recorded["config"]} == recorded["config"]
        assert sorted(map(list, tokenizer.word_docs.items())) == recorded["docs"]
        sequences = tokenizer.texts_to_sequences([*examples["texts"], ["own", "cat"], "unknown thing"])
        assert sequences == recorded["sequences"]
        assert tokenizer.sequences_to_texts([*sequences, [1, 99]]) == recorded["texts"]
        for mode, matrix in recorded["matrices"].items():
            np.testing.assert_allclose(tokenizer.texts_to_matrix(examples["texts"], mode), matrix, atol=1e-11)


def test_json_restores_the_tokenizer(examples):
    for config in examples["tokenizers"]:
        tokenizer = fit_tokenizer(config, examples["texts"])
        restored = tokenizer_from_json(tokenizer.to_json(ensure_ascii=False))
        assert restored.get_config() == tokenizer.get_config()
        assert restored.texts_to_sequences(examples["texts"]) == tokenizer.texts_to_sequences(examples["texts"])
        restored.fit_on_texts(["more and more"])
        assert sum(restored.word_counts.values()) > sum(tokenizer.word_counts.values())


def test_a_tokenizer_can_be_fitted_on_sequences():
    tokenizer = Tokenizer(num_words=4)
    tokenizer.fit_on_sequences([[1, 1, 2], [2, 9]])
    assert dict(tokenizer.index_docs) == {1: 1, 2: 2, 9: 1}
    np.testing.assert_array_equal(tokenizer.sequences_to_matrix([[1, 1, 2, 9]], "count"), [[0, 2, 1, 0]])


def test_keras_1_names_and_custom_analyzers():
    assert Tokenizer(nb_words=7).num_words == 7
    tokenizer = Tokenizer(analyzer=list)
    tokenizer.fit_on_texts(["aab"])
    assert tokenizer.word_index == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: Tokenizer(num_word=3), "unknown_argument"),
        (lambda: Tokenizer().fit_on_texts("one text"), "one_text"),
        (lambda: Tokenizer().texts_to_sequences("one text"), "one_text"),
        (lambda: Tokenizer().texts_to_matrix(["a"]), "no_words_yet"),
        (lambda: Tokenizer(num_words=3).texts_to_matrix(["a"], "tfidf"), "not_fitted"),
        (lambda: Tokenizer(num_words=3).texts_to_matrix(["a"], "tf"), "not_a_choice"),
        (lambda: Tokenizer(num_words=10**9).texts_to_matrix(["a"] * 9), "too_large"),
        (lambda: tokenizer_from_json("{}"), "bad_tokenizer"),
        (lambda: tokenizer_from_json("[1, 2"), "bad_tokenizer"),
        (lambda: tokenizer_from_json(json.dumps({"config": {"word_counts": 3}})), "bad_tokenizer"),
    ],
)
def test_invalid_arguments_are_refused(call, code):
    with pytest.raises(ProblemError) as caught:
        call()
    assert caught.value.problem.code == code
