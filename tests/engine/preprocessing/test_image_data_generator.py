"""ImageDataGenerator transforms images as Keras does for the same seed."""

import warnings

import numpy as np
import pytest

from engine.errors import ProblemError
from engine.preprocessing.image import (
    ImageDataGenerator,
    apply_affine_transform,
    random_brightness,
    random_channel_shift,
    random_rotation,
    random_shear,
    random_shift,
    random_zoom,
)


def test_transformations_are_those_of_keras(examples, arrays, images):
    for number, config in enumerate(examples["generators"]):
        generator = ImageDataGenerator(**config)
        generator.fit(images, seed=1)
        changed = np.stack([generator.random_transform(images[0], seed=seed) for seed in (1, 2, 3)])
        assert changed.dtype == np.float32
        np.testing.assert_allclose(changed, arrays[f"generator.{number}.changed"], rtol=1e-5, atol=1e-3,
                                   err_msg=str(config))


def test_batches_are_those_of_keras(examples, arrays, images):
    for number, config in enumerate(examples["generators"]):
        generator = ImageDataGenerator(**config)
        generator.fit(images, seed=1)
        np.random.seed(4)
        batches = generator.flow(images, np.arange(6), batch_size=4, seed=9)
        drawn = [next(batches) for _ in range(3)]
        close = {"rtol": 1e-4, "atol": 2e-3, "err_msg": str(config)}
        np.testing.assert_array_equal(np.concatenate([y for _, y in drawn]), arrays[f"generator.{number}.y"])
        np.testing.assert_allclose(np.concatenate([x for x, _ in drawn]), arrays[f"generator.{number}.x"], **close)
        np.testing.assert_allclose(batches[1][0], arrays[f"generator.{number}.asked"], **close)
        assert len(batches) == 2


def test_an_epoch_by_index_has_every_image_once(images):
    batches = ImageDataGenerator(horizontal_flip=True).flow(images, np.arange(6), batch_size=4)
    for _ in range(2):
        assert sorted(np.concatenate([batches[i][1] for i in range(len(batches))]).tolist()) == list(range(6))
        batches.on_epoch_end()
    with pytest.raises(IndexError):
        batches[2]


def test_flow_takes_weights_other_inputs_and_no_labels(images):
    generator = ImageDataGenerator(rescale=1 / 255, validation_split=0.5)
    x, y, weight = next(generator.flow(images, np.arange(6), sample_weight=np.ones(6), shuffle=False))
    assert (x.max() <= 1, y.tolist(), weight.tolist()) == (True, list(range(6)), [1] * 6)
    (x, other), y = next(generator.flow((images, np.arange(6)), np.arange(6), batch_size=2))
    np.testing.assert_array_equal(other, y)
    assert next(generator.flow(images, batch_size=5)).shape == (5, 6, 7, 3)
    labels = np.array([0, 1, 0, 0, 1, 1])
    parts = [generator.flow(images, labels, shuffle=False, subset=name)[0][0] for name in ("validation", "training")]
    np.testing.assert_allclose(np.concatenate(parts), images / 255, rtol=1e-6)


def test_changed_pictures_can_be_kept(images, tmp_path):
    next(ImageDataGenerator().flow(images, save_to_dir=tmp_path, save_prefix="p", save_format="png", batch_size=2))
    assert len(list(tmp_path.glob("p_*.png"))) == 2


def test_channels_first_gives_the_same_images(images):
    first = images.transpose(0, 3, 1, 2)
    arguments = {"rotation_range": 30, "horizontal_flip": True, "channel_shift_range": 9, "featurewise_center": True}
    one, other = (ImageDataGenerator(**arguments, data_format=name) for name in ("channels_first", "channels_last"))
    one.fit(first)
    other.fit(images)
    np.testing.assert_allclose(one.random_transform(first[0], seed=1).transpose(1, 2, 0),
                               other.random_transform(images[0], seed=1), rtol=1e-6)
    np.testing.assert_allclose(one.standardize(first[0]).transpose(1, 2, 0), other.standardize(images[0]), rtol=1e-6)


def test_every_function_transforms_one_image(images):
    x = images[0]
    axes = {"row_axis": 0, "col_axis": 1, "channel_axis": 2}
    for change in (random_rotation(x, 90, **axes), random_shift(x, 0.5, 0.5, **axes), random_shear(x, 40, **axes),
                   random_zoom(x, (0.3, 0.6), **axes), random_channel_shift(x, 50), random_brightness(x, (0.2, 0.4))):
        assert change.shape == x.shape
        assert (change != x).any()
    np.testing.assert_array_equal(apply_affine_transform(x, **axes), x)


def test_augmented_fit_and_a_custom_function(images):
    generator = ImageDataGenerator(featurewise_center=True, vertical_flip=True, preprocessing_function=lambda x: x / 2)
    generator.fit(images, augment=True, rounds=2, seed=1)
    np.testing.assert_allclose(generator.mean.ravel(), images.mean(axis=(0, 1, 2)), rtol=1e-5)
    np.testing.assert_allclose(generator.standardize(images[0]), images[0] / 2 - generator.mean, rtol=1e-6)


def test_implied_arguments_warn(images):
    with pytest.warns(UserWarning, match="featurewise_center"):
        generator = ImageDataGenerator(featurewise_std_normalization=True)
    with pytest.warns(UserWarning, match="fit"):
        generator.standardize(images[0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ImageDataGenerator(rotation_range=10)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda x: ImageDataGenerator(fill_mode="mirror"), "not_a_choice"),
        (lambda x: ImageDataGenerator(zoom_range=(1, 2, 3)), "wrong_length"),
        (lambda x: ImageDataGenerator(brightness_range=2), "wrong_length"),
        (lambda x: ImageDataGenerator(validation_split=1.5), "not_below"),
        (lambda x: ImageDataGenerator(data_format="last"), "not_a_choice"),
        (lambda x: ImageDataGenerator(interpolation_order=3, rotation_range=9).random_transform(x[0]), "not_a_choice"),
        (lambda x: ImageDataGenerator().fit(x[0]), "picture_rank"),
        (lambda x: ImageDataGenerator().flow(x[0]), "picture_rank"),
        (lambda x: ImageDataGenerator().flow(x, [1]), "unequal_lengths"),
        (lambda x: ImageDataGenerator(validation_split=0.5).flow(x, np.arange(6), subset="training"), "classes_apart"),
    ],
)
def test_invalid_arguments_are_refused(call, code, images):
    with pytest.raises(ProblemError) as caught:
        call(images)
    assert caught.value.problem.code == code
