"""Every data set is an attribute and a module of ``engine.datasets`` and ``keras.datasets``, and one module only."""

import subprocess
import sys

import pytest

from engine import datasets

AS_KERAS = """
from engine import as_keras
as_keras()
from keras.datasets.{name} import load_data
from keras.datasets import {name}
import keras, tensorflow as tf
assert keras.datasets.{name}.load_data is tf.keras.datasets.{name}.load_data is {name}.load_data is load_data
import engine.datasets
assert engine.datasets.{name}.load_data is load_data
"""


@pytest.mark.parametrize("name", datasets.__all__)
def test_a_module_path_is_the_attribute(name):
    variables = {}
    exec(f"import engine.datasets.{name} as module\nfrom engine.datasets.{name} import load_data", variables)
    assert variables["module"] is getattr(datasets, name)
    assert variables["load_data"] is variables["module"].load_data


@pytest.mark.parametrize("name", ["mnist", "iris"])
def test_keras_paths_work_in_a_fresh_process(name):
    subprocess.run([sys.executable, "-c", AS_KERAS.format(name=name)], check=True)
