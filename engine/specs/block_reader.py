"""Read the loops, conditions and functions in Keras code that build a model."""

import ast
import operator
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ProblemError
from engine.specs.code_names import last_name
from engine.specs.code_values import Scope
from engine.specs.model_reader import ModelReader, ModelStack

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.eq, ast.IsNot: operator.ne,
}
MAX_NESTED_BLOCKS = 50
"""Limit of loops and calls of functions that are read inside each other."""
MAX_CALLS = 100
"""Limit of calls of the learner's functions; each has a copy of the scope."""


@dataclass
class BlockReader(ABC):
    """Base of the reader of statements: it reads blocks of them.

    stacks: models by variable. functions: of the learner, by name. uncalled: those that build a model and were not
    called yet. builders: whether a function makes or changes a model, by the models known then. depth: number of loops
    and functions around the current statement. returned: whether the function that is being read has returned, and
    ``result_stack`` is the model that it returned.
    """

    scope: Scope
    stacks: dict[str, ModelStack] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    uncalled: dict[str, ast.FunctionDef] = field(default_factory=dict)
    depth: int = 0
    calls_read: int = 0
    builders: dict[tuple[int, tuple[str, ...]], bool] = field(default_factory=dict)
    returned: bool = False
    result_stack: ModelStack | None = None

    @abstractmethod
    def read(self, statement: ast.stmt) -> bool:
        """Read one statement; False if it has a problem."""

    @abstractmethod
    def changes(self, statement: ast.AST) -> bool:
        """Whether a statement makes or changes a model, or calls a function that does."""

    @abstractmethod
    def stack_from(self, value: ast.expr | None, statement: ast.stmt) -> ModelStack | None:
        """The model that an expression stands for; None if it is no model."""

    def read_block(self, statement: ast.stmt) -> bool:
        """Read a loop, a condition or a with statement; False if it does not concern a model."""
        match statement:
            case ast.Return(value=value) if self.depth:
                self.result_stack = self.stack_from(value, statement)
                self.returned = True
                return self.result_stack is not None or value is None or not self.changes(value)
            case ast.Break() | ast.Continue():
                raise self.scope.problem(statement, "unknown_code")
        if not self.changes(statement):
            return False
        if self.depth > MAX_NESTED_BLOCKS:
            raise self.scope.problem(statement, "unknown_code")
        match statement:
            case ast.For(target=target, iter=iterable, body=body, orelse=[]):
                for _ in ModelReader(self.scope).iterate(target, iterable):
                    if not self._read_all(body) or self.returned:
                        break
                return True
            case ast.If(test=test, body=body, orelse=orelse):
                self._read_all(body if self._condition(test) else orelse)
                return True
            case ast.With(body=body, items=items):
                for item in items:
                    self.scope.bind_all(item)
                self._read_all(body)
                return True
        return False

    def _read_all(self, statements: list[ast.stmt]) -> bool:
        """Read the statements of a block up to a return; False after the first one with a problem."""
        self.depth += 1
        try:
            for statement in statements:
                if self.returned:
                    break
                if not self.read(statement):
                    return False
        finally:
            self.depth -= 1
        return True

    def _condition(self, test: ast.expr) -> bool:
        """The value of a condition; raises a ProblemError if it cannot be read."""
        match test:
            case ast.Compare(left=ast.Name(id="__name__")):
                return True
            case ast.Compare(left=left, ops=[comparison], comparators=[right]) if type(comparison) in COMPARISONS:
                try:
                    return bool(COMPARISONS[type(comparison)](self.scope.value(left), self.scope.value(right)))
                except TypeError:
                    raise self.scope.problem(test) from None
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self._condition(operand)
        return bool(self.scope.value(test))

    # --- functions --------------------------------------------------------------------------------------------

    def define(self, node: ast.FunctionDef) -> bool:
        """Keep a function until it is called; False if its body does not concern a model."""
        self.scope.bind_all(node)
        self.functions[node.name] = node
        self.uncalled.pop(node.name, None)
        if not any(self.changes(statement) for statement in node.body):
            return False
        self.uncalled[node.name] = node
        return True

    def is_builder(self, call: ast.Call) -> bool:
        """Whether a call is one of a function of the learner that makes or changes a model."""
        if not isinstance(call.func, ast.Name) or call.func.id not in self.functions:
            return False
        arguments = (*call.args, *(k.value for k in call.keywords))
        node = self.functions[call.func.id]
        takes_model = any(isinstance(argument, ast.Name) and argument.id in self.stacks for argument in arguments)
        key = (id(node), tuple(self.stacks))
        if key not in self.builders:
            self.builders[key] = any(self.changes(statement) for statement in node.body)
        return takes_model or self.builders[key]

    def call_function(self, call: ast.Call) -> ModelStack | None:
        """Read the body of a function in the place of its call; returns the model that it returns."""
        node = self.functions[last_name(call.func)]
        self.calls_read += 1
        if self.calls_read > MAX_CALLS or self.depth > MAX_NESTED_BLOCKS or node.decorator_list:
            raise self.scope.problem(call, "unknown_code")
        self.uncalled.pop(node.name, None)
        outer, stacks, functions = self.scope, self.stacks, self.functions
        self.scope, self.stacks, self.functions = outer.copy(), dict(stacks), dict(functions)
        try:
            for name, argument in self._arguments(node, call).items():
                self._bind(outer, stacks, name, argument)
            self._read_all(node.body)
            return self.result_stack if self.returned else None
        finally:
            outer.visited = self.scope.visited
            self.scope, self.stacks, self.functions = outer, stacks, functions
            self.returned, self.result_stack = False, None

    def _arguments(self, node: ast.FunctionDef, call: ast.Call) -> dict[str, ast.expr | None]:
        """The argument of every parameter; None if there is none."""
        positional = [parameter.arg for parameter in (*node.args.posonlyargs, *node.args.args)]
        keyword_only = [parameter.arg for parameter in node.args.kwonlyargs]
        arguments = {str(k.arg): k.value for k in call.keywords}
        is_plain = not (node.args.vararg or node.args.kwarg) and len(call.args) <= len(positional)
        if not is_plain or any(isinstance(argument, ast.Starred) for argument in call.args) or not (
                arguments.keys() <= {*positional, *keyword_only}):
            raise self.scope.problem(call, "unknown_code")
        defaults = dict(zip(positional[len(positional) - len(node.args.defaults):], node.args.defaults, strict=True))
        others = dict(zip(keyword_only, node.args.kw_defaults, strict=True))
        return {**dict.fromkeys(positional), **defaults, **others, **dict(zip(positional, call.args, strict=False)),
                **arguments}

    def _bind(self, outer: Scope, stacks: dict[str, ModelStack], name: str, argument: ast.expr | None) -> None:
        """Bind a parameter to what the argument is where the function is called."""
        self.scope.forget(name)
        self.scope.names.bind(name)
        self.stacks.pop(name, None)
        if isinstance(argument, ast.Name) and argument.id in stacks:
            self.stacks[name] = stacks[argument.id]
            return
        constructor = outer.calls.get(argument.id) if isinstance(argument, ast.Name) else argument
        if isinstance(constructor, ast.Call) and outer.is_constructor(constructor):
            deferred = outer.defer(constructor)
            assert isinstance(deferred, ast.Call)
            self.scope.calls[name] = deferred
        elif argument is not None:
            try:
                self.scope.values[name] = outer.value(argument)
            except ProblemError:
                return  # a problem where the parameter is used
