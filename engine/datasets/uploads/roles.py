"""What the columns of a learner's table are used for: which are features, and which are left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

from engine.datasets.uploads.column import Column
from engine.datasets.uploads.known_words import known_words
from engine.datasets.uploads.read_plan import Overrides
from engine.errors import ProblemError, fail
from engine.validators import Choice

Role = Literal["numeric", "categorical", "date", "out"]
Roles = Mapping[str, Role]
CHOICES: tuple[Role, ...] = ("numeric", "categorical", "date", "out")
NO_ROLES: Roles = MappingProxyType({})
ROLE = Choice(choices=CHOICES)

IDENTIFIER = re.compile(r".*([_ ]id|[a-z]Id|[a-z]ID)")
UNNAMED = re.compile(r"column \d+")
DISTINCT_SHARE = 0.9
"""Share of different cells from which on a column that is named like an identifier is one."""
MIN_NAMES = 10
"""Rows from which on words that are all different name the rows: their classes would tell a model nothing of others."""


def no_roles() -> Roles:
    """The roles of a table whose columns are used for what they hold."""
    return NO_ROLES


def read_roles(options: Mapping[str, Any]) -> dict[str, Role]:
    """The roles that the learner chose, by column, from the option ``columns``.

    Raises a ProblemError with the path ``columns`` and the column's name.
    """
    columns = options.get("columns") or {}
    if not isinstance(columns, Mapping):
        raise fail("not_a_choice", "columns", argument="columns", choices=CHOICES, value=columns, hint="")
    roles: dict[str, Role] = {}
    for name, role in columns.items():
        try:
            ROLE.check("role", role)
        except ProblemError as error:
            raise ProblemError(replace(error.problem, path=("columns", str(name)))) from None
        roles[name] = role
    return roles


def with_roles(overrides: Overrides, roles: Roles) -> Overrides:
    """The overrides with the columns that are read as classes or as dates because of their roles."""
    categorical = {*overrides.categorical, *_with_role("categorical", roles)}
    others = {*_with_role("numeric", roles), *_with_role("date", roles)}
    return replace(overrides, categorical=tuple(sorted(categorical - others)), dates=_with_role("date", roles))


def _with_role(role: Role, roles: Roles) -> tuple[str, ...]:
    return tuple(sorted(name for name, chosen in roles.items() if chosen == role))


def role_of(column: Column, roles: Roles) -> Role:
    """What a column is used for unless it is the target: by the learner's choice, else by what it holds.

    Raises a ProblemError with code ``csv_not_a_date`` or ``csv_wrong_role`` if its cells do not allow the choice.
    """
    kind = column.kind
    by_kind: Role = "out" if kind == "text" or kind == "empty" else kind  # noqa: PLR1714 (mypy narrows no tuple)
    role = roles.get(column.name, by_kind)
    if role in (by_kind, "out"):
        return role
    if role == "date":
        raise fail("csv_not_a_date", "columns", column.name, column=column.name, value=next(iter(column.values), ""))
    raise fail("csv_wrong_role", "columns", column.name, column=column.name, role=role, kind=kind)


def identifiers(columns: Iterable[Column]) -> tuple[str, ...]:
    """Columns that name or number the rows, as long as others are left to learn from."""
    columns = tuple(columns)
    names = tuple(column.name for column in columns if is_identifier(column))
    others = [column for column in columns if column.name not in names and role_of(column, NO_ROLES) != "out"]
    return names if len(others) > 1 else ()


def is_identifier(column: Column) -> bool:
    """Whether a column is named like an identifier, has another word in every row, or has no name and counts them."""
    if column.kind in ("text", "empty", "date"):
        return False
    is_named = column.name.strip().casefold() in known_words("identifiers") or IDENTIFIER.fullmatch(column.name.strip())
    filled = len(column.series) - column.missing
    if is_named:
        return len(column.values) >= DISTINCT_SHARE * filled
    if column.kind == "categorical":
        return len(column.values) == filled >= MIN_NAMES
    return bool(UNNAMED.fullmatch(column.name)) and _counts_rows(column)


def _counts_rows(column: Column) -> bool:
    """Whether the cells are 0, 1, 2, … or 1, 2, 3, …"""
    numbers = [column.values.get(cell) if cell is not None else None for cell in column.cells()]
    return numbers in ([float(i) for i in range(len(numbers))], [float(i) for i in range(1, len(numbers) + 1)])
