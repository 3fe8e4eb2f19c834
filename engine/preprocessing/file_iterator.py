"""FileIterator: batches of images that are read from files when they are needed."""

from abc import ABC
from typing import Any

import numpy as np

from engine.preprocessing.image_files import COLOUR_MODES, img_to_array, load_img
from engine.preprocessing.image_iterator import ImageIterator, save_images, split_bounds
from engine.typing import Array
from engine.validators import Choice

FORMATS = ("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff")
CHANNELS = {"grayscale": 1, "rgb": 3, "rgba": 4}


class FileIterator(ImageIterator, ABC):
    """Batches ``(x, y)`` of images of ``target_size``.

    target_size: ``(height, width)``. y by ``class_mode``: ``categorical``: one-hot rows, or multi-hot rows for images
    with several classes; ``binary``, ``sparse``: class indices; ``input``: the images; ``raw``: columns of the table as
    one array; ``multi_output``: the columns as a list of arrays; None: no y. save_to: ``(folder, prefix, format)`` for
    :func:`save_images`.
    """

    filepaths: list[str]
    filenames: list[str]
    classes: Any
    class_indices: dict[str, int]

    def __init__(
        self,
        image_data_generator: Any,
        target_size: tuple[int, int],
        color_mode: str,
        class_mode: str | None,
        data_format: str,
        save_to: tuple[str | None, str, str],
        subset: str | None,
        interpolation: str,
        keep_aspect_ratio: bool,
        dtype: Any,
    ) -> None:
        Choice(choices=tuple(COLOUR_MODES)).check("color_mode", color_mode)
        self.image_data_generator, self.class_mode = image_data_generator, class_mode
        self.target_size, self.color_mode, self.data_format = tuple(target_size), color_mode, data_format
        channels = CHANNELS[color_mode]
        last = data_format == "channels_last"
        self.image_shape = (*self.target_size, channels) if last else (channels, *self.target_size)
        self.save_to_dir, *name = save_to
        self.name = (name[0], name[1])
        self.subset, self.interpolation, self.keep_aspect_ratio = subset, interpolation, keep_aspect_ratio
        share = image_data_generator.validation_split if image_data_generator else 0.0
        self.split = split_bounds(subset, share)
        self.dtype = dtype

    @property
    def samples(self) -> int:
        """The number of images."""
        return len(self.filepaths)

    @property
    def labels(self) -> Any:
        """The class index or the other label of each image."""
        return self.classes

    @property
    def sample_weight(self) -> Array | None:
        """The weight of each image; None unless a :class:`DataFrameIterator` has a column of weights."""
        return None

    def batch(self, index: Array) -> Any:
        x = np.zeros((len(index), *self.image_shape), self.dtype)
        for i, row in enumerate(index):
            x[i] = self._load(self.filepaths[row])
        save_images(x, index, self.save_to_dir, self.name, self.data_format, 10_000_000)
        if self.class_mode is None:
            return x
        y = self._labels(x, index)
        return (x, y) if self.sample_weight is None else (x, y, self.sample_weight[index])

    def _load(self, path: str) -> Array:
        image = load_img(path, self.color_mode, (self.target_size[0], self.target_size[1]), self.interpolation,
                         self.keep_aspect_ratio)
        x = img_to_array(image, self.data_format)
        generator = self.image_data_generator
        return x if generator is None else generator.standardize(generator.random_transform(x))

    def _labels(self, x: Array, index: Array) -> Any:
        match self.class_mode:
            case "input":
                return x.copy()
            case "binary" | "sparse":
                return np.array([self.classes[row] for row in index], self.dtype)
            case "categorical":
                y = np.zeros((len(index), len(self.class_indices)), self.dtype)
                for i, row in enumerate(index):
                    y[i, self.classes[row]] = 1
                return y
            case "multi_output":
                return [column[index] for column in self.labels]
        return self.labels[index]
