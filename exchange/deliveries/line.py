"""How many notices a worker claims at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exchange.deliveries.claims import Claimed

FEW, MANY = 60, 500
_LONG = 15


@dataclass(slots=True)
class Line:
    """The line of pending notices, as long as one worker has found it.

    It claims ``few`` at once, since a single notice waits for what was claimed before it came; and ``many`` behind
    a long line of nothing but bulk, which is shorter sooner by more at once.
    """

    few: int = FEW
    many: int = MANY
    _full: int = field(default=0, init=False)

    @property
    def limit(self) -> int:
        """How many notices to claim next."""
        return self.many if self._full >= _LONG else self.few

    def took(self, claimed: Sequence[Claimed]) -> None:
        """Hear of what was claimed within the limit."""
        is_bulk = len(claimed) >= self.limit and all(one.is_bulk for one in claimed)
        self._full = self._full + 1 if is_bulk else 0
