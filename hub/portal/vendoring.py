"""The foreign files that the pages use, kept in the repository: ``python -m hub.portal.vendoring`` renews them.

It needs npm, fonttools and brotli, and only to take another version or more of one: nothing here runs at install,
build or run time. What was taken, from which version and under which licence stands in ``vendor.lock``; a test compares
the files with it. Of Bootstrap and of the font only what pages use is taken, since every page loads them: another class
of Bootstrap in a template makes a test fail that says to run this.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from hub.portal import slimming

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
            "dist/css/bootstrap.rtl.min.css": "bootstrap.rtl.min.css",
        },
    ),
    "htmx.org": (
        "2.0.11",
        "0BSD",
        {
            "dist/htmx.min.js": "htmx.min.js",
            "LICENSE": "htmx-licence.txt",
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
# The parts of Bootstrap's script that pages use, and what these need beside it.
SCRIPT = "bootstrap.bundle.min.js"
_PARTS = ("dropdown", "offcanvas")
_POPPER = ("@popperjs/core", "2.11.8", "MIT")
_BUNDLER = "esbuild@0.28.2"
# The weights that pages have, and what is done to letters there.
_WEIGHTS = "wght=400:700"
_FEATURES = "--layout-features=calt,ccmp,kern,locl,mark,mkmk,tnum"
ICONS = ("bootstrap-icons", "1.13.2", "MIT")
ICON_NAMES = (
    "activity",
    "arrow-clockwise",
    "arrow-counterclockwise",
    "arrow-down",
    "arrow-left",
    "arrow-left-right",
    "arrow-repeat",
    "arrow-right",
    "arrow-up",
    "award",
    "bar-chart",
    "bell",
    "book",
    "bookmark",
    "bookmark-star",
    "box-arrow-right",
    "box-seam",
    "broadcast",
    "building",
    "calendar-event",
    "chat-left-text",
    "check-circle",
    "check2",
    "check2-all",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-half",
    "clipboard-check",
    "clock",
    "clock-history",
    "cloud-upload",
    "code-slash",
    "copy",
    "diagram-3",
    "download",
    "envelope",
    "envelope-open",
    "exclamation-triangle",
    "eye",
    "eye-slash",
    "file-earmark-code",
    "file-earmark-spreadsheet",
    "file-earmark-text",
    "files",
    "filter",
    "fingerprint",
    "flag",
    "funnel",
    "gear",
    "globe2",
    "graph-up",
    "grid-3x3",
    "hand-index",
    "heart-pulse",
    "hourglass-split",
    "house",
    "inbox",
    "info-circle",
    "journal-check",
    "journal-text",
    "key",
    "keyboard",
    "layers",
    "link-45deg",
    "list",
    "list-check",
    "list-task",
    "lock",
    "mailbox",
    "map",
    "megaphone",
    "moon-stars",
    "paperclip",
    "pause-circle",
    "pen",
    "pencil",
    "people",
    "person-badge",
    "person-circle",
    "person-plus",
    "play-circle",
    "plug",
    "plus-lg",
    "printer",
    "question-circle",
    "scissors",
    "search",
    "send",
    "shield-check",
    "signpost-split",
    "slash-circle",
    "sliders",
    "speedometer2",
    "star",
    "stop-circle",
    "sun",
    "table",
    "tag",
    "three-dots",
    "translate",
    "trash",
    "truck",
    "unlock",
    "upload",
    "x-circle",
    "x-lg",
)


def main() -> None:
    """Take the files anew and write down what they are."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        taken = [_script(folder)]
        words = slimming.words_of_pages()
        for package, (version, licence, files) in PACKAGES.items():
            unpacked = _unpacked(package, version, folder)
            for source, kept_as in files.items():
                content, left_out = _slim(unpacked / source, words, folder)
                taken.append(_kept(kept_as, content, package, version, licence) | left_out)
        package, version, licence = ICONS
        unpacked = _unpacked(package, version, folder)
        for kept_as, content in (
            (SPRITE, _sprite(unpacked / "icons")),
            ("icons-licence.txt", (unpacked / "LICENSE").read_bytes()),
        ):
            taken.append(_kept(kept_as, content, package, version, licence))
    LOCK.write_text(json.dumps(taken, indent=2) + "\n", "utf-8")


def recorded() -> Iterator[tuple[str, str]]:
    """Each vendored file with the SHA-256 that it should have."""
    for one in json.loads(LOCK.read_text("utf-8")):
        yield one["file"], one["sha256"]


def left_out() -> frozenset[str]:
    """The classes whose rules were not taken, since no page has them."""
    kept = json.loads(LOCK.read_text("utf-8"))
    return frozenset(name for one in kept for name in one.get("left_out", "").split())


def _script(folder: Path) -> dict[str, Any]:
    """Bootstrap's script with the parts that pages use."""
    version, licence, _files = PACKAGES["bootstrap"]
    source = _unpacked("bootstrap", version, folder) / "js" / "src"
    popper, popper_version, _licence = _POPPER
    entry = folder / "entry.js"
    entry.write_text("".join(f'import "{source}/{part}.js";\n' for part in _PARTS), "utf-8")
    licences = (
        f"/*! Bootstrap {version} (the Bootstrap Authors), Popper {popper_version} (Federico Zivolo); MIT */"
    )
    options = ("--bundle", "--minify", "--format=iife", f"--banner:js={licences}")
    alias = f"--alias:{popper}={_unpacked(popper, popper_version, folder)}"
    command = ["npm", "exec", "--yes", f"--package={_BUNDLER}", "--", "esbuild", str(entry), *options, alias]
    built = subprocess.run(command, check=True, capture_output=True).stdout
    return _kept(SCRIPT, built, f"bootstrap, {popper}", f"{version}, {popper_version}", licence)


def _slim(path: Path, words: frozenset[str], folder: Path) -> tuple[bytes, dict[str, Any]]:
    """What is taken of a file, and the classes that were left out of a stylesheet."""
    content = _SOURCE_MAP.sub(b"\n", path.read_bytes())
    if path.suffix == ".css":
        css, names = slimming.only_used(content.decode(), words)
        return css.encode(), {"left_out": " ".join(names)}
    if path.suffix == ".woff2":
        fewer, font = folder / "weights.ttf", folder / "font.woff2"
        for command in (
            ["varLib.instancer", str(path), _WEIGHTS, "-o", str(fewer)],
            ["subset", str(fewer), "--unicodes=*", _FEATURES, "--flavor=woff2", f"--output-file={font}"],
        ):
            subprocess.run([sys.executable, "-m", "fontTools", *command], check=True, capture_output=True)
        return font.read_bytes(), {}
    return content, {}


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
