"""The size of messages from the browser: all texts that a learner types share one limit."""

from typing import Any

from engine.limits import MAX_INPUT


def is_short(message: Any) -> bool:
    """Whether the texts in a message have at most MAX_INPUT characters together."""
    stack, size = [message], 0
    while stack and size <= MAX_INPUT:
        value = stack.pop()
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, dict):
            stack += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            stack += value
    return size <= MAX_INPUT
