"""Bad input that others published: where it lies, and whether it is there."""

from pathlib import Path

import pytest

FOLDER = next(
    (
        folder / "shared" / "data"
        for folder in Path(__file__).parents
        if (folder / "shared" / "data").is_dir()
    ),
    Path("absent"),
)
needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="shared/data is not here")


def files(name: str, pattern: str) -> list[Path]:
    """The files of a folder of bad input; none where it is not."""
    return sorted((FOLDER / "hostile" / name).glob(pattern))
