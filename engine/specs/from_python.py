"""Parse Keras code into specs with ``ast``; the code is never run. Code that changes a model but is not understood
becomes a Problem with line and column; statements that concern no model are set aside."""

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, final

from engine.errors import Problem, ProblemError
from engine.specs.code_values import Scope, last_name
from engine.specs.objects import CompileSpec, FitSpec, ModelSpec, ObjectSpec

MAX_CODE = 100_000
MAX_PROBLEMS = 20
"""Parsing stops after this many problems, since locating each one splits the whole source into lines."""
INPUT_CLASSES = frozenset({"Input", "InputLayer"})
MODEL_METHODS = frozenset({"add", "pop", "compile", "fit", "fit_generator", "train_on_batch", "set_weights",
                           "load_weights"})
"""Methods that affect a model. If code that is not understood calls one, it is a problem: the specs are incomplete."""
IGNORED_FIT_ARGUMENTS = frozenset({"x", "y", "validation_data", "validation_split", "verbose"})
"""Arguments of fit that belong to the data cell, or do not affect training."""


@final
@dataclass(frozen=True)
class ParsedCode:
    """Specs read from code. rest: statements that concern none of model, compile and fit, such as data code."""

    model: ModelSpec | None = None
    compile: CompileSpec | None = None
    fit: FitSpec | None = None
    rest: tuple[ast.stmt, ...] = ()
    problems: tuple[Problem, ...] = ()


def from_python(source: str) -> ParsedCode:
    """Read model, compile and fit from Keras code in any of the usual spellings; errors are in ``problems``."""
    if len(source) > MAX_CODE:
        return ParsedCode(problems=(Problem(("code",), "code_too_long", {"asked": len(source), "limit": MAX_CODE}),))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SyntaxWarnings about a learner's code, such as for "\d"
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        values = {"line": getattr(error, "lineno", 1) or 1, "column": getattr(error, "offset", 1) or 1,
                  "reason": getattr(error, "msg", str(error))}
        return ParsedCode(problems=(Problem(("code",), "syntax", values),))
    reader = _Reader(Scope(source))
    for statement in tree.body:
        reader.read(statement)
        if len(reader.problems) >= MAX_PROBLEMS:
            break
    return reader.result()


