"""Parse Keras code into specs with ``ast``; the code is never run. Code that changes a model but is not understood
becomes a Problem with line and column; statements that concern no model are set aside."""

import re

from engine.errors import Problem
from engine.limits import MAX_INPUT
from engine.specs.code_cleaning import clean
from engine.specs.code_values import Scope
from engine.specs.parsed_code import ParsedCode
from engine.specs.source_lines import SourceLines
from engine.specs.statement_reader import StatementReader

LINE_IN_REASON = re.compile(r" \(detected at line \d+\)")
"""What Python adds to some reasons, although the problem has the line already."""


def from_python(source: str) -> ParsedCode:
    """Read model, compile and fit from Keras code in any of the usual spellings; errors are in ``problems``."""
    if len(source) > MAX_INPUT:
        return ParsedCode(problems=(Problem(("code",), "code_too_long", {"asked": len(source), "limit": MAX_INPUT}),),
                          text=source)
    cleaned = clean(source)
    error = cleaned.error
    if cleaned.tree is None:
        assert error is not None
        values = {"line": error.lineno or 1, "column": error.offset or 1,
                  "reason": LINE_IN_REASON.sub("", error.msg)}
        return ParsedCode(problems=(Problem(("code",), "syntax", values),), text=source)
    reader = StatementReader(Scope(SourceLines(cleaned.text)))
    reader.notices += cleaned.notices
    reader.read_all(cleaned.tree.body)
    return reader.result()
