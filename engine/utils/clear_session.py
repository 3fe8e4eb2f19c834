"""clear_session: reset the counters of automatic names."""

from engine.naming import reset_names


def clear_session(free_memory: bool = True) -> None:
    """Reset the counters of automatic names. Models share no other state, so there is no memory to free."""
    reset_names()
