"""What came back, counted per operation."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_HEADINGS = ("operation", "2xx", "4xx", "5xx", "breaches")


@dataclass
class Row:
    """One operation: how often it answered what, and where it broke its own description."""

    answers: Counter[int] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def of(self, hundred: int) -> int:
        return sum(count for status, count in self.answers.items() if status // 100 == hundred)


class Tally:
    """The rows of all operations, also those that nobody has called yet."""

    def __init__(self, operations: Iterable[str]) -> None:
        self.rows = {operation: Row() for operation in sorted(operations)}

    def count(self, operation: str, status: int) -> None:
        self.rows[operation].answers[status] += 1

    def breach(self, operation: str, what: str) -> None:
        """The answer is not as described."""
        if what not in self.rows[operation].breaches:
            self.rows[operation].breaches.append(what)

    def failed(self, operation: str, what: str) -> None:
        """The hub broke."""
        self.rows[operation].failures.append(what)

    def faults(self) -> Iterator[str]:
        """Everything that must not be."""
        for operation, row in self.rows.items():
            for what in (*row.failures, *row.breaches):
                yield f"{operation}: {what}"
            if row.of(5) != len(row.failures):
                yield f"{operation}: {row.of(5)} answers of 5xx"
            if not row.of(2):
                yield f"{operation}: never answered 2xx, but {dict(row.answers)}"

    def table(self) -> str:
        """All rows and their sums, as text."""
        lines = [
            (name, row.of(2), row.of(4), row.of(5), len(row.breaches)) for name, row in self.rows.items()
        ]
        sums = [sum(line[column] for line in lines) for column in range(1, len(_HEADINGS))]
        shown = [_HEADINGS, *lines, (f"all {len(lines)}", *sums)]
        wide = max(len(str(line[0])) for line in shown)
        return "\n".join(
            f"{line[0]!s:{wide}}" + "".join(f"{cell!s:>10}" for cell in line[1:]) for line in shown
        )