@final
@dataclass
class _Reader:
    scope: Scope
    model: ModelSpec | None = None
    compile: CompileSpec | None = None
    fit: FitSpec | None = None
    seed: Any = None
    models: set[str] = field(default_factory=set)
    added: list[ast.Call] = field(default_factory=list)
    """The calls bound to names that the model's layers were made by."""
    rest: list[ast.stmt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def result(self) -> ParsedCode:
        fit = self.fit if self.fit is None or self.seed is None else replace(self.fit, seed=self.seed)
        return ParsedCode(self.model, self.compile, fit, tuple(self.rest), tuple(self.problems))

    def read(self, statement: ast.stmt) -> None:
        try:
            if not self._read_statement(statement):
                self._set_aside(statement)
        except ProblemError as error:
            self.problems.append(error.problem)

    def _set_aside(self, statement: ast.stmt) -> None:
        """Add a statement to ``rest``; raises a ProblemError if it changes a model."""
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.scope.forget(node.id)
            if self._changes_model(node):
                raise self.scope.problem(statement, "unknown_code")
        self.rest.append(statement)

    def _changes_model(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            method = isinstance(node.func, ast.Attribute) and last_name(node.func) in MODEL_METHODS
            return (method and self._on_model(node.func)) or _makes_model(node)
        return isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and self._on_model(node)

    def _on_model(self, node: ast.AST) -> bool:
        return any(isinstance(part, ast.Name) and part.id in self.models for part in ast.walk(node))

    # --- statements -------------------------------------------------------------------------------------------

    def _read_statement(self, statement: ast.stmt) -> bool:
        match statement:
            case ast.Import() | ast.ImportFrom() | ast.Pass():
                return True
            case ast.Expr(value=ast.Constant()):
                return True
            case ast.Expr(value=ast.Call() as call):
                return self._read_call(call)
            case ast.Assign(targets=targets, value=value):
                return self._read_assignment(targets, value)
        return False

    def _read_assignment(self, targets: list[ast.expr], value: ast.expr) -> bool:
        if isinstance(value, ast.Call) and last_name(value.func) == "Sequential":
            self.models |= {target.id for target in targets if isinstance(target, ast.Name)}
            self.model, self.added = ModelSpec(), []
            for layer in self._layers_of(value):
                self._add(layer)
            return True
        if isinstance(value, ast.Call) and self._read_call(value):
            return True
        assigned = [isinstance(t, ast.Name) and self.scope.assign(t.id, v) for t, v in _pairs(targets, value)]
        return all(assigned)

    def _layers_of(self, call: ast.Call) -> list[ast.expr]:
        lists = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "layers")]
        if not lists:
            return []
        if not isinstance(lists[0], ast.List | ast.Tuple):
            raise self.scope.problem(lists[0], "unknown_code")
        return lists[0].elts

    def _read_call(self, call: ast.Call) -> bool:
        """Read a call; False if it affects neither the specs nor the seed."""
        name, on_model = last_name(call.func), isinstance(call.func, ast.Attribute) and self._on_model(call.func.value)
        arguments = {str(k.arg): k.value for k in call.keywords}
        if name == "set_random_seed" and call.args:
            self.seed = self.scope.value(call.args[0])
        elif name == "add" and on_model and call.args:
            self._add(call.args[0])
        elif name == "pop" and on_model and self.model is not None and not call.args:
            self.model = replace(self.model, layers=self.model.layers[:-1])
        elif name == "build" and on_model:
            self._shape(arguments.get("input_shape", call.args[0] if call.args else None), batch=True)
        elif name == "compile" and (on_model or "loss" in arguments or _may_be_model(call.func)):
            self._compile({**dict(zip(("optimizer", "loss", "loss_weights", "metrics"), call.args, strict=False)),
                           **arguments})
        elif name == "fit" and (on_model or arguments.keys() & {"epochs", "batch_size", "nb_epoch"}):
            self._fit({**dict(zip(("x", "y", "batch_size", "epochs"), call.args, strict=False)), **arguments})
        else:
            return False
        return True

    # --- model ------------------------------------------------------------------------------------------------

    def _add(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and node.id in self.scope.calls:
            call = self.scope.calls[node.id]
            if any(call is other for other in self.added):  # a layer at two places shares its weights; bricks do not
                raise self.scope.problem(node, "unknown_code")
            self.added.append(call)
            node = call
        if not isinstance(node, ast.Call):
            raise self.scope.problem(node, "unknown_code")
        assert self.model is not None
        if last_name(node.func) in INPUT_CLASSES:
            self._input(node)
            return
        layer = self.scope.object("layer", node)
        config = dict(layer.config)
        shape = config.pop("batch_input_shape", None)
        if isinstance(shape, list) and not self.model.layers:
            self.model = replace(self.model, input_shape=tuple(shape[1:]), batch_size=next(iter(shape), None))
        self.model = replace(self.model, layers=(*self.model.layers, ObjectSpec(layer.class_name, config)))

    def _input(self, node: ast.Call) -> None:
        args = {str(k.arg): k.value for k in node.keywords}
        for name in ("batch_shape", "batch_input_shape"):
            if name in args:
                self._shape(args[name], batch=True)
                return
        self._shape(args.get("shape", args.get("input_shape", node.args[0] if node.args else None)), batch=False)

    def _shape(self, node: ast.expr | None, batch: bool) -> None:
        """Set the model's input shape; one that cannot be read becomes None, and the data set's shape is used."""
        assert self.model is not None
        try:
            value = None if node is None else self.scope.value(node)
        except ProblemError:
            value = None
        lengths = value if isinstance(value, list) or value is None else [value]
        shape = None if lengths is None else tuple(lengths[1:] if batch else lengths)
        size = next(iter(lengths), None) if lengths and batch else None
        self.model = replace(self.model, input_shape=shape, batch_size=size)

    # --- compile and fit --------------------------------------------------------------------------------------

    def _compile(self, args: dict[str, ast.expr]) -> None:
        if "loss" not in args:
            raise ProblemError(Problem(("compile", "loss"), "required", {"argument": "loss"}))
        for name in ("loss_weights", "weighted_metrics"):
            if name in args:
                raise self.scope.problem(args[name], "unknown_code")
        optimizer = args.get("optimizer", ast.Constant("rmsprop"))
        self.compile = CompileSpec(self.scope.object("optimizer", optimizer), self.scope.object("loss", args["loss"]),
                                   tuple(self.scope.object("metric", m) for m in self._items(args.get("metrics"))))

    def _items(self, node: ast.expr | None) -> list[ast.expr]:
        """Return the items of a list or tuple; any other expression is the only item."""
        if isinstance(node, ast.Name) and isinstance(self.scope.values.get(node.id), list):
            return [ast.copy_location(ast.Constant(value), node) for value in self.scope.values[node.id]]
        if isinstance(node, ast.List | ast.Tuple):
            return node.elts
        return [] if node is None else [node]

    def _fit(self, args: dict[str, ast.expr]) -> None:
        if "nb_epoch" in args:
            args["epochs"] = args.pop("nb_epoch")
        for name, node in args.items():
            if name not in IGNORED_FIT_ARGUMENTS | {"epochs", "batch_size", "shuffle"}:
                raise self.scope.problem(node, "unknown_code")
        defaults = {"epochs": 1, "batch_size": 32, "shuffle": True}
        values: dict[str, Any] = {n: self.scope.value(args[n]) if n in args else d for n, d in defaults.items()}
        if values["batch_size"] is None:
            values["batch_size"] = 32
        self.fit = FitSpec(**values)


def _makes_model(call: ast.Call) -> bool:
    """Whether a call makes a Sequential from layers listed in the code, not from those of another model."""
    args = [*call.args, *(k.value for k in call.keywords)]
    return last_name(call.func) == "Sequential" and (not args or isinstance(args[0], ast.List | ast.Tuple))


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
