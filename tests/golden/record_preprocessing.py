"""Record the results of Keras's preprocessing for tests/engine/preprocessing and tests/engine/images. Run with an
interpreter that has Keras 3 on TensorFlow, SciPy and Pillow:

    python tests/golden/record_preprocessing.py

Reads preprocessing_examples.json; writes preprocessing.json (texts and sequences) and preprocessing.npz (images) beside
itself.
"""

import json
import random
import tempfile
import warnings
from pathlib import Path

import keras
import numpy as np
import scipy.ndimage
from keras.src.legacy.preprocessing import image, sequence, text

HERE = Path(__file__).parent
EXAMPLES = json.loads((HERE / "preprocessing_examples.json").read_text("utf-8"))
SERIES = np.arange(20) ** 2 % 17
IMAGES = np.random.default_rng(5).integers(0, 256, (6, 6, 7, 3)).astype("float32")
warnings.simplefilter("ignore")
if not hasattr(scipy.ndimage, "interpolation"):
    scipy.ndimage.interpolation = scipy.ndimage


def tokenize(config):
    tokenizer = text.Tokenizer(**config)
    tokenizer.fit_on_texts(EXAMPLES["texts"])
    tokenizer.fit_on_texts([["Own", "words", "own"]])
    sequences = tokenizer.texts_to_sequences([*EXAMPLES["texts"], ["own", "cat"], "unknown thing"])
    matrices = {mode: np.round(tokenizer.texts_to_matrix(EXAMPLES["texts"], mode), 12).tolist()
                for mode in ("binary", "count", "freq", "tfidf")}
    docs = sorted(tokenizer.word_docs.items())
    config = {k: v for k, v in tokenizer.get_config().items() if k not in ("word_docs", "index_docs")}
    return {"config": config, "docs": docs, "sequences": sequences,
            "texts": tokenizer.sequences_to_texts([*sequences, [1, 99]]), "matrices": matrices}


def skipgrams(start, **config):
    random.seed(start)
    return sequence.skipgrams([1, 2, 0, 3, 4, 5, 2], 6, **config)


def timeseries(config):
    np.random.seed(3)
    generator = sequence.TimeseriesGenerator(SERIES.tolist(), (-SERIES).tolist(), **config)
    return [[part.tolist() for part in generator[i]] for i in range(len(generator))]


def windows(config):
    both = keras.utils.timeseries_dataset_from_array(SERIES, -SERIES, **config)
    alone = keras.utils.timeseries_dataset_from_array(SERIES, None, **config)
    return {"both": [[part.numpy().tolist() for part in batch] for batch in both],
            "alone": [batch.numpy().tolist() for batch in alone]}


def files():
    """The order of files in folders, shuffled and split; and some of their images."""
    with tempfile.TemporaryDirectory() as folder:
        for name, count in (("b", 5), ("a", 4), (".hidden", 2)):
            (Path(folder) / name).mkdir()
            for i in range(count):
                keras.utils.save_img(Path(folder) / name / f"{i}.png", IMAGES[i])
                (Path(folder) / name / f"{i}.txt").write_text(f"{name}{i} 글")
        names = {}
        for subset in (None, "training", "validation"):
            split = None if subset is None else 0.3
            dataset = keras.utils.image_dataset_from_directory(
                folder, image_size=(4, 5), seed=7, validation_split=split, subset=subset, batch_size=3)
            names[str(subset)] = [str(Path(p).relative_to(folder)) for p in dataset.file_paths]
        unshuffled = keras.utils.image_dataset_from_directory(folder, "inferred", "categorical", image_size=(4, 5), shuffle=False,
                                                         crop_to_aspect_ratio=True, batch_size=4)
        padded = keras.utils.image_dataset_from_directory(folder, image_size=(4, 3), shuffle=False, batch_size=9,
                                                          pad_to_aspect_ratio=True)
        texts = keras.utils.text_dataset_from_directory(folder, "inferred", "binary", shuffle=False, max_length=6)
        batch = next(iter(texts))
        names["texts"] = [[t.decode() for t in batch[0].numpy()], batch[1].numpy().tolist()]
        images = [np.asarray(part) for part in next(iter(unshuffled))] + [np.asarray(next(iter(padded))[0])]
    return names, images


def generate(config):
    generator = image.ImageDataGenerator(**config)
    generator.fit(IMAGES, seed=1)
    changed = [generator.random_transform(IMAGES[0], seed=seed) for seed in (1, 2, 3)]
    np.random.seed(4)
    batches = generator.flow(IMAGES, np.arange(6), batch_size=4, seed=9)
    drawn = [next(batches) for _ in range(3)]
    return {"changed": np.stack(changed), "x": np.concatenate([x for x, _ in drawn]),
            "y": np.concatenate([y for _, y in drawn]), "asked": batches[1][0]}


file_names, images = files()
table = {
    "words": [text.text_to_word_sequence(t) for t in EXAMPLES["texts"]],
    "hashed": [text.hashing_trick(t, 50, "md5") for t in EXAMPLES["texts"]],
    "tokenizers": [tokenize(config) for config in EXAMPLES["tokenizers"]],
    "paddings": [keras.utils.pad_sequences(EXAMPLES["sequences"], **config).tolist() for config in EXAMPLES["paddings"]],
    "skipgrams": [skipgrams(1), skipgrams(2, window_size=2, seed=5), skipgrams(3, categorical=True, negative_samples=0.5),
                  skipgrams(4, sampling_table=sequence.make_sampling_table(6, 0.1), shuffle=False)],
    "sampling_table": sequence.make_sampling_table(8, 0.01).tolist(),
    "timeseries": [timeseries(config) for config in EXAMPLES["timeseries"]],
    "windows": [windows(config) for config in EXAMPLES["windows"]],
    "files": file_names,
}
(HERE / "preprocessing.json").write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
arrays = dict(zip(("still.x", "still.y", "padded"), images, strict=True))
for number, config in enumerate(EXAMPLES["generators"]):
    arrays |= {f"generator.{number}.{name}": array for name, array in generate(config).items()}
for size in EXAMPLES["resizings"]:
    for method in EXAMPLES["methods"]:
        key = f"{size[0]}x{size[1]}.{method}"
        arrays[f"resized.{key}"] = keras.ops.image.resize(IMAGES[:1], size, method)
        if method in EXAMPLES["kept"]:
            arrays[f"smooth.{key}"] = keras.ops.image.resize(IMAGES[:1], size, method, antialias=True)
    arrays[f"smart.{size[0]}x{size[1]}"] = keras.preprocessing.image.smart_resize(IMAGES[0], size)
np.savez_compressed(HERE / "preprocessing.npz", **{k: np.asarray(v).astype("float32") for k, v in arrays.items()})
