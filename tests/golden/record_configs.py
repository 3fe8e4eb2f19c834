"""Record Keras's configs of its classes into configs.json.

Run with an interpreter that has Keras 3 and a backend: ``python tests/golden/record_configs.py``. The layers are those
of layer_examples.json and config_examples.json; of every other kind, each class without required arguments, and the configs below.
Tests only read the file.
"""

import inspect
import json
from pathlib import Path

import keras

HERE = Path(__file__).parent
KINDS = {
    "initializer": (keras.initializers, keras.initializers.Initializer),
    "regularizer": (keras.regularizers, keras.regularizers.Regularizer),
    "constraint": (keras.constraints, keras.constraints.Constraint),
    "optimizer": (keras.optimizers, keras.optimizers.Optimizer),
    "schedule": (keras.optimizers.schedules, keras.optimizers.schedules.LearningRateSchedule),
    "loss": (keras.losses, keras.losses.Loss),
    "metric": (keras.metrics, keras.metrics.Metric),
}
CONFIGS = {
    "Constant": [{"value": 2.0}], "VarianceScaling": [{"mode": "fan_out"}], "GlorotUniform": [{"seed": 3}],
    "L1L2": [{"l1": 0.1, "l2": 0.2}], "MaxNorm": [{"max_value": 3, "axis": [0, 1]}],
    "SGD": [{"momentum": 0.9, "nesterov": True, "clipnorm": 1.0}], "Adam": [{"amsgrad": True, "weight_decay": 0.01}],
    "ExponentialDecay": [{"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}],
    "PiecewiseConstantDecay": [{"boundaries": [1, 2], "values": [0.3, 0.2, 0.1]}],
    "PolynomialDecay": [{"initial_learning_rate": 0.1, "decay_steps": 10}],
    "InverseTimeDecay": [{"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.9}],
    "CosineDecay": [{"initial_learning_rate": 0.1, "decay_steps": 10, "warmup_steps": 3, "warmup_target": 0.2}],
    "CosineDecayRestarts": [{"initial_learning_rate": 0.1, "first_decay_steps": 10}],
    "CategoricalCrossentropy": [{"label_smoothing": 0.1}], "AUC": [{"curve": "PR", "name": "x"}],
    "Precision": [{"thresholds": [0.3, 0.6]}], "MeanIoU": [{"num_classes": 3}],
    "IoU": [{"num_classes": 3, "target_class_ids": [0]}], "OneHotMeanIoU": [{"num_classes": 3}],
    "OneHotIoU": [{"num_classes": 3, "target_class_ids": [0]}],
    "PrecisionAtRecall": [{"recall": 0.5}], "RecallAtPrecision": [{"precision": 0.5}],
    "SensitivityAtSpecificity": [{"specificity": 0.5}], "SpecificityAtSensitivity": [{"sensitivity": 0.5}],
}


def has_defaults(cls):
    parameters = list(inspect.signature(cls).parameters.values())
    return all(p.default is not p.empty or p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in parameters)


def record(kind, cls, config):
    keras.utils.clear_session()
    return [kind, cls.__name__, config, keras.saving.serialize_keras_object(cls(**config))]


def main() -> None:
    recorded = []
    for name, config, *_ in [*json.loads((HERE / "layer_examples.json").read_text()),
                             *json.loads((HERE / "config_examples.json").read_text())]:
        recorded.append(record("layer", getattr(keras.layers, name), config))
    for kind, (package, base) in KINDS.items():
        classes = [cls for name, cls in inspect.getmembers(package, inspect.isclass) if issubclass(cls, base)]
        for cls in dict.fromkeys(classes):
            if cls is base or cls.__name__ in ("MeanMetricWrapper", "LossScaleOptimizer", "Muon", "STFT"):
                continue
            configs = ([{}] if has_defaults(cls) else []) + CONFIGS.get(cls.__name__, [])
            recorded += [record(kind, cls, config) for config in configs]
    lines = ",\n".join(json.dumps(line, ensure_ascii=False) for line in recorded)
    (HERE / "configs.json").write_text(f"[\n{lines}\n]\n", "utf-8")
    print(f"{len(recorded)} configs recorded from Keras {keras.__version__}")


if __name__ == "__main__":
    main()
