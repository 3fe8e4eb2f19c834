"""Keras 2's ``preprocessing.sequence``."""

from engine.preprocessing.skipgrams import make_sampling_table, skipgrams
from engine.preprocessing.timeseries_generator import TimeseriesGenerator
from engine.utils.pad_sequences import pad_sequences

__all__ = ["TimeseriesGenerator", "make_sampling_table", "pad_sequences", "skipgrams"]
