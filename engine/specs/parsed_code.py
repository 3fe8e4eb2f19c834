"""The result of reading Keras code: specs, problems, notices, and the places in the code that the specs came from."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, final

from engine.errors import Problem
from engine.specs.objects import CompileSpec, FitSpec, ModelSpec
from engine.specs.source_lines import SourceLines


@final
@dataclass(frozen=True)
class LayerOrigin:
    """Where a layer comes from. call: its constructor. item: the list item or the statement that adds it to the stack.

    in_list: whether the item is part of a list. is_shared: whether the code makes several layers of it, as in a loop.
    """

    call: ast.Call
    item: ast.AST
    in_list: bool
    is_shared: bool = False


@final
@dataclass(frozen=True)
class Origins:
    """The places in the code that the specs came from; None or empty for a spec that the code does not have.

    constructor: the call of Sequential. last: the last statement that changes the stack. input: the call of Input.
    """

    lines: SourceLines
    constructor: ast.Call | None = None
    last: ast.stmt | None = None
    input: ast.Call | None = None
    layers: Sequence[LayerOrigin] = ()
    compile: ast.Call | None = None
    fit: ast.Call | None = None
    seed: ast.Call | None = None


@final
@dataclass(frozen=True)
class ParsedCode:
    """Specs read from code.

    rest: statements that concern none of model, compile and fit, such as data code. problems: code that is not
    understood, so that the specs are incomplete. notices: what was cleaned, and what is understood but not used here.
    text: the code after cleaning. seed: of ``set_random_seed``, which ``fit`` has as well.
    """

    model: ModelSpec | None = None
    compile: CompileSpec | None = None
    fit: FitSpec | None = None
    rest: tuple[ast.stmt, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    text: str = ""
    seed: Any = None
    origins: Origins = field(default_factory=lambda: Origins(SourceLines("")), compare=False)
