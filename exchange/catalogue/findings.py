"""What a check found: errors, which refuse the document, and warnings, which travel with it."""

from dataclasses import dataclass

from accounts.errors import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Findings:
    """Every fault of one document at once, each with its place."""

    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing refuses the document."""
        return not self.errors

    def refuse_errors(self) -> None:
        """Raise ``Invalid`` with every error; a document without any passes."""
        if self.errors:
            raise Invalid(
                "invalid-document",
                "The notice has faults; mend each at its place and send it again.",
                faults=self.errors,
            )
