"""Pictures in files and folders are read as Keras reads them."""

import io

import numpy as np
import pandas as pd
import pytest

from engine.errors import ProblemError
from engine.preprocessing import image
from engine.preprocessing.image import ImageDataGenerator, array_to_img, img_to_array, load_img, save_img
from engine.utils import image_dataset_from_directory, text_dataset_from_directory


def names(paths, folder):
    return [str(path).removeprefix(f"{folder}/") for path in paths]


@pytest.mark.parametrize("subset", [None, "training", "validation"])
def test_the_order_of_files_is_that_of_keras(folder, table, subset):
    split = None if subset is None else 0.3
    made = image_dataset_from_directory(folder, image_size=(4, 5), seed=7, validation_split=split, subset=subset,
                                        batch_size=3)
    assert names(made.file_paths, folder) == table["files"][str(subset)]
    assert made.class_names == ["a", "b"]
    first, second = (np.concatenate([y for _, y in made]).tolist() for _ in range(2))
    assert sorted(first) == sorted(second) == sorted(
        {"a": 0, "b": 1}[name[0]] for name in table["files"][str(subset)])


def test_pictures_of_a_folder_are_those_of_keras(folder, arrays):
    still = image_dataset_from_directory(folder, "inferred", "categorical", image_size=(4, 5), shuffle=False,
                                         crop_to_aspect_ratio=True, batch_size=4)
    x, y = next(iter(still))
    assert (x.dtype, len(still)) == (np.float32, 3)
    np.testing.assert_allclose(x, arrays["still.x"], atol=1e-3)
    np.testing.assert_array_equal(y, arrays["still.y"])
    padded = image_dataset_from_directory(folder, image_size=(4, 3), shuffle=False, batch_size=9,
                                          pad_to_aspect_ratio=True)
    np.testing.assert_allclose(next(iter(padded))[0], arrays["padded"], atol=1e-3)


def test_texts_of_a_folder_are_those_of_keras(folder, table):
    x, y = next(iter(text_dataset_from_directory(folder, "inferred", "binary", shuffle=False, max_length=6)))
    assert [x.tolist(), y.tolist()] == table["files"]["texts"]


def test_both_subsets_at_once_and_labels_of_ones_own(folder, capsys):
    train, validation = image_dataset_from_directory(folder, labels=list(range(11)), image_size=4, seed=1,
                                                     validation_split=0.4, subset="both", batch_size=None)
    labels = [int(y) for _, y in train] + [int(y) for _, y in validation]
    assert sorted(labels) == list(range(11))
    assert "Using 7 files for training." in capsys.readouterr().out
    bare = image_dataset_from_directory(folder, label_mode=None, image_size=(3, 3), color_mode="grayscale", verbose=False)
    assert next(iter(bare)).shape == (11, 3, 3, 1)


def test_a_dataset_has_the_methods_that_tutorials_call(folder):
    made = image_dataset_from_directory(folder, image_size=(4, 4), batch_size=2, shuffle=False)
    changed = made.map(lambda x, y: (x / 255, y)).cache().shuffle(3, seed=1).prefetch(1)
    assert all(x.max() <= 1 for x, _ in changed)
    assert (len(made.take(2)), len(made.skip(1)), len(made.repeat(2)), made.cardinality()) == (2, 4, 10, 5)
    assert len(list(made.unbatch().batch(4))) == len(made.unbatch().batch(4)) == 3
    assert len(made.unbatch().batch(4, drop_remainder=True)) == len(list(made.unbatch().batch(4, True))) == 2


def test_flow_from_directory(folder, capsys):
    made = ImageDataGenerator(rescale=1 / 255, validation_split=0.25)
    batches = made.flow_from_directory(folder, (4, 5), classes=["a", "b"], batch_size=4, shuffle=False)
    assert capsys.readouterr().out == "Found 9 images belonging to 2 classes.\n"
    x, y = batches[0]
    assert (x.shape, y.tolist()) == ((4, 4, 5, 3), [[1, 0]] * 4)
    assert (batches.samples, batches.num_classes, batches.class_indices) == (9, 2, {"a": 0, "b": 1})
    assert (batches.filenames[0], batches.classes.tolist()) == ("a/0.png", [0] * 4 + [1] * 5)
    parts = [made.flow_from_directory(folder, (4, 5), classes=["a", "b"], class_mode="binary", subset=name)
             for name in ("training", "validation")]
    assert [part.samples for part in parts] == [7, 2]
    assert set(parts[0][0][1].tolist()) == {0, 1}
    x = next(made.flow_from_directory(folder, (6, 7), "grayscale", class_mode=None, batch_size=2))
    assert x.shape == (2, 6, 7, 1)
    x, y = next(made.flow_from_directory(folder, (6, 7), class_mode="input", batch_size=2))
    np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize("kind", [pd.DataFrame, dict])
