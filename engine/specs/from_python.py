"""Keras code into specs. The code is read with ``ast`` and never run; what is not understood becomes a Problem with
line and column, and the text stays the learner's."""

import ast
from dataclasses import dataclass, field, replace
from typing import Any, final

from engine import registry
from engine.problems import Problem, ProblemError
from engine.specs.code_values import Scope, last_name, not_understood
from engine.specs.objects import CompileSpec, FitSpec, ModelSpec, ObjectSpec

MAX_CODE = 100_000
HARMLESS = frozenset({"summary", "evaluate", "predict", "print", "get_weights", "build"})
INPUTS = frozenset({"Input", "InputLayer"})


@final
@dataclass(frozen=True)
class Reading:
    """What a piece of code says. rest: statements that say nothing of model, compile or fit (data, for one)."""

    model: ModelSpec | None = None
    compile: CompileSpec | None = None
    fit: FitSpec | None = None
    rest: tuple[ast.stmt, ...] = ()
    problems: tuple[Problem, ...] = ()


def from_python(source: str) -> Reading:
    """Read model, compile and fit from Keras code in any of the usual spellings."""
    if len(source) > MAX_CODE:
        return Reading(problems=(Problem(("code",), "code_too_long", {"asked": len(source), "limit": MAX_CODE}),))
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        values = {"line": getattr(error, "lineno", 1) or 1, "column": getattr(error, "offset", 1) or 1,
                  "reason": getattr(error, "msg", str(error))}
        return Reading(problems=(Problem(("code",), "syntax", values),))
    reader = _Reader(source)
    for statement in tree.body:
        reader.read(statement)
    return reader.reading()


@final
@dataclass
class _Reader:
    source: str
    model: ModelSpec | None = None
    compile: CompileSpec | None = None
    fit: FitSpec | None = None
    seed: Any = None
    rest: list[ast.stmt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scope = Scope(self.source)

    def reading(self) -> Reading:
        fit = self.fit if self.fit is None or self.seed is None else replace(self.fit, seed=self.seed)
        return Reading(self.model, self.compile, fit, tuple(self.rest), tuple(self.problems))

    def read(self, statement: ast.stmt) -> None:
        try:
            if not self._understood(statement):
                self.rest.append(statement)
        except ProblemError as error:
            self.problems.append(error.problem)

    def _understood(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return True
        if isinstance(statement, ast.Expr):
            if isinstance(statement.value, ast.Constant):
                return True
            return isinstance(statement.value, ast.Call) and self._called(statement.value)
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            return self._assigned(statement.targets[0], statement.value)
        return False

    def _assigned(self, target: ast.expr, value: ast.expr) -> bool:
        if isinstance(value, ast.Call):
            if last_name(value.func) == "Sequential":
                self.model = ModelSpec()
                for layer in self._layers_of(value):
                    self._add(layer)
                return True
            if isinstance(value.func, ast.Attribute) and self._called(value):
                return True
        if not isinstance(target, ast.Name):
            return False
        if isinstance(value, ast.Constant | ast.Tuple | ast.List | ast.BinOp | ast.UnaryOp | ast.Name):
            self.scope.names[target.id] = value
            return True
        kinds = ("layer", "optimizer", "loss", "schedule", "regularizer", "initializer")
        if isinstance(value, ast.Call) and any(last_name(value.func) in registry.table(k) for k in kinds):
            self.scope.names[target.id] = value
            return True
        return False

    def _layers_of(self, call: ast.Call) -> list[ast.expr]:
        given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "layers")]
        if not given:
            return []
        if not isinstance(given[0], ast.List | ast.Tuple):
            raise ProblemError(not_understood(self.source, given[0]))
        return given[0].elts

    def _called(self, call: ast.Call) -> bool:
        name = last_name(call.func)
        if name == "set_random_seed" and call.args:
            self.seed = self.scope.value(call.args[0])
        elif name == "add" and self.model is not None and call.args:
            self._add(call.args[0])
        elif name == "pop" and self.model is not None:
            self.model = replace(self.model, layers=self.model.layers[:-1])
        elif name == "compile":
            self._compile({str(k.arg): k.value for k in call.keywords}, call.args)
        elif name == "fit":
            self._fit({str(k.arg): k.value for k in call.keywords})
        else:
            return name in HARMLESS
        return True

    def _add(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and node.id in self.scope.names:
            node = self.scope.names[node.id]
        if not isinstance(node, ast.Call):
            raise ProblemError(not_understood(self.source, node))
        assert self.model is not None
        if last_name(node.func) in INPUTS:
            self.model = replace(self.model, input_shape=self._input_shape(node))
            return
        layer = self.scope.object("layer", node)
        config = dict(layer.config)
        shape = config.pop("batch_input_shape", None)
        if shape is not None and not self.model.layers:
            self.model = replace(self.model, input_shape=tuple(shape[1:]))
        self.model = replace(self.model, layers=(*self.model.layers, ObjectSpec(layer.class_name, config)))

    def _input_shape(self, node: ast.Call) -> tuple[int | None, ...] | None:
        given = {str(k.arg): k.value for k in node.keywords}
        shape = given.get("shape", given.get("input_shape", node.args[0] if node.args else None))
        value = None if shape is None else self.scope.value(shape)
        return tuple(value) if isinstance(value, list) else None if value is None else (value,)

    def _compile(self, given: dict[str, ast.expr], places: list[ast.expr]) -> None:
        given = {**dict(zip(("optimizer", "loss"), places, strict=False)), **given}
        metrics = given.get("metrics")
        listed = metrics.elts if isinstance(metrics, ast.List | ast.Tuple) else [] if metrics is None else [metrics]
        if "loss" not in given:
            raise ProblemError(Problem(("compile", "loss"), "required", {"argument": "loss"}))
        optimizer = self.scope.object("optimizer", given["optimizer"]) if "optimizer" in given else ObjectSpec("RMSprop")
        self.compile = CompileSpec(optimizer, self.scope.object("loss", given["loss"]),
                                   tuple(self.scope.object("metric", m) for m in listed))

    def _fit(self, given: dict[str, ast.expr]) -> None:
        names = {"epochs": 1, "batch_size": 32, "shuffle": True}
        found = {n: self.scope.value(given[n]) if n in given else default for n, default in names.items()}
        self.fit = FitSpec(**{**found, "batch_size": found["batch_size"] or 32})
