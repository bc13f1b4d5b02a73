"""What a browser would send of a form on a page, if nobody touched it."""

from html.parser import HTMLParser

Sent = dict[str, list[str]]


class _Form(HTMLParser):
    """Gathers the successful controls of one form."""

    def __init__(self, identifier: str) -> None:
        super().__init__()
        self.sent: Sent = {}
        self._wanted = identifier
        self._inside = False
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self._area = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = had.get("id") == self._wanted
        if not self._inside or "disabled" in had:
            return
        name = had.get("name", "")
        if tag == "input" and name:
            self._input(name, had)
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((had.get("value", ""), "selected" in had))
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            first = [value for value, _ in self._options[:1]]
            self.sent.setdefault(self._select, []).extend(chosen or first)
            self._select = ""
        elif tag == "textarea" and self._area:
            self.sent.setdefault(self._area, []).append(self._text.strip())
            self._area = ""

    def _input(self, name: str, had: dict[str, str]) -> None:
        ticks = had.get("type") in ("checkbox", "radio")
        if not ticks or "checked" in had:
            self.sent.setdefault(name, []).append(had.get("value", "on" if ticks else ""))


def sent_by(markup: str, *, form: str) -> Sent:
    """The names and values that the form of this id sends as it stands."""
    parser = _Form(form)
    parser.feed(markup)
    return parser.sent
