"""Settings of the whole engine, as in ``keras.config``: epsilon, the float type and the image data format."""

from engine.errors import fail

_settings: dict[str, float] = {"epsilon": 1e-7}


def epsilon() -> float:
    """The small constant that keeps logarithms and divisions finite, 1e-7 by default."""
    return _settings["epsilon"]


def set_epsilon(value: float) -> None:
    """Set :func:`epsilon`; ``value`` must be above 0."""
    if not value > 0:
        raise fail("not_above", "epsilon", argument="epsilon", low=0, value=value)
    _settings["epsilon"] = float(value)


def floatx() -> str:
    """The float type of training, always ``float32``."""
    return "float32"


def set_floatx(value: str) -> None:
    """Accept ``float32``, the only float type of training; raises a ProblemError for any other."""
    _require("floatx", "float32", value)


def image_data_format() -> str:
    """The order of an image's axes, always ``channels_last``: ``(rows, columns, channels)``."""
    return "channels_last"


def set_image_data_format(data_format: str) -> None:
    """Accept ``channels_last``; raises a ProblemError for any other."""
    _require("data_format", "channels_last", data_format)


def image_dim_ordering() -> str:
    """Keras 1's equivalent of :func:`image_data_format`, always ``tf``."""
    return "tf"


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Keras 1: accept ``tf``, which is ``channels_last``; raises a ProblemError for any other."""
    _require("dim_ordering", "tf", dim_ordering)


def backend() -> str:
    """The name of the array library, always ``numpy``."""
    return "numpy"


def _require(argument: str, expected: str, value: str) -> None:
    if value != expected:
        raise fail("not_supported", argument, argument=argument, expected=expected, value=value)
