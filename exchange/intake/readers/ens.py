"""Entry summary declarations: IE315 becomes an advance cargo notice, IE313 an amendment of one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lxml import etree

from accounts.errors import Fault, Malformed
from accounts.sentences import Sentence
from exchange.intake.readers import ens_table
from exchange.intake.readers.ens_forms import SPACE, Form, NotInForm, Value
from exchange.intake.readers.ens_table import Row

NAMESPACE = "http://ics.dgtaxud.ec/"
# Hints to a validator about where it finds the schema: no part of what is declared.
_HINTS = {
    "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
    "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation",
}
_MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds text, and the place that its value took in the notice."""

    element: etree._Element
    pointer: str
    form: Form


@dataclass(frozen=True, slots=True)
class Reading:
    """What a declaration says as an advance cargo notice, where each value came from, and what is wrong."""

    message: str
    document: dict[str, Any]
    root: etree._Element
    leaves: tuple[Leaf, ...]
    faults: tuple[Fault, ...]

    def place(self, pointer: str) -> str:
        """Where in the file the value at a pointer of the notice stands, or what comes nearest to it."""
        while pointer:
            for leaf in self.leaves:
                if leaf.pointer == pointer or leaf.pointer.startswith(f"{pointer}/"):
                    return place(leaf.element)
            pointer = pointer.rpartition("/")[0]
        return place(self.root)


def read(root: etree._Element) -> Reading:
    """Read a declaration element by element. Raises ``Malformed`` when it is none."""
    message = _message(root)
    reader = _Reader()
    reader.read(root, _nodes(message), _Spot(reader.document))
    return Reading(message, reader.document, root, tuple(reader.leaves), tuple(reader.faults))


def place(element: etree._Element) -> str:
    """Line and path of an element; the path as customs writes it in its answers, each position counted."""
    path = ""
    for at in (element, *element.iterancestors()):
        name = etree.QName(at).localname
        label = f"{at.prefix}:{name}" if at.prefix else name
        position = 1 + sum(1 for _ in at.itersiblings(at.tag, preceding=True))
        path = f"/{label}[{position}]{path}"
    return f"line {element.sourceline}, {path}"


def _message(root: etree._Element) -> str:
    name = etree.QName(root)
    if name.localname in ens_table.MESSAGES and name.namespace == NAMESPACE + name.localname:
        return str(name.localname)
    reason = Sentence(
        "The root element is %(tag)s. An entry summary declaration begins with CC315A (new) or CC313A"
        " (amendment), in the namespace %(namespace)sCC315A or %(namespace)sCC313A.",
        tag=root.tag,
        namespace=NAMESPACE,
    )
    raise Malformed("not-a-declaration", reason, faults=[Fault(place(root), "not-a-declaration", reason)])


