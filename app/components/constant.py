"""Plain data that every page is told in the same words: they are encoded when they are made, and not for each page."""

from typing import Any, final

from bokeh.core.serialization import Serializable, Serializer


@final
class Constant(dict[str, Any], Serializable):
    """A dict that is never changed. Bokeh, which calls its protocol ``Serializable``, encodes it once."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__(values)
        self._encoded = Serializer().encode(values)

    def to_serializable(self, serializer: Serializer) -> Any:
        return self._encoded
