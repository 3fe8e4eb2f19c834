"""clear_session: forget what a program has piled up, so that names count from the beginning again."""

from engine.naming import forget_names


def clear_session(free_memory: bool = True) -> None:
    """Start the numbers in automatic names anew. Models share nothing else, so no memory waits to be freed."""
    forget_names()
