"""Read the statements of Keras code: assignments and calls; blocks of them by its base class."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, final

from engine.errors import Problem, ProblemError, did_you_mean
from engine.specs.block_reader import BlockReader
from engine.specs.code_names import last_name
from engine.specs.model_changes import changes_model, is_layer_call, is_layer_list, model_attributes
from engine.specs.model_reader import ModelReader, ModelStack
from engine.specs.objects import CompileSpec, FitSpec
from engine.specs.parsed_code import Origins, ParsedCode
from engine.specs.run_reader import RunReader

MAX_PROBLEMS = 20
"""Reading stops after this many problems."""
MAX_STATEMENTS = 10_000
"""Limit of statements that are read in loops and functions."""
MAX_WALKED_NODES = 1_000_000
"""Limit of nodes that are searched for changes of a model in loops and functions."""
PURE_FUNCTIONS = frozenset({"print", "len", "sum", "min", "max", "sorted", "range", "enumerate", "zip", "tuple", "list",
                            "str", "repr", "type", "isinstance", "display"})
"""Functions that do not change a list that they are given."""


@final
@dataclass
class StatementReader(BlockReader):
    """What has been read so far. current: the model that was made, changed, compiled or fitted last.

    calls: those of ``compile`` and ``fit``. statements, walked: what was read and searched in loops and functions.
    """

    all_stacks: list[ModelStack] = field(default_factory=list)
    current: ModelStack | None = None
    compile: CompileSpec | None = None
    fit: FitSpec | None = None
    calls: dict[str, ast.Call] = field(default_factory=dict)
    seed: Any = None
    statements: int = 0
    walked: int = 0
    rest: list[ast.stmt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def result(self) -> ParsedCode:
        fit = self.fit if self.fit is None or self.seed is None else replace(self.fit, seed=self.seed)
        stack, lines = self.current or ModelStack(), self.scope.lines
        if len([stack for stack in self.all_stacks if stack.layers]) > 1:
            self.notices.append(Problem(("code",), "several_models", lines.location(stack.constructor or ast.Pass())))
        origins = Origins(lines, stack.constructor, stack.last, stack.input, stack.shared_origins(), **self.calls)
        return ParsedCode(None if self.current is None else stack.spec(), self.compile, fit, tuple(self.rest),
                          tuple(self.problems), _distinct(self.notices), lines.source, self.seed, origins)

    def read_all(self, statements: list[ast.stmt]) -> None:
        """Read the statements of a whole text."""
        for statement in statements:
            self.read(statement)
            if len(self.problems) >= MAX_PROBLEMS:
                return
        for name, node in self.uncalled.items():
            if name not in self.scope.values:
                values = {**self.scope.lines.location(node), "name": name}
                self.problems.append(Problem(("code",), "not_called", values))

    def read(self, statement: ast.stmt) -> bool:
        """Read one statement; what is not understood is added to ``problems``."""
        num_problems = len(self.problems)
        try:
            self.statements += bool(self.depth)
            if self.statements > MAX_STATEMENTS:
                raise self.scope.problem(statement, "unknown_code")
            if not self._read_statement(statement):
                self.set_aside(statement)
        except ProblemError as error:
            self.problems.append(error.problem)
        return len(self.problems) == num_problems

    def set_aside(self, statement: ast.stmt) -> None:
        """Add a statement to ``rest``; raises a ProblemError if it changes a model."""
        nodes = self.walk(statement)
        changes = changes_model(nodes, self.stacks, self.scope.names)
        self.scope.bind_all(statement)
        for node in nodes:
            self._forget_changed(node)
        if changes:
            raise self.scope.problem(statement, "unknown_code")
        if not self.depth:
            self.rest.append(statement)

    def walk(self, node: ast.AST) -> list[ast.AST]:
        """The nodes of a statement; raises a ProblemError if loops have led to too many already."""
        nodes = [*ast.walk(node)]
        self.walked += len(nodes) if self.depth else 0
        if self.walked > MAX_WALKED_NODES:
            raise self.scope.problem(node, "unknown_code")
        return nodes

    def changes(self, statement: ast.AST) -> bool:
        """Whether a statement makes or changes a model, or calls a function that does."""
        nodes = self.walk(statement)
        calls = (node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
        return changes_model(nodes, self.stacks, self.scope.names) or any(name in self.uncalled for name in calls)

    def _forget_changed(self, node: ast.AST) -> None:
        """Forget the variables that a node may change: an item is assigned, or a function is given the list."""
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            self.stacks.pop(node.id, None)
        elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            self._forget_lists(node.value)
        elif isinstance(node, ast.Call) and last_name(node.func) not in PURE_FUNCTIONS:
            for part in (*node.args, node.func.value if isinstance(node.func, ast.Attribute) else node.func):
                self._forget_lists(part)

    def _forget_lists(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name) and isinstance(self.scope.values.get(node.id), list | dict):
            self.scope.forget(node.id)
        elif isinstance(node, ast.Name):
            self.scope.lists.pop(node.id, None)

    # --- statements -------------------------------------------------------------------------------------------

    def _read_statement(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Import() | ast.ImportFrom():
                self.scope.names.bind_import(statement)
                is_read = True
            case ast.Expr(value=ast.Call() as call):
                is_read = self._read_call(call, statement)
            case ast.Assign(targets=targets, value=value):
                is_read = self._read_assignment(targets, value, statement)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                is_read = self._read_assignment([target], value, statement)
            case ast.FunctionDef():
                is_read = self.define(statement)
            case ast.For() | ast.If() | ast.With() | ast.Return() | ast.Break() | ast.Continue():
                is_read = self.read_block(statement)
            case _:
                is_read = isinstance(statement, ast.Pass) or (
                    isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        return is_read

    def _read_assignment(self, targets: list[ast.expr], value: ast.expr, statement: ast.stmt) -> bool:
        names = [target.id for target in targets if isinstance(target, ast.Name)]
        stack = self.stack_from(value, statement)
        if stack is not None:
            self._bind_stack(names, stack)
            return len(names) == len(targets)
        call = value
        if isinstance(call, ast.Call) and self.is_builder(call):  # it was read, and returns no model
            for target in targets:
                self.scope.bind_all(target)
            return True
        while isinstance(call, ast.Attribute | ast.Subscript):  # history = model.fit(…).history
            call = call.value
        if isinstance(call, ast.Call) and self._read_call(call, statement):
            for target in targets:
                self.scope.bind_all(target)
            return True
        assigned = []
        for target, part in _pairs(targets, value):
            if isinstance(target, ast.Name):
                self.stacks.pop(target.id, None)
            assigned.append(isinstance(target, ast.Name) and self.scope.assign(target.id, part))
        return all(assigned)

    def _bind_stack(self, names: list[str], stack: ModelStack) -> None:
        for name in names:
            self.scope.forget(name)
            self.scope.names.bind(name)
            self.stacks[name] = stack

    def stack_from(self, value: ast.expr | None, statement: ast.stmt) -> ModelStack | None:
        """The model of a variable, of a call of Sequential, or of a call of a function that builds it."""
        if isinstance(value, ast.Name) and value.id in self.stacks:
            return self.stacks[value.id]
        if not isinstance(value, ast.Call):
            return None
        if self.scope.names.keras_name(value.func) == "Sequential":
            self.current = ModelStack(value, statement)
            self.all_stacks.append(self.current)
            ModelReader(self.scope).read_list(self.current, value)
            return self.current
        if self.is_builder(value):
            return self.call_function(value)
        return None

    # --- calls ------------------------------------------------------------------------------------------------

    def _read_call(self, call: ast.Call, statement: ast.stmt) -> bool:
        """Read a call; False if it affects neither the specs nor the seed."""
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        stack = self.stacks.get(owner.id) if isinstance(owner, ast.Name) else None
        name, keywords = last_name(call.func), {str(k.arg): k.value for k in call.keywords}
        if name == "set_random_seed" and call.args:
            self.seed = self.scope.value(call.args[0])
            self.calls["seed"] = call
        elif stack is not None and name in ("add", "pop", "build"):
            return self._change_stack(stack, name, call, statement)
        elif name == "compile" and (stack or "loss" in keywords or _may_be_model(call.func)):
            self.compile = RunReader(self.scope, self.notices).compile(call)
            self.calls["compile"] = call
            self.current = stack or self.current
        elif name == "fit" and (stack or keywords.keys() & {"epochs", "batch_size", "nb_epoch"}
                                or (_may_be_model(call.func) and call.args)):
            self.fit = RunReader(self.scope, self.notices).fit(call)
            self.calls["fit"] = call
            self.current = stack or self.current
        elif owner is not None and isinstance(owner, ast.Name) and owner.id in self.scope.lists and name == "append":
            self.scope.lists[owner.id] = [*self.scope.lists[owner.id], *map(self.scope.defer, call.args)]
        elif self.stack_from(call, statement) is None and not self._is_called(call):
            self._check_spelling(call, stack)
            return False
        return True

    def _is_called(self, call: ast.Call) -> bool:
        """Whether the call was one of a function that has been read in its place."""
        return self.is_builder(call)

    def _change_stack(self, stack: ModelStack, method: str, call: ast.Call, statement: ast.stmt) -> bool:
        """Read ``add``, ``pop`` or ``build``; False if the call is none of their usual forms."""
        reader = ModelReader(self.scope)
        arguments = [*call.args, *(k.value for k in call.keywords)]
        if method == "add" and len(arguments) == 1:
            reader.add(stack, arguments[0], statement, in_list=False)
        elif method == "pop" and not arguments and stack.layers:
            stack.layers.pop()
            stack.origins.pop()
        elif method == "build":
            reader.read_shape(stack, arguments[0] if arguments else None, batch=True)
        else:
            return False
        stack.last, self.current = statement, stack
        return True

    def _check_spelling(self, call: ast.Call, stack: ModelStack | None) -> None:
        """Raise a ProblemError for a misspelt method of a model, or for a model that is not one of Sequential."""
        name, names = last_name(call.func), self.scope.names
        if stack is not None and name not in model_attributes():
            raise self.scope.problem(call.func, "unknown_code", hint=did_you_mean(name, sorted(model_attributes())))
        argument = call.args[0] if call.args else None
        if name == "add" and argument is not None and is_layer_call(argument, names):
            owner = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
            raise self.scope.problem(call.func, "no_model_here", hint=did_you_mean(owner, list(self.stacks)))
        if (argument is not None and is_layer_list(argument, names)) or (not call.args and _may_be_sequential(name)):
            hint = did_you_mean(name, ["Sequential"]) if names.keras_name(call.func) else ""
            if hint or call.args:
                raise self.scope.problem(call.func, "unknown_code", hint=hint)


def _may_be_sequential(name: str) -> bool:
    """Whether a name begins like Sequential and ends like it."""
    return name[:3].lower() == "seq" and name[-1:].lower() == "l" and name != "Sequential"


def _may_be_model(method: ast.expr) -> bool:
    """Whether a method may be called on a model that was made in other code: its name contains "model"."""
    return isinstance(method, ast.Attribute) and "model" in last_name(method.value).lower()


def _pairs(targets: list[ast.expr], value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Pairs of target and value; ``a, b = 1, 2`` gives two."""
    for target in targets:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            yield from zip(target.elts, value.elts, strict=True)
        else:
            yield target, value


def _distinct(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems without repetitions, as a loop or a second call of a function gives."""
    return tuple(problem for index, problem in enumerate(problems) if problem not in problems[:index])
