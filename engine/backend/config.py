"""Two numbers that all of the engine shares: the smallest divisor, and the type of floats."""

from engine.problems import fail

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
