"""Keras 2's ``preprocessing.text``."""

from engine.preprocessing.tokenizer import Tokenizer, tokenizer_from_json
from engine.preprocessing.word_sequence import hashing_trick, one_hot, text_to_word_sequence

__all__ = ["Tokenizer", "hashing_trick", "one_hot", "text_to_word_sequence", "tokenizer_from_json"]
