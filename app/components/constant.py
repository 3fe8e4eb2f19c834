"""Plain data that every page is told in the same words: it is written out for the first page only."""

from typing import Any, final

from bokeh.core.serialization import Serializable, Serializer


@final
class Constant(dict[str, Any], Serializable):
    """A dict that is never changed. Bokeh, which calls its protocol ``Serializable``, encodes it once."""

    def to_serializable(self, serializer: Serializer) -> Any:
        if not hasattr(self, "_encoded"):
            self._encoded = serializer.encode(dict(self))
        return self._encoded
