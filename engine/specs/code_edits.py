"""Change a learner's code as little as a changed spec needs: comments, layout and everything else stay.

The code is changed by one edit after the other, and read again after each, until it gives the spec.
"""

import ast
from collections.abc import Callable
from dataclasses import replace

from engine.errors import ProblemError
from engine.specs.code_imports import import_names
from engine.specs.experiment import Experiment
from engine.specs.from_python import from_python
from engine.specs.objects import FitSpec, ModelSpec
from engine.specs.parsed_code import ParsedCode
from engine.specs.run_edits import edit_compile, edit_fit
from engine.specs.stack_edits import edit_stack, rewrite_stack
from engine.specs.text_edits import replace_node
from engine.specs.to_python import value_code

MAX_EDITS = 60
"""Limit of edits of one text; more of them are hardly an edit of the same code."""
Edit = Callable[[ParsedCode], str | None]


def update_code(step: str, text: str, experiment: Experiment) -> str | None:
    """The text of a step (``model``, ``compile`` or ``fit``), changed so that it gives the experiment.

    None if this is not possible.
    """
    edits: dict[str, Edit] = {
        "model": lambda parsed: edit_stack(parsed, experiment.model) or _edit_seed(parsed, experiment.fit),
        "compile": lambda parsed: edit_compile(parsed, experiment.compile),
        "fit": lambda parsed: edit_fit(parsed, experiment.fit) or _edit_seed(parsed, experiment.fit),
    }
    try:
        return _update(step, text, experiment, edits[step]) or (
            _rewrite(text, experiment) if step == "model" else None)
    except ProblemError:
        return None


def _update(step: str, text: str, experiment: Experiment, edit: Edit) -> str | None:
    for _ in range(MAX_EDITS):
        parsed = from_python(text)
        if parsed.problems or _spec(step, parsed) is None:
            return None
        if agrees(step, parsed, experiment):
            return text
        changed = edit(parsed)
        if changed is None or changed == text:
            return None
        text = import_names(changed)
    return None


def _rewrite(text: str, experiment: Experiment) -> str | None:
    """The text with the stack written anew, where its layers cannot be changed one by one, as in a loop."""
    parsed = from_python(text)
    changed = None if parsed.problems else rewrite_stack(parsed, experiment.model)
    if changed is None:
        return None
    changed = import_names(changed)
    return changed if agrees("model", from_python(changed), experiment) else None


def _spec(step: str, parsed: ParsedCode) -> object:
    return {"model": parsed.model, "compile": parsed.compile, "fit": parsed.fit}[step]


def agrees(step: str, parsed: ParsedCode, experiment: Experiment) -> bool:
    """Whether code gives the specs of an experiment; an input shape that it does not tell may be any."""
    if parsed.problems or (parsed.seed is not None and parsed.seed != experiment.fit.seed):
        return False
    if step == "model":
        return parsed.model is not None and same_stack(parsed.model, experiment.model)
    if step == "compile":
        return parsed.compile == experiment.compile
    return parsed.fit is not None and replace(parsed.fit, seed=experiment.fit.seed) == experiment.fit


def same_stack(one: ModelSpec, other: ModelSpec) -> bool:
    """Whether two stacks have the same layers, and the same input shape if the first one has any."""
    return one.layers == other.layers and one.input_shape in (None, other.input_shape) and (
        one.batch_size in (None, other.batch_size) or other.batch_size is None)


def _edit_seed(parsed: ParsedCode, fit: FitSpec) -> str | None:
    call = parsed.origins.seed
    if call is None or parsed.seed == fit.seed or not call.args:
        return None
    node: ast.expr = call.args[0]
    return replace_node(parsed.origins.lines, node, value_code(fit.seed))
