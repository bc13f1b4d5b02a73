"""``manage.py decide FILE``: who receives what in a world that a document describes. Writes nothing."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from accounts.errors import Fault, Invalid
from exchange.routing.decide import decisions, document


class Command(BaseCommand):
    help = "Answer the questions of a decision document (docs/decide.md) with the production engine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the document; - reads it from standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = decisions.decide(document.read(_text(options["file"])))
        except Invalid as refusal:
            faults = [{"pointer": f.place, "code": f.code, "detail": f.message} for f in refusal.faults]
            answer = {"format": document.FORMAT, "faults": faults}
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        sys.stdout.buffer.flush()
        if "faults" in answer:
            sys.exit(2)


def _text(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        fault = Fault("", "unreadable", f"{file}: {error.strerror}")
        raise Invalid("bad-document", "The file cannot be read.", faults=[fault]) from None
