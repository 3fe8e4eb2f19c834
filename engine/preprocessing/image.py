"""Keras 2's ``preprocessing.image``: images from files and arrays, with random transformations."""

from engine.preprocessing.affine_transform import apply_affine_transform
from engine.preprocessing.array_iterator import NumpyArrayIterator
from engine.preprocessing.dataframe_iterator import DataFrameIterator
from engine.preprocessing.directory_iterator import DirectoryIterator
from engine.preprocessing.image_data_generator import ImageDataGenerator
from engine.preprocessing.image_files import array_to_img, img_to_array, load_img, save_img, smart_resize
from engine.preprocessing.image_iterator import ImageIterator as Iterator
from engine.preprocessing.image_transforms import (
    apply_brightness_shift,
    apply_channel_shift,
    random_brightness,
    random_channel_shift,
    random_rotation,
    random_shear,
    random_shift,
    random_zoom,
)

__all__ = [
    "DataFrameIterator", "DirectoryIterator", "ImageDataGenerator", "Iterator", "NumpyArrayIterator",
    "apply_affine_transform", "apply_brightness_shift", "apply_channel_shift", "array_to_img", "img_to_array",
    "load_img", "random_brightness", "random_channel_shift", "random_rotation", "random_shear", "random_shift",
    "random_zoom", "save_img", "smart_resize",
]  # fmt: skip
