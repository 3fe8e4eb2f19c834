"""Settings that all of the engine shares: the smallest divisor, the type of floats, the order of an image's axes."""

from engine.errors import fail

_settings: dict[str, float] = {"epsilon": 1e-7}


def epsilon() -> float:
    """The small number that keeps logarithms and divisions finite: 1e-7 unless :func:`set_epsilon` changed it."""
    return _settings["epsilon"]


def set_epsilon(value: float) -> None:
    """Change :func:`epsilon`; ``value`` has to be above 0."""
    if not value > 0:
        raise fail("not_above", "epsilon", argument="epsilon", low=0, value=value)
    _settings["epsilon"] = float(value)


def floatx() -> str:
    """The type of floats in training, always ``float32``."""
    return "float32"


def set_floatx(value: str) -> None:
    """Accept ``float32``, which is what training computes in; anything else is a problem."""
    _only("floatx", "float32", value)


def image_data_format() -> str:
    """Where the colours of an image are, always ``channels_last``: ``(rows, columns, channels)``."""
    return "channels_last"


def set_image_data_format(data_format: str) -> None:
    """Accept ``channels_last``; anything else is a problem."""
    _only("data_format", "channels_last", data_format)


def image_dim_ordering() -> str:
    """Keras 1's name of :func:`image_data_format`, always ``tf``."""
    return "tf"


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Keras 1: accept ``tf``, which is ``channels_last``; anything else is a problem."""
    _only("dim_ordering", "tf", dim_ordering)


def backend() -> str:
    """What computes."""
    return "numpy"


def _only(argument: str, expected: str, value: str) -> None:
    if value != expected:
        raise fail("not_supported", argument, argument=argument, expected=expected, value=value)
