"""DirectoryIterator: the result of ``ImageDataGenerator.flow_from_directory``."""

import os
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.preprocessing.file_iterator import FORMATS, FileIterator
from engine.preprocessing.image_iterator import ImageIterator
from engine.utils.directory_loader import files_in
from engine.validators import Choice

CLASS_MODES = Choice(choices=("categorical", "binary", "sparse", "input"), optional=True)


@final
class DirectoryIterator(FileIterator):
    """Images from a folder with one subfolder per class.

    classes: names of the subfolders, in the order of the class indices; by default all, sorted by name.
    """

    def __init__(
        self,
        directory: Any,
        image_data_generator: Any,
        target_size: tuple[int, int] = (256, 256),
        color_mode: str = "rgb",
        classes: Any = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str = "channels_last",
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str = "png",
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = "float32",
    ) -> None:
        super().__init__(image_data_generator, target_size, color_mode, CLASS_MODES.convert("class_mode", class_mode),
                         data_format, (save_to_dir, save_prefix, save_format), subset, interpolation,
                         keep_aspect_ratio, dtype)
        self.directory = str(directory)
        if not os.path.isdir(self.directory):
            raise fail("no_such_folder", "directory", folder=self.directory)
        entries = sorted(os.listdir(self.directory))
        names = list(classes or [name for name in entries if os.path.isdir(os.path.join(self.directory, name))])
        self.num_classes = len(names)
        self.class_indices = {name: index for index, name in enumerate(names)}
        self.filepaths, labels = [], []
        for name in names:
            paths = list(files_in(os.path.join(self.directory, name), follow_links, FORMATS))
            if self.split is not None:
                paths = paths[int(self.split[0] * len(paths)) : int(self.split[1] * len(paths))]
            self.filepaths += paths
            labels += [self.class_indices[name]] * len(paths)
        self.filenames = [os.path.relpath(path, self.directory) for path in self.filepaths]
        self.classes = np.array(labels, "int32")
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")
        ImageIterator.__init__(self, self.samples, batch_size, shuffle, seed)
