"""The catalogues of the pages' languages: ``python -m hub.portal.languages`` brings them into step with the sources.

It finds every text in code and templates without any program beside Python, keeps what has been translated, lists
what has not, and writes the files that Django reads. A test holds that they are in step.
"""

import ast
import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib
from django.utils.translation.template import templatize

from exchange.routing.reasons import Reason

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale"
# French is complete; Spanish has been begun.
LANGUAGES = {"fr": "nplurals=2; plural=(n > 1);", "es": "nplurals=2; plural=(n != 1);"}

_SCHEMAS = ROOT / "exchange" / "catalogue" / "schemas"
_LISTS = ROOT / "exchange" / "catalogue" / "lists"
_RULES = ROOT / "exchange" / "catalogue" / "rules"
_PROBLEMS = ROOT / "hub" / "api" / "problem_list.py"
_SOURCES = ("accounts", "exchange", "hub")
# By the name of the call: which arguments are the text, its plural and its context.
_GETTEXT = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
}
# What the exchange says when it refuses stands on pages, too: they translate it at the edge.
_REFUSALS = {
    **dict.fromkeys(
        (
            "Refusal",
            "Malformed",
            "Forbidden",
            "NotFound",
            "Conflict",
            "Gone",
            "TooLarge",
            "Invalid",
            "Unavailable",
        ),
        (1, None, None),
    ),
    "Fault": (2, None, None),
    "RowFault": (4, None, None),
    "Sentence": (0, None, None),
    "counted": (0, 1, None),
    **dict.fromkeys(("Unreadable", "NotInForm", "Remark", "Stopped"), (1, None, None)),
    # Of one file each, where what is wrong is said beside a code.
    **dict.fromkeys(("_invalid", "_malformed", "_matching"), (1, None, None)),
    **dict.fromkeys(("_fault", "pattern"), (2, None, None)),
}
# What only programs and the command line are told stays in English.
_FOR_MACHINES = {"migrations", "api", "decide", "engines", "management", "demo"}
_CALL = re.compile(r"\b(?:n?p?gettext|_)\(")


class Text(NamedTuple):
    """One text of the sources; ``context`` tells apart what is written alike."""

    context: str | None
    text: str
    plural: str | None


def texts() -> dict[Text, str]:
    """Every text that the sources hold, with the first file that it stands in."""
    found: dict[Text, str] = {}
    for path in _files():
        name = str(path.relative_to(ROOT))
        content = path.read_text("utf-8")
        trees = [ast.parse(content)] if path.suffix == ".py" else list(_calls(templatize(content)))
        for tree in trees:
            for text in _in_code(tree):
                found.setdefault(text, name)
    for place, text in (*_in_schemas(), *_in_lists(), *_in_tables()):
        found.setdefault(text, str(place.relative_to(ROOT)))
    return found


def assembled() -> Iterator[str]:
    """Where a refusal is put together in code: no catalogue can hold its text. ``Sentence`` takes it with its parts."""
    for path in (one for one in _files() if one.suffix == ".py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and (places := _REFUSALS.get(_name_of(node))):
                said = node.args[places[0] : places[0] + 1]
                if any(isinstance(one, (ast.JoinedStr, ast.BinOp)) for one in said):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}"


