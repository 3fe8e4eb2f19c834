"""image_dataset_from_directory: batches of images from a folder."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.errors import fail
from engine.images.cropping import crop, widest_box
from engine.images.resizing import METHODS, resize
from engine.preprocessing.image_files import COLOUR_MODES, is_channels_first, load_img
from engine.typing import Array
from engine.utils.directory_loader import DirectoryLoader
from engine.validators import Choice, Integers

FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")


def image_dataset_from_directory(
    directory: Any, labels: Any = "inferred", label_mode: str | None = "int", class_names: Sequence[str] | None = None,
    color_mode: str = "rgb", batch_size: int | None = 32, image_size: Any = (256, 256), shuffle: bool = True,
    seed: int | None = None, validation_split: float | None = None, subset: str | None = None,
    interpolation: str = "bilinear", follow_links: bool = False, crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False, data_format: str | None = None, verbose: bool = True,
) -> Any:  # fmt: skip
    """Batches ``(x, y)`` of a folder with one subfolder per class. Source: Keras 3, ``utils``.

    x: float32 ``(batch, *image_size, channels)``, 0 … 255. y by ``label_mode``: int ``(batch,)``, categorical one-hot
    ``(batch, classes)``, binary ``(batch, 1)``, None no y. batch_size: None for single samples.
    subset: training, validation (the last ``validation_split`` of the files), or both, which returns two data sets.
    """
    Choice(choices=tuple(COLOUR_MODES)).check("color_mode", color_mode)
    Choice(choices=METHODS).check("interpolation", interpolation.lower())
    height, width = Integers(low=1, length=2).check("image_size", image_size)
    size = (height, width)
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise fail("not_both", first="crop_to_aspect_ratio", second="pad_to_aspect_ratio")
    channels_first = is_channels_first(data_format)

    def load(path: str) -> Array:
        x = np.asarray(load_img(path, color_mode), "float32")
        x = x[..., None] if x.ndim == 2 else x
        if crop_to_aspect_ratio:
            x = crop(x, widest_box(x.shape[0], x.shape[1], size))
        y = (resize_with_pad if pad_to_aspect_ratio else resize)(x, size, interpolation.lower())
        return np.moveaxis(y, -1, 0) if channels_first else y

    loader = DirectoryLoader(labels, label_mode, class_names, batch_size, shuffle, seed, validation_split, subset,
                      follow_links, verbose)
    return loader.dataset(directory, FORMATS, load)


def resize_with_pad(x: Array, size: tuple[int, int], interpolation: str) -> Array:
    """Resize without distortion and pad with zeros around the centre. Source: TensorFlow, ``resize_with_pad``."""
    ratio = max(x.shape[1] / size[1], x.shape[0] / size[0])
    exact = (x.shape[0] / ratio, x.shape[1] / ratio)
    y = resize(x, (max(int(exact[0]), 1), max(int(exact[1]), 1)), interpolation)
    before = [int((target - length) / 2) for target, length in zip(size, exact, strict=True)]
    pad_width = [(b, target - b - length) for b, target, length in zip(before, size, y.shape, strict=False)]
    return np.pad(y, [*pad_width, (0, 0)])
