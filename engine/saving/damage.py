"""What goes wrong while a file is read becomes one clear problem, whichever library noticed it first."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zipfile import BadZipFile

from engine.errors import ProblemError, fail
from engine.limits import MAX_CONFIG_BYTES, MAX_CONFIG_DEPTH

DAMAGE = (ArithmeticError, AttributeError, BadZipFile, EOFError, LookupError, NotImplementedError, OSError,
          RecursionError, RuntimeError, TypeError, ValueError, zlib.error)


@contextmanager
def reading(file: str) -> Iterator[None]:
    """Turn every error but a ProblemError into the problem that the file cannot be read, with the reason."""
    try:
        yield
    except ProblemError:
        raise
    except DAMAGE as error:
        reason = str(error).strip().partition("\n")[0][:200] or type(error).__name__
        raise fail("damaged_file", file=file, detail=reason) from error


def parsed(text: str | bytes, file: str) -> Any:
    """The value of a JSON text that is not too long and not nested too deeply."""
    if len(text) > MAX_CONFIG_BYTES:
        raise fail("config_too_long", file=file, asked=len(text), limit=MAX_CONFIG_BYTES)
    with reading(file):
        value = json.loads(text)
    level = [value]
    for _ in range(MAX_CONFIG_DEPTH):
        level = [inner for outer in level if isinstance(outer, dict | list)
                 for inner in (outer.values() if isinstance(outer, dict) else outer)]
        if not level:
            return value
    raise fail("damaged_file", file=file, detail=f"nested more than {MAX_CONFIG_DEPTH} deep")
