"""Read the arguments of ``compile`` and ``fit`` in Keras code."""

import ast
from typing import Any, final

from engine.errors import Problem, ProblemError, did_you_mean
from engine.registry import table
from engine.specs.code_values import Scope
from engine.specs.objects import CodeSpec, CompileSpec, FitSpec, ObjectSpec

COMPILE_ARGUMENTS = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics")
FIT_ARGUMENTS = ("x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data",
                 "shuffle", "class_weight", "sample_weight", "initial_epoch", "steps_per_epoch", "validation_steps",
                 "validation_batch_size", "validation_freq")
"""Arguments by position, as in Keras 3."""
READ_BY_FIT = frozenset({"batch_size", "epochs", "callbacks", "validation_split", "shuffle", "class_weight"})
IGNORED_COMPILE_ARGUMENTS = frozenset({"run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss"})
IGNORED_FIT_ARGUMENTS = frozenset({"x", "y", "verbose", "workers", "use_multiprocessing", "max_queue_size"})
"""Arguments that do not affect the result; x and y belong to the data cell."""
VALIDATION_NAMES = ("val", "valid", "dev")
"""Parts of variable names that say that these are validation data, which the data cell has."""


@final
class RunReader:
    """Reads the calls of one scope. notices: what is understood but not used here."""

    def __init__(self, scope: Scope, notices: list[Problem]) -> None:
        self.scope = scope
        self.notices = notices

    def arguments(self, call: ast.Call, names: tuple[str, ...], others: frozenset[str]) -> dict[str, ast.expr]:
        """The arguments of a call by name; raises a ProblemError for an unknown one."""
        allowed_names = [*names, *others]
        for keyword in call.keywords:
            if keyword.arg is None:
                raise self.scope.problem(keyword.value, "unknown_code")
            if keyword.arg not in allowed_names:
                raise self.scope.problem(keyword, "unknown_code", hint=did_you_mean(keyword.arg, allowed_names))
        if len(call.args) > len(names) or any(isinstance(argument, ast.Starred) for argument in call.args):
            raise self.scope.problem(call, "unknown_code")
        return {**dict(zip(names, call.args, strict=False)), **{str(k.arg): k.value for k in call.keywords}}

    def compile(self, call: ast.Call) -> CompileSpec:
        """Read a call of ``compile``."""
        args = self.arguments(call, COMPILE_ARGUMENTS, IGNORED_COMPILE_ARGUMENTS)
        if "loss" not in args:
            raise ProblemError(Problem(("compile", "loss"), "required", {"argument": "loss"}))
        for name in ("loss_weights", "weighted_metrics"):
            if name in args:
                raise self.scope.problem(args[name], "unknown_code")
        optimizer = args.get("optimizer", ast.Constant("rmsprop"))
        return CompileSpec(self.scope.object("optimizer", optimizer), self.scope.object("loss", args["loss"]),
                           tuple(self.scope.object("metric", m) for m in self._items(args.get("metrics"))))

    def _items(self, node: ast.expr | None) -> list[ast.expr]:
        """Return the items of a list or tuple; any other expression is the only item."""
        if isinstance(node, ast.Name) and isinstance(self.scope.values.get(node.id), list):
            return [ast.copy_location(ast.Constant(value), node) for value in self.scope.values[node.id]]
        if isinstance(node, ast.Name) and node.id in self.scope.lists:
            return self.scope.lists[node.id]
        if isinstance(node, ast.List | ast.Tuple):
            return node.elts
        return [] if node is None or (isinstance(node, ast.Constant) and node.value is None) else [node]

    def fit(self, call: ast.Call) -> FitSpec:
        """Read a call of ``fit``; its callbacks that cannot be read stay as code, with a notice."""
        args = self.arguments(call, FIT_ARGUMENTS, IGNORED_FIT_ARGUMENTS | {"nb_epoch"})
        if "nb_epoch" in args:
            args["epochs"] = args.pop("nb_epoch")
        for name, node in args.items():
            if name not in IGNORED_FIT_ARGUMENTS | READ_BY_FIT | {"validation_data"}:
                raise self.scope.problem(node, "unknown_code")
        values: dict[str, Any] = {"epochs": 1, "batch_size": 32, "shuffle": True}
        values |= {n: self.scope.value(args[n]) for n in ("epochs", "batch_size", "shuffle") if n in args}
        if values["batch_size"] is None:
            values["batch_size"] = 32
        has_validation_data = self._has_validation_data(args.get("validation_data"))
        if "validation_split" in args and not has_validation_data:
            values["validation_split"] = self.scope.value(args["validation_split"])
        if "class_weight" in args:
            values["class_weight"] = self._class_weight(args["class_weight"])
        callbacks = tuple(self._callback(item) for item in self._items(args.get("callbacks")))
        return FitSpec(**values, callbacks=callbacks)

    def _has_validation_data(self, node: ast.expr | None) -> bool:
        """Whether validation data is given; a notice says so if it seems to be other data than the data cell's."""
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return False
        names = [part.id.lower() for part in ast.walk(node) if isinstance(part, ast.Name)]
        if not any(word in name for name in names for word in VALIDATION_NAMES):
            self.notice(node, "validation_from_data_cell")
        return True

    def notice(self, node: ast.AST, code: str) -> None:
        """Add a notice about a piece of code."""
        self.notices.append(Problem(("code",), code, self.scope.lines.location(node)))

    def _class_weight(self, node: ast.expr) -> dict[str, Any] | None:
        if isinstance(node, ast.Name) and node.id in self.scope.values:
            value = self.scope.values[node.id]
            return {str(name): weight for name, weight in value.items()} if isinstance(value, dict) else value
        if not isinstance(node, ast.Dict):
            value = self.scope.value(node)
            if value is not None:
                raise self.scope.problem(node)
            return None
        return {str(self.scope.value(key or node)): self.scope.value(value)
                for key, value in zip(node.keys, node.values, strict=True)}

    def _callback(self, node: ast.expr) -> ObjectSpec | CodeSpec:
        """Read a callback; one that holds a function, or is the learner's own, stays as code."""
        constructor = self.scope.calls.get(node.id) if isinstance(node, ast.Name) else node
        if isinstance(constructor, ast.Call) and self.scope.names.keras_name(constructor.func) in table("callback"):
            try:
                return self.scope.object("callback", constructor)
            except ProblemError as error:
                if error.problem.code not in ("unknown_value", "own_name"):
                    raise
        elif isinstance(constructor, ast.Constant):
            raise self.scope.problem(constructor)
        self.notice(node, "callback_stays_in_code")
        return CodeSpec(self.scope.lines.text(node))
