"""NumpyArrayIterator: the result of ``ImageDataGenerator.flow``."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.preprocessing.image_iterator import ImageIterator, save_images, split_bounds
from engine.typing import Array


@final
class NumpyArrayIterator(ImageIterator):
    """Batches ``x``, ``(x, y)`` or ``(x, y, sample_weight)`` of transformed images; x: ``(batch, …)``.

    The argument x may be ``(images, others)``, with one more array or a list of arrays as ``others``: then x of a batch
    is a list of arrays, of which only the images are transformed.
    """

    def __init__(
        self,
        x: Any,
        y: Any,
        image_data_generator: Any,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        data_format: str = "channels_last",
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        subset: str | None = None,
        ignore_class_split: bool = False,
        dtype: Any = "float32",
    ) -> None:
        others: list[Array] = []
        if isinstance(x, tuple | list) and len(x) > 1 and np.ndim(x[0]) > 3:
            others = [np.asarray(each) for each in (x[1] if isinstance(x[1], list) else [x[1]])]
            x = x[0]
        parts = {"x": np.asarray(x, dtype=dtype), "y": y, "sample_weight": sample_weight}
        arrays = {name: None if part is None else np.asarray(part) for name, part in parts.items()}
        rows = len(parts["x"])
        for name, array in [*arrays.items(), *(("x", other) for other in others)]:
            if array is not None and len(array) != rows:
                raise fail("unequal_lengths", name, name=name, x=rows, received=len(array))
        if subset is not None:
            share = image_data_generator.validation_split
            low, high = split_bounds(subset, share) or (0, 1)
            rows_of_subset = slice(int(rows * low), int(rows * high))
            if not ignore_class_split:
                _require_same_classes(arrays["y"], int(rows * share))
            arrays = {name: None if array is None else array[rows_of_subset] for name, array in arrays.items()}
            others = [other[rows_of_subset] for other in others]
        images = arrays["x"]
        if images is None or images.ndim != 4:
            raise fail("picture_rank", "x", expected="4", received=None if images is None else images.shape)
        self.x, self.x_misc, self.y, self.sample_weight = images, others, arrays["y"], arrays["sample_weight"]
        self.image_data_generator, self.data_format = image_data_generator, data_format
        self.save_to_dir, self.name = save_to_dir, (save_prefix, save_format)
        super().__init__(len(self.x), batch_size, shuffle, seed)

    def batch(self, index: Array) -> Any:
        x = np.zeros((len(index), *self.x.shape[1:]), self.x.dtype)
        generator = self.image_data_generator
        for i, row in enumerate(index):
            x[i] = generator.standardize(generator.random_transform(self.x[row]))
        save_images(x, index, self.save_to_dir, self.name, self.data_format, 10_000)
        inputs = [x, *(other[index] for other in self.x_misc)] if self.x_misc else x
        if self.y is None:
            return inputs
        if self.sample_weight is None:
            return inputs, self.y[index]
        return inputs, self.y[index], self.sample_weight[index]


def _require_same_classes(y: Array | None, cut: int) -> None:
    """Raise a ProblemError with code ``classes_apart`` unless ``y[:cut]`` and ``y[cut:]`` have the same classes."""
    if y is not None and not np.array_equal(np.unique(y[:cut]), np.unique(y[cut:])):
        raise fail("classes_apart", "subset")
