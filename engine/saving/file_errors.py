"""Convert the errors that libraries raise while reading a damaged file to a ProblemError."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zipfile import BadZipFile

from engine.errors import ProblemError, fail
from engine.limits import MAX_CONFIG_BYTES, MAX_CONFIG_DEPTH

READ_ERRORS = (ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, NotImplementedError, OSError,
          RecursionError, RuntimeError, TypeError, ValueError, zlib.error)


@contextmanager
def convert_read_errors(file: str) -> Iterator[None]:
    """Context manager: convert :data:`READ_ERRORS` to a ProblemError with code ``damaged_file`` and the reason."""
    try:
        yield
    except ProblemError:
        raise
    except READ_ERRORS as error:
        reason = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        raise fail("damaged_file", file=file, detail=reason) from error


def parse_json(text: str | bytes, file: str) -> Any:
    """Parse JSON; raises a ProblemError if the text is invalid, too long or nested too deeply."""
    if len(text) > MAX_CONFIG_BYTES:
        raise fail("config_too_long", file=file, asked=len(text), limit=MAX_CONFIG_BYTES)
    with convert_read_errors(file):
        value = json.loads(text)
    level = [value]
    for _ in range(MAX_CONFIG_DEPTH):
        level = [item for container in level if isinstance(container, dict | list)
                 for item in (container.values() if isinstance(container, dict) else container)]
        if not level:
            return value
    raise fail("damaged_file", file=file, detail=f"nested more than {MAX_CONFIG_DEPTH} deep")
