"""Arguments of Keras's recurrent layers that do not change the result here."""

from typing import Any

from engine.errors import fail

CUDNN = ("auto", True, False)


def drop_ignored(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments without ``implementation``, ``use_cudnn`` and ``time_major``.

    Raises a ProblemError if use_cudnn is not one of Keras's values, and for ``time_major=True`` of Keras 2, which would
    exchange the axes of batch and time.
    """
    use_cudnn, time_major = arguments.get("use_cudnn", "auto"), arguments.get("time_major", False)
    if use_cudnn not in CUDNN:
        raise fail("not_a_choice", "use_cudnn", argument="use_cudnn", choices=CUDNN, hint="", value=use_cudnn)
    if time_major:
        raise fail("not_supported", "time_major", argument="time_major", expected=False, value=time_major)
    ignored = ("implementation", "use_cudnn", "time_major")
    return {name: value for name, value in arguments.items() if name not in ignored}
