"""Conditions on what is set in the cells: the data set, compile and fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from app.lesson import vocabulary
from app.lesson.conditions.base import Condition, Outcome, shown
from app.lesson.conditions.stack import touched
from app.lesson.evidence import Evidence, known_references
from app.lesson.known import same_name
from app.lesson.wanted import Same, Wanted

KINDS = {"optimizer": "optimizer", "loss": "loss", "metrics": "metric"}
FIELDS = {"compile": "compile", "fit": "fit", "source": "data"}


@final
@dataclass(frozen=True)
class SettingsRule(Condition):
    """section: compile, fit or source. settings: what is asked of each, all of which has to be so."""

    section: str
    settings: tuple[tuple[str, Wanted], ...]

    def look(self, evidence: Evidence) -> Outcome:
        values: Mapping[str, Any] = getattr(evidence, FIELDS[self.section])
        references = known_references(evidence)
        missing = tuple(
            vocabulary.say("advice", self.section, key=key, goal=wanted.written, now=shown(_plain(values, key)))
            for key, wanted in self.settings
            if not wanted.matches(_plain(values, key), references, _same(key))
        )
        return Outcome(touched(evidence, FIELDS[self.section]), not missing, missing)


def _plain(values: Mapping[str, Any], key: str) -> Any:
    """A setting; one that is not there is looked for among the optimizer's own."""
    found = values.get(key)
    optimizer = values.get("optimizer")
    if found is None and isinstance(optimizer, Mapping):
        found = optimizer.get("config", {}).get(key)
    return found.get("class_name", found) if isinstance(found, Mapping) else found


def _same(key: str) -> Same:
    kind = KINDS.get(key)
    if kind is None:
        return lambda value, word: str(value).strip().lower() == word.lower()
    return lambda value, word: same_name(kind, value, word)