def main() -> int:
    """Renew the catalogues; what is not translated yet is printed."""
    wanted = texts()
    for language, plurals in LANGUAGES.items():
        folder = FOLDER / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "django.po"
        known = {_key(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
        catalogue = _renewed(wanted, known, language, plurals)
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(folder / "django.mo"))
        missing = sum(not entry.translated() for entry in catalogue)
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {missing} not translated\n")
    return 0


def _renewed(
    wanted: dict[Text, str], known: dict[Text, polib.POEntry], language: str, plurals: str
) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    for text, place in sorted(wanted.items(), key=lambda item: (item[1], item[0].text)):
        before = known.get(text)
        entry = polib.POEntry(msgid=text.text, msgctxt=text.context, comment=place)
        if text.plural is not None:
            entry.msgid_plural = text.plural
            entry.msgstr_plural = before.msgstr_plural if before else {0: "", 1: ""}
        elif before:
            entry.msgstr = before.msgstr
        if "%(" in text.text:
            entry.flags.append("python-format")
        catalogue.append(entry)
    return catalogue


def _key(entry: polib.POEntry) -> Text:
    return Text(entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def _files() -> Iterator[Path]:
    for folder in _SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not _FOR_MACHINES & set(path.relative_to(ROOT).parts) and path != Path(__file__):
                yield path
    for kind in ("*.html", "*.txt"):
        # The style guide speaks English to those who build pages.
        yield from (
            path for path in sorted((ROOT / "templates").rglob(kind)) if path.name != "styleguide.html"
        )


def _in_schemas() -> Iterator[tuple[Path, Text]]:
    for path in sorted(_SCHEMAS.rglob("*.json")):
        for text in _of_schema(json.loads(path.read_text("utf-8"))):
            yield path, text


def _of_schema(schema: Any) -> Iterator[Text]:
    """What types, elements and the few values of some are called, and how values are written."""
    if isinstance(schema, dict):
        if isinstance(schema.get("title"), str):
            yield Text(None, schema["title"], None)
        if isinstance(schema.get("description"), str) and schema.keys() & {"x-type", "pattern", "type"}:
            yield Text(None, schema["description"], None)
        for value in schema.get("enum", ()):
            if isinstance(value, str) and len(value) > 1:
                yield Text("value", value.replace("_", " ").capitalize(), None)
        for member in schema.values():
            yield from _of_schema(member)
    elif isinstance(schema, list):
        for member in schema:
            yield from _of_schema(member)


def _in_lists() -> Iterator[tuple[Path, Text]]:
    """What the codes of the hub's own lists stand for; places keep their names."""
    for path in sorted(_LISTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if "label" in row:
                    yield path, Text(path.stem, row["label"], None)


def _in_tables() -> Iterator[tuple[Path, Text]]:
    """Sentences that stand beside a code: kinds of refusal, the engine's reasons, the catalogue's rules."""
    for node in ast.parse(_PROBLEMS.read_text("utf-8")).body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            for sentence in ast.literal_eval(node.value).values():
                yield _PROBLEMS, Text(None, sentence, None)
    for reason in Reason:
        yield ROOT / "exchange" / "routing" / "reasons.py", Text(None, reason.message, None)
    for path in sorted(_RULES.glob("*.py")):
        for part in ast.parse(path.read_text("utf-8")).body:
            if isinstance(part, ast.FunctionDef) and _is_rule(part):
                yield path, Text(None, " ".join((ast.get_docstring(part) or "").split()), None)


def _is_rule(function: ast.FunctionDef) -> bool:
    made = (one.func for one in function.decorator_list if isinstance(one, ast.Call))
    return any(isinstance(one, ast.Name) and one.id in ("value_rule", "document_rule") for one in made)


def _calls(code: str) -> Iterator[ast.AST]:
    """The calls in what a template becomes: the rest of it is no code."""
    for match in _CALL.finditer(code):
        for end in (place.end() for place in re.finditer(r"\)", code[match.start() :])):
            try:
                yield ast.parse(code[match.start() : match.start() + end].strip(), mode="eval")
            except SyntaxError:
                continue
            break


def _in_code(tree: ast.AST) -> Iterator[Text]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (places := (_GETTEXT | _REFUSALS).get(_name_of(node))):
            yield from _said(node, *places)


def _name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _said(call: ast.Call, text: int, plural: int | None, context: int | None) -> Iterator[Text]:
    arguments = call.args
    if len(arguments) <= max(place for place in (text, plural, context) if place is not None):
        return
    several = [] if plural is None else _constants(arguments[plural])
    about = [] if context is None else _constants(arguments[context])
    for said in _constants(arguments[text]):
        yield Text(about[0] if about else None, said, several[0] if several else None)


def _constants(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return _constants(node.body) + _constants(node.orelse)
    return (
        [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value else []
    )


if __name__ == "__main__":
    sys.exit(main())