# The steps of a pointer: each a name, and whether a new entry of the list under that name is meant.
_Way = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class _Node:
    """A row of the table in its tree; ``ways`` lead to its pointers from the list entry it stands in."""

    row: Row
    order: int
    ways: tuple[_Way, ...]
    children: dict[str, "_Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where values are written: the notice or an entry of one of its lists, and which of how many that is."""

    target: dict[str, Any]
    pointer: str = ""
    position: int = 0
    total: int = 1


@cache
def _nodes(message: str) -> dict[str, _Node]:
    """The table as a tree: by tag, each with its children by tag."""
    top: dict[str, _Node] = {}
    found: dict[str, tuple[dict[str, _Node], str]] = {"": (top, "")}
    for order, row in enumerate(ens_table.TABLE):
        if message in row.messages:
            parent, _, tag = row.path.rpartition("/")
            siblings, base = found[parent]
            node = _Node(row, order, tuple(_way(pointer.removeprefix(base)) for pointer in row.pointers))
            siblings[tag] = node
            found[row.path] = (node.children, row.pointers[0] or base)
    return top


def _way(pointer: str) -> _Way:
    names = pointer.split("/")[1:]
    return tuple((name, names[at + 1 : at + 2] == ["*"]) for at, name in enumerate(names) if name != "*")


class _Reader:
    def __init__(self) -> None:
        self.document: dict[str, Any] = {}
        self.leaves: list[Leaf] = []
        self.faults: list[Fault] = []

    def read(self, parent: etree._Element, nodes: dict[str, _Node], spot: _Spot) -> None:
        """Read the elements of a group, each by the node that has its name."""
        self._check_bare(parent)
        totals = Counter(child.tag for child in parent)
        counts: Counter[str] = Counter()
        latest = -1
        for child in parent:
            node = nodes.get(child.tag)
            if node is None:
                self._fault(child, "unexpected-element", "The message has no such element here: take it out.")
                continue
            if node.order < latest:
                self._fault(
                    child,
                    "out-of-order",
                    "This stands after an element that the message has later: put it before that one.",
                )
            latest = max(latest, node.order)
            counts[child.tag] += 1
            if node.row.most is not None and counts[child.tag] > node.row.most:
                self._fault(
                    child,
                    "repeated",
                    Sentence(
                        "At most %(most)s of these may stand here: take the others out.", most=node.row.most
                    ),
                )
            elif node.row.form is not None:
                self._read_leaf(child, node, node.row.form, spot)
            elif node.row.most == 1:
                self.read(child, node.children, spot)
            else:
                entry = _entry(spot, node, position=counts[child.tag] - 1, total=totals[child.tag])
                self.read(child, node.children, entry)
        self._check_present(parent, nodes, counts)

    def _read_leaf(self, child: etree._Element, node: _Node, form: Form, spot: _Spot) -> None:
        self._check_attributes(child)
        for inner in child:
            self._fault(
                inner, "unexpected-element", "The element around this one holds text only: take this one out."
            )
        try:
            value = form.read(child.text or "")
        except NotInForm as refused:
            self._fault(child, refused.code, refused.message)
            return
        way = node.ways[node.row.choose(value, spot.position, spot.total)]
        self.leaves.append(Leaf(child, _put(spot, way, value, form), form))

    def _check_present(self, parent: etree._Element, nodes: dict[str, _Node], counts: Counter[str]) -> None:
        required = [tag for tag, node in nodes.items() if node.row.least]
        for tag in required:
            if not counts[tag]:
                self._fault(parent, "missing", Sentence("%(tag)s is required here.", tag=tag))
        if not required and not counts:
            self._fault(parent, "empty", "Leave the element out instead of sending it empty.")

    def _check_bare(self, element: etree._Element) -> None:
        self._check_attributes(element)
        for words in _loose_text(element):
            self._fault(
                element,
                "stray-text",
                Sentence(
                    "No text may stand between the elements here: take out %(words)s.", words=repr(words[:40])
                ),
            )

    def _check_attributes(self, element: etree._Element) -> None:
        for name in element.attrib:
            if name not in _HINTS:
                self._fault(
                    element,
                    "unexpected-attribute",
                    Sentence("The message has no attribute %(name)s here: take it out.", name=name),
                )

    def _fault(self, element: etree._Element, code: str, message: str) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(place(element), code, message))
        elif len(self.faults) == _MOST_FAULTS:
            self.faults.append(Fault(place(element), "too-many-faults", "The search for faults ends here."))


def _loose_text(element: etree._Element) -> Iterator[str]:
    for words in (element.text, *(child.tail for child in element)):
        # A no-break space is text: XML's own white space is four characters.
        if words and words.strip(SPACE):
            yield words.strip(SPACE)


def _entry(spot: _Spot, node: _Node, *, position: int, total: int) -> _Spot:
    """A group that repeats: the new entry of its list, or the same spot where its leaves make the list."""
    target, pointer = _enter(spot.target, spot.pointer, node.ways[0])
    return _Spot(target, pointer, position, total)


def _enter(target: dict[str, Any], pointer: str, way: _Way) -> tuple[dict[str, Any], str]:
    """Follow the steps, making what is not there yet; a list gets a new entry."""
    for name, listed in way:
        if listed:
            entries = target.setdefault(name, [])
            entries.append({})
            target, pointer = entries[-1], f"{pointer}/{name}/{len(entries) - 1}"
        else:
            target, pointer = target.setdefault(name, {}), f"{pointer}/{name}"
    return target, pointer


def _put(spot: _Spot, way: _Way, value: Value, form: Form) -> str:
    """Write a value at the end of its way, and say where that is."""
    target, pointer = _enter(spot.target, spot.pointer, way[:-1])
    name, listed = way[-1]
    if listed:
        target.setdefault(name, []).append(value)
        return f"{pointer}/{name}/{len(target[name]) - 1}"
    target[name] = f"{target.get(name, '')}{value}" if form.continues else value
    return f"{pointer}/{name}"
