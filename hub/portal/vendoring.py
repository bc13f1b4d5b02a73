"""The foreign files that the pages use, kept in the repository: ``python -m hub.portal.vendoring`` renews them.

It needs npm, and only to take another version: nothing here runs at install, build or run time. What was taken,
from which version and under which licence stands in ``vendor.lock``; a test compares the files with it.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

FOLDER = Path(__file__).parent / "static" / "portal" / "vendor"
LOCK = Path(__file__).parent / "vendor.lock"
SPRITE = "icons.svg"
_SVG = "http://www.w3.org/2000/svg"
# A map of the source would have to be served, too, and manifest storage looks for it.
_SOURCE_MAP = re.compile(rb"\n?/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$")

# package: (version, licence, {file in the package: file here})
PACKAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "bootstrap": (
        "5.3.9",
        "MIT",
        {
            "dist/css/bootstrap.min.css": "bootstrap.min.css",
            "dist/js/bootstrap.bundle.min.js": "bootstrap.bundle.min.js",
        },
    ),
    "@fontsource-variable/inter": (
        "5.3.0",
        "OFL-1.1",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "LICENSE": "inter-licence.txt",
        },
    ),
}
ICONS = ("bootstrap-icons", "1.13.2", "MIT")
ICON_NAMES = (
    "activity",
    "arrow-clockwise",
    "arrow-left",
    "arrow-left-right",
    "arrow-repeat",
    "arrow-right",
    "box-arrow-right",
    "box-seam",
    "building",
    "chat-left-text",
    "check-circle",
    "check2",
    "check2-all",
    "chevron-right",
    "circle",
    "circle-half",
    "clock",
    "clock-history",
    "code-slash",
    "envelope",
    "envelope-open",
    "exclamation-triangle",
    "eye-slash",
    "file-earmark-text",
    "files",
    "fingerprint",
    "globe2",
    "hourglass-split",
    "house",
    "inbox",
    "info-circle",
    "journal-check",
    "key",
    "link-45deg",
    "list",
    "lock",
    "moon-stars",
    "pause-circle",
    "pen",
    "people",
    "person-circle",
    "question-circle",
    "scissors",
    "search",
    "send",
    "shield-check",
    "signpost-split",
    "slash-circle",
    "stop-circle",
    "sun",
    "truck",
    "x-circle",
)


def main() -> None:
    """Take the files anew and write down what they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for package, (version, licence, files) in PACKAGES.items():
            unpacked = _unpacked(package, version, Path(folder))
            for source, name in files.items():
                content = _SOURCE_MAP.sub(b"\n", (unpacked / source).read_bytes())
                taken.append(_kept(name, content, package, version, licence))
        package, version, licence = ICONS
        unpacked = _unpacked(package, version, Path(folder))
        for name, content in (
            (SPRITE, _sprite(unpacked / "icons")),
            ("icons-licence.txt", (unpacked / "LICENSE").read_bytes()),
        ):
            taken.append(_kept(name, content, package, version, licence))
    LOCK.write_text(json.dumps(taken, indent=2) + "\n", "utf-8")


def recorded() -> Iterator[tuple[str, str]]:
    """Each vendored file with the SHA-256 that it should have."""
    for one in json.loads(LOCK.read_text("utf-8")):
        yield one["file"], one["sha256"]


def _unpacked(package: str, version: str, folder: Path) -> Path:
    command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", str(folder)]
    archive = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    target = folder / package.replace("/", "-")
    with tarfile.open(folder / archive) as packed:
        packed.extractall(target, filter="data")
    return target / "package"


def _sprite(icons: Path) -> bytes:
    """All icons as symbols of one file, which a page draws by name."""
    symbols = []
    for name in ICON_NAMES:
        icon = ElementTree.fromstring((icons / f"{name}.svg").read_bytes())  # noqa: S314
        drawing = "".join(_plain(part) for part in icon)
        symbols.append(f'<symbol id="{name}" viewBox="{icon.get("viewBox")}">{drawing}</symbol>')
    return (f'<svg xmlns="{_SVG}">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def _plain(part: ElementTree.Element) -> str:
    for element in part.iter():
        element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    return ElementTree.tostring(part, encoding="unicode").strip()


def _kept(name: str, content: bytes, package: str, version: str, licence: str) -> dict[str, Any]:
    (FOLDER / name).write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return {"file": name, "package": package, "version": version, "licence": licence, "sha256": digest}


if __name__ == "__main__":
    main()
