"""Load and save image files, and convert between Pillow images and arrays."""

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from engine.errors import fail
from engine.images.cropping import crop, widest_box
from engine.images.resizing import METHODS, resize
from engine.typing import Array
from engine.validators import Choice

DATA_FORMAT = Choice(choices=("channels_first", "channels_last"))
COLOUR_MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
GREYSCALE_MODES = ("L", "I;16", "I")
RESAMPLING = {
    "nearest": Image.Resampling.NEAREST, "bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC,
    "hamming": Image.Resampling.HAMMING, "box": Image.Resampling.BOX, "lanczos": Image.Resampling.LANCZOS,
}  # fmt: skip
CHANNELS = {1: "L", 3: "RGB", 4: "RGBA"}


def is_channels_first(data_format: str | None) -> bool:
    """Whether a data format is ``channels_first``; None is ``channels_last``."""
    return DATA_FORMAT.check("data_format", data_format or "channels_last") == "channels_first"


def load_img(path: Any, color_mode: str = "rgb", target_size: tuple[int, int] | None = None,
             interpolation: str = "nearest", keep_aspect_ratio: bool = False) -> Image.Image:
    """Load an image from a file (a path or ``BytesIO``). Source: Keras 3, ``utils.load_img``.

    target_size: ``(height, width)``. keep_aspect_ratio: before resizing, crop the image to the aspect ratio of
    ``target_size``, around its centre.
    """
    Choice(choices=tuple(COLOUR_MODES)).check("color_mode", color_mode)
    image = _open(path)
    mode = COLOUR_MODES[color_mode]
    if not (image.mode in GREYSCALE_MODES and mode == "L"):
        image = image.convert(mode)
    if target_size is None or image.size == (target_size[1], target_size[0]):
        return image
    Choice(choices=tuple(RESAMPLING)).check("interpolation", interpolation)
    height, width = target_size
    box = None
    if keep_aspect_ratio:
        box_height = min(image.height, (image.width * height) // width)
        box_width = min(image.width, (image.height * width) // height)
        top, left = (image.height - box_height) // 2, (image.width - box_width) // 2
        box = (left, top, left + box_width, top + box_height)
    return image.resize((width, height), RESAMPLING[interpolation], box=box)


def _open(path: Any) -> Image.Image:
    """Read an image completely, so that no file stays open.

    Raises a ProblemError with code ``not_a_picture`` if the file is not an image.
    """
    try:
        raw = path if isinstance(path, io.BytesIO) else io.BytesIO(Path(_text(path)).read_bytes())
        image = Image.open(raw)
        image.load()
    except FileNotFoundError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise fail("not_a_picture", "path", file=str(path), detail=str(error)) from None
    return image


def _text(path: Any) -> Any:
    return path.decode() if isinstance(path, bytes) else path


def img_to_array(img: Any, data_format: str | None = None, dtype: Any = None) -> Array:
    """Convert an image to an array, by default float32. Source: Keras 3, ``utils.img_to_array``.

    The result is ``(height, width, channels)``, or ``(channels, height, width)`` for ``channels_first``.
    """
    channels_first = is_channels_first(data_format)
    x = np.asarray(img, dtype=dtype or "float32")
    if x.ndim not in (2, 3):
        raise fail("picture_rank", "img", expected="2 or 3", received=x.shape)
    if x.ndim == 2:
        return x[None] if channels_first else x[..., None]
    return x.transpose(2, 0, 1) if channels_first else x


def array_to_img(x: Any, data_format: str | None = None, scale: bool = True, dtype: Any = None) -> Image.Image:
    """Convert an array to an image. Source: Keras 3, ``utils.array_to_img``.

    x: ``(height, width, channels)``, or ``(channels, height, width)`` for ``channels_first``, with 1, 3 or 4 channels.
    scale: map the minimum to 0 and the maximum to 255.
    """
    x = np.asarray(x, dtype=dtype or "float32")
    if x.ndim != 3:
        raise fail("picture_rank", "x", expected="3", received=x.shape)
    x = x.transpose(1, 2, 0) if is_channels_first(data_format) else x
    if x.shape[2] not in CHANNELS:
        raise fail("not_a_choice", "x", argument="the number of channels", choices=tuple(CHANNELS), value=x.shape[2],
                   hint="")
    if scale:
        x = x - x.min()
        x = x / (x.max() or 1) * 255
    x = x[..., 0] if x.shape[2] == 1 else x
    if x.ndim == 2 and x.max() > 255:
        return Image.fromarray(x.astype("int32"))
    return Image.fromarray(x.astype("uint8"))


def save_img(path: Any, x: Any, data_format: str | None = None, file_format: str | None = None, scale: bool = True,
             **kwargs: Any) -> None:
    """Save an array as an image. Source: Keras 3, ``utils.save_img``.

    x: as for :func:`array_to_img`. file_format: by default the suffix of ``path``. kwargs: go to Pillow.
    """
    if file_format is None and isinstance(path, str | Path):
        file_format = Path(path).suffix[1:].lower()
    file_format = "jpeg" if (file_format or "").lower() == "jpg" else file_format
    image = array_to_img(x, data_format, scale)
    if image.mode == "RGBA" and file_format == "jpeg":
        warnings.warn("JPEG has no transparency: the image is saved as RGB.", stacklevel=2)
        image = image.convert("RGB")
    image.save(path, format=file_format, **kwargs)


def smart_resize(x: Any, size: tuple[int, int], interpolation: str = "bilinear",
                 data_format: str = "channels_last") -> Array:
    """Resize images without distortion by cropping the centre.

    x: ``(height, width, channels)``, or a batch. size: ``(height, width)`` of the result. Source: Keras 3,
    ``preprocessing.image``.
    """
    if len(size) != 2:
        raise fail("wrong_length", "size", argument="size", length=2, value=size)
    Choice(choices=METHODS).check("interpolation", interpolation)
    x = np.asarray(x)
    if x.ndim not in (3, 4):
        raise fail("picture_rank", "x", expected="3 or 4", received=x.shape)
    x = np.moveaxis(x, -3, -1) if is_channels_first(data_format) else x
    y = resize(crop(x, widest_box(x.shape[-3], x.shape[-2], size)), size, interpolation)
    return np.moveaxis(y, -1, -3) if is_channels_first(data_format) else y
