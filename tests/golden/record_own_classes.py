"""Record the numbers of a learner's own classes from Keras on TensorFlow, into own_classes.json."""

import json
from pathlib import Path

import keras
from own_class_scenarios import SEPARATE, train
from own_layer_scenarios import own_layers, own_models

if __name__ == "__main__":
    keras.utils.set_random_seed(0)
    recorded = {name: train(keras, scenario) for group in (*SEPARATE, own_layers, own_models)
                for name, scenario in group(keras).items()}
    text = ",\n".join(f"{json.dumps(name)}: {json.dumps(results)}" for name, results in recorded.items())
    Path(__file__).with_name("own_classes.json").write_text(f"{{\n{text}\n}}\n")