def test_flow_from_dataframe(folder, kind):
    frame = kind({"filename": ["a/0.png", "b/1.png", "b/none.png", "a/2.png"], "class": ["x", "y", "y", "x"],
                  "value": [1.0, 2.0, 3.0, 4.0], "weight": [1.0, 1.0, 1.0, 2.0]})
    made = ImageDataGenerator()
    with pytest.warns(UserWarning, match="left out"):
        batches = made.flow_from_dataframe(frame, folder, shuffle=False, target_size=(3, 3), weight_col="weight")
    x, y, weight = batches[0]
    assert (x.shape, y.tolist(), weight.tolist()) == ((3, 3, 3, 3), [[1, 0], [0, 1], [1, 0]], [1, 1, 2])
    options = {"shuffle": False, "target_size": (3, 3), "validate_filenames": False, "batch_size": 2}
    raw = made.flow_from_dataframe(frame, folder, y_col="value", class_mode="raw", **options)
    assert raw[0][1].tolist() == [1, 2]
    both = made.flow_from_dataframe(frame, folder, y_col=["value", "weight"], class_mode="multi_output", **options)
    assert [part.tolist() for part in both[0][1]] == [[1, 2], [1, 1]]
    only = made.flow_from_dataframe(frame, folder, classes=["x"], class_mode="sparse", **options)
    assert only.filenames == ["a/0.png", "a/2.png"]


def test_pictures_and_arrays(images, tmp_path):
    x = images[0]
    assert img_to_array(array_to_img(x, scale=False)).tolist() == x.tolist()
    grey = array_to_img(x[..., :1], scale=False)
    assert img_to_array(grey).shape == (6, 7, 1)
    assert img_to_array(grey, "channels_first").shape == (1, 6, 7)
    assert img_to_array(array_to_img(x.transpose(2, 0, 1), "channels_first"), "channels_first").shape == (3, 6, 7)
    assert array_to_img(np.full((2, 2, 1), 900.0), scale=False).mode == "I"
    save_img(tmp_path / "p.png", x, scale=False)
    raw = io.BytesIO((tmp_path / "p.png").read_bytes())
    for source in (tmp_path / "p.png", str(tmp_path / "p.png"), str(tmp_path / "p.png").encode(), raw):
        np.testing.assert_array_equal(img_to_array(load_img(source)), x)
    assert load_img(tmp_path / "p.png", "rgba", (3, 5), "bilinear", keep_aspect_ratio=True).size == (5, 3)
    with pytest.warns(UserWarning, match="JPEG"):
        save_img(tmp_path / "p.jpg", np.zeros((2, 2, 4)))


def test_smart_resize(examples, arrays, images):
    for height, width in examples["resizings"]:
        found = image.smart_resize(images[0], (height, width))
        np.testing.assert_allclose(found, arrays[f"smart.{height}x{width}"], atol=1e-3)
        turned = image.smart_resize(images[0].transpose(2, 0, 1), (height, width), data_format="channels_first")
        np.testing.assert_array_equal(turned.transpose(1, 2, 0), found)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda f: load_img(f / "a" / "0.txt"), "not_a_picture"),
        (lambda f: load_img(f / "a" / "0.png", "cmyk"), "not_a_choice"),
        (lambda f: load_img(f / "a" / "0.png", target_size=(2, 2), interpolation="cubic"), "not_a_choice"),
        (lambda f: array_to_img(np.zeros((2, 2))), "picture_rank"),
        (lambda f: array_to_img(np.zeros((2, 2, 2))), "not_a_choice"),
        (lambda f: image_dataset_from_directory(f / "none"), "no_such_folder"),
        (lambda f: image_dataset_from_directory(f, labels=[1]), "unequal_lengths"),
        (lambda f: image_dataset_from_directory(f, class_names=["c"]), "not_a_choice"),
        (lambda f: image_dataset_from_directory(f, validation_split=0.2), "split_and_subset"),
        (lambda f: image_dataset_from_directory(f, validation_split=0.2, subset="training"), "split_needs_seed"),
        (lambda f: image_dataset_from_directory(f / "a", label_mode="binary"), "two_classes"),
        (lambda f: image_dataset_from_directory(f, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "not_both"),
        (lambda f: text_dataset_from_directory(f / "a" , class_names=[]), "no_files"),
        (lambda f: ImageDataGenerator().flow_from_directory(f / "none"), "no_such_folder"),
        (lambda f: ImageDataGenerator().flow_from_directory(f, class_mode="raw"), "not_a_choice"),
        (lambda f: ImageDataGenerator().flow_from_dataframe({"filename": [3], "class": ["a"]}, f), "not_text"),
    ],
)
def test_invalid_arguments_are_refused(call, code, folder):
    with pytest.raises(ProblemError) as caught:
        call(folder)
    assert caught.value.problem.code == code
