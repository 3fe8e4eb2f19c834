"""ImageDataGenerator: data augmentation by random transformations of images."""

import math
import warnings
from collections.abc import Callable
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.preprocessing.affine_transform import FILL_MODES, apply_affine_transform
from engine.preprocessing.array_iterator import NumpyArrayIterator
from engine.preprocessing.dataframe_iterator import DataFrameIterator
from engine.preprocessing.directory_iterator import DirectoryIterator
from engine.preprocessing.image_files import is_channels_first
from engine.preprocessing.image_transforms import apply_brightness_shift, apply_channel_shift, flip_axis, pair
from engine.typing import Array
from engine.validators import Real

NOT_FITTED = "This ImageDataGenerator has {name}=True, but it was not fitted: call fit(x) first."
IMPLIED = "{argument} needs {name}: it is {value} now."


@final
class ImageDataGenerator:
    """Transforms images at random and normalizes them. Source: Keras 2, ``preprocessing.image``.

    rotation_range, shear_range: degrees. width_shift_range, height_shift_range: a fraction if below 1, else pixels,
    or a list of pixels; despite their names, and as in Keras 2, width_shift_range shifts up or down and
    height_shift_range to the left or right. zoom_range: ``z``
    for 1 − z … 1 + z, or two values. brightness_range: two values. fill_mode: constant (with ``cval``), nearest,
    reflect or wrap. rescale: a factor. featurewise_…: normalize with statistics of :meth:`fit`; samplewise_…: with
    those of each image. Random numbers come from ``np.random``, in Keras's order.
    """

    def __init__(
        self,
        featurewise_center: bool = False,
        samplewise_center: bool = False,
        featurewise_std_normalization: bool = False,
        samplewise_std_normalization: bool = False,
        zca_whitening: bool = False,
        zca_epsilon: float = 1e-6,
        rotation_range: float = 0,
        width_shift_range: Any = 0.0,
        height_shift_range: Any = 0.0,
        brightness_range: Any = None,
        shear_range: float = 0.0,
        zoom_range: Any = 0.0,
        channel_shift_range: float = 0.0,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        rescale: float | None = None,
        preprocessing_function: Callable[[Array], Array] | None = None,
        data_format: str | None = None,
        validation_split: float = 0.0,
        interpolation_order: int = 1,
        dtype: Any = None,
    ) -> None:
        self.featurewise_center, self.samplewise_center = featurewise_center, samplewise_center
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening, self.zca_epsilon = zca_whitening, zca_epsilon
        self.rotation_range, self.shear_range = rotation_range, shear_range
        self.width_shift_range, self.height_shift_range = width_shift_range, height_shift_range
        is_number = isinstance(zoom_range, float | int)
        self.zoom_range = (1 - zoom_range, 1 + zoom_range) if is_number else pair("zoom_range", zoom_range)
        self.brightness_range = None if brightness_range is None else pair("brightness_range", brightness_range)
        self.channel_shift_range = channel_shift_range
        self.fill_mode, self.cval = FILL_MODES.check("fill_mode", fill_mode), cval
        self.horizontal_flip, self.vertical_flip = horizontal_flip, vertical_flip
        self.rescale, self.preprocessing_function = rescale, preprocessing_function
        self.interpolation_order, self.dtype = interpolation_order, dtype or "float32"
        self.validation_split = Real(low=0, below=1).check("validation_split", validation_split or 0.0)
        self.data_format = "channels_first" if is_channels_first(data_format) else "channels_last"
        self.channel_axis, self.row_axis, self.col_axis = (1, 2, 3) if is_channels_first(data_format) else (3, 1, 2)
        self.mean: Array | None = None
        self.std: Array | None = None
        self.zca_whitening_matrix: Array | None = None
        self._set_implied()

    def _set_implied(self) -> None:
        """Set the arguments that others require, with a warning, as Keras does."""
        whitening = self.zca_whitening
        implied = [("zca_whitening", "featurewise_center", whitening, True),
                   ("zca_whitening", "featurewise_std_normalization", whitening, False),
                   ("featurewise_std_normalization", "featurewise_center", self.featurewise_std_normalization, True),
                   ("samplewise_std_normalization", "samplewise_center", self.samplewise_std_normalization, True)]
        for argument, name, is_set, value in implied:
            if is_set and getattr(self, name) != value:
                warnings.warn(IMPLIED.format(argument=argument, name=name, value=value), stacklevel=3)
                setattr(self, name, value)

    # --- batches ----------------------------------------------------------------------------------------------

    def flow(self, x: Any, y: Any = None, batch_size: int = 32, shuffle: bool = True, sample_weight: Any = None,
             seed: int | None = None, save_to_dir: str | None = None, save_prefix: str = "", save_format: str = "png",
             ignore_class_split: bool = False, subset: str | None = None) -> NumpyArrayIterator:
        """Infinite batches of transformed images from arrays: x ``(n, height, width, channels)``, y labels."""
        return NumpyArrayIterator(x, y, self, batch_size, shuffle, sample_weight, seed, self.data_format, save_to_dir,
                                  save_prefix, save_format, subset, ignore_class_split, self.dtype)

    def flow_from_directory(self, directory: Any, target_size: tuple[int, int] = (256, 256), color_mode: str = "rgb",
                            classes: Any = None, class_mode: str | None = "categorical", batch_size: int = 32,
                            shuffle: bool = True, seed: int | None = None, save_to_dir: str | None = None,
                            save_prefix: str = "", save_format: str = "png", follow_links: bool = False,
                            subset: str | None = None, interpolation: str = "nearest",
                            keep_aspect_ratio: bool = False) -> DirectoryIterator:
        """Infinite batches of images from a folder with one subfolder per class."""
        return DirectoryIterator(directory, self, target_size, color_mode, classes, class_mode, batch_size, shuffle,
                                 seed, self.data_format, save_to_dir, save_prefix, save_format, follow_links, subset,
                                 interpolation, keep_aspect_ratio, self.dtype)

    def flow_from_dataframe(self, dataframe: Any, directory: Any = None, x_col: str = "filename", y_col: Any = "class",
                            weight_col: str | None = None, target_size: tuple[int, int] = (256, 256),
                            color_mode: str = "rgb", classes: Any = None, class_mode: str | None = "categorical",
                            batch_size: int = 32, shuffle: bool = True, seed: int | None = None,
                            save_to_dir: str | None = None, save_prefix: str = "", save_format: str = "png",
                            subset: str | None = None, interpolation: str = "nearest",
                            validate_filenames: bool = True) -> DataFrameIterator:
        """Infinite batches of images from files in one column of a table, with labels from another."""
        return DataFrameIterator(dataframe, directory, self, x_col, y_col, weight_col, target_size, color_mode, classes,
                                 class_mode, batch_size, shuffle, seed, self.data_format, save_to_dir, save_prefix,
                                 save_format, subset, interpolation, False, self.dtype, validate_filenames)

    # --- one image ----------------------------------------------------------------------------------------------

    def standardize(self, x: Array) -> Array:
        """Normalize one image, or a batch as a whole, as the arguments of the constructor say."""
        if self.preprocessing_function is not None:
            x = self.preprocessing_function(x)
        if self.rescale:
            x = x * np.asarray(self.rescale, x.dtype)
        if self.samplewise_center:
            x = x - np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x = x / (np.std(x, keepdims=True) + 1e-6)
        if self.featurewise_center and self._is_fitted("featurewise_center", self.mean):
            x = x - self.mean
        if self.featurewise_std_normalization and self._is_fitted("featurewise_std_normalization", self.std):
            x = x / (self.std + 1e-6)  # type: ignore[operator]
        if self.zca_whitening and self._is_fitted("zca_whitening", self.zca_whitening_matrix):
            flat = x.reshape(-1, math.prod(x.shape[-3:]))
            x = (flat @ self.zca_whitening_matrix).reshape(x.shape)
        return x

    def _is_fitted(self, name: str, statistic: Array | None) -> bool:
        if statistic is None:
            warnings.warn(NOT_FITTED.format(name=name), stacklevel=3)
        return statistic is not None

    def get_random_transform(self, img_shape: tuple[int, ...], seed: int | None = None) -> dict[str, Any]:
        """Draw the parameters of a transformation for an image of this shape."""
        if seed is not None:
            np.random.seed(seed)
        uniform = np.random.uniform
        theta = uniform(-self.rotation_range, self.rotation_range) if self.rotation_range else 0
        tx = _shift(self.height_shift_range, img_shape[self.row_axis - 1])
        ty = _shift(self.width_shift_range, img_shape[self.col_axis - 1])
        shear = uniform(-self.shear_range, self.shear_range) if self.shear_range else 0
        low, high = self.zoom_range
        zx, zy = (1, 1) if low == high == 1 else uniform(low, high, 2)
        flip_horizontal = bool((np.random.random() < 0.5) * self.horizontal_flip)
        flip_vertical = bool((np.random.random() < 0.5) * self.vertical_flip)
        spread = self.channel_shift_range
        return {
            "theta": theta, "tx": tx, "ty": ty, "shear": shear, "zx": zx, "zy": zy,
            "flip_horizontal": flip_horizontal, "flip_vertical": flip_vertical,
            "channel_shift_intensity": uniform(-spread, spread) if spread else None,
            "brightness": None if self.brightness_range is None else uniform(*self.brightness_range),
        }  # fmt: skip

    def apply_transform(self, x: Array, transform_parameters: dict[str, Any]) -> Array:
        """Transform one image with the parameters of :meth:`get_random_transform`."""
        row, column, channel = self.row_axis - 1, self.col_axis - 1, self.channel_axis - 1
        get: Callable[..., Any] = transform_parameters.get
        x = apply_affine_transform(x, get("theta", 0), get("tx", 0), get("ty", 0), get("shear", 0), get("zx", 1),
                                   get("zy", 1), row, column, channel, self.fill_mode, self.cval,
                                   self.interpolation_order)
        if get("channel_shift_intensity") is not None:
            x = apply_channel_shift(x, get("channel_shift_intensity"), channel)
        if get("flip_horizontal"):
            x = flip_axis(x, column)
        if get("flip_vertical"):
            x = flip_axis(x, row)
        if get("brightness") is not None:
            x = apply_brightness_shift(x, get("brightness"), False)
        return x

    def random_transform(self, x: Array, seed: int | None = None) -> Array:
        """Transform one image at random."""
        return self.apply_transform(x, self.get_random_transform(x.shape, seed))

    def fit(self, x: Any, augment: bool = False, rounds: int = 1, seed: int | None = None) -> None:
        """Compute the statistics of images ``(n, height, width, channels)`` for featurewise arguments and whitening.

        augment: use ``rounds`` random transformations of each image instead of the image.
        """
        x = np.array(x, dtype=self.dtype)
        if x.ndim != 4:
            raise fail("picture_rank", "x", expected="4", received=x.shape)
        if seed is not None:
            np.random.seed(seed)
        if self.rescale:
            x = x * np.asarray(self.rescale, x.dtype)
        if augment:
            x = np.stack([self.random_transform(image) for _ in range(rounds) for image in x])
        axes = (0, self.row_axis, self.col_axis)
        shape = [1, 1, 1]
        shape[self.channel_axis - 1] = x.shape[self.channel_axis]
        if self.featurewise_center:
            self.mean = np.mean(x, axis=axes).reshape(shape)
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(x, axis=axes).reshape(shape)
            x = x / (self.std + 1e-6)
        if self.zca_whitening:
            u, s, _ = np.linalg.svd(x.reshape(len(x), -1).T, full_matrices=False)
            self.zca_whitening_matrix = (u * (np.sqrt(len(x)) / (s + self.zca_epsilon))) @ u.T


def _shift(shift_range: Any, length: int) -> float:
    """Draw a shift along an axis of this length, in pixels.

    shift_range: a list, of which one value is drawn, or an integer n, for one of 0 … n − 1, both with a random sign; a
    float for a uniform number in ± shift_range. A range below 1 is a fraction of the length.
    """
    if not shift_range:
        return 0
    try:
        shift = np.random.choice(shift_range) * np.random.choice([-1, 1])
    except ValueError:
        shift = np.random.uniform(-shift_range, shift_range)
    return float(shift * length if np.max(shift_range) < 1 else shift)
