"""What a crash run tells of itself."""

import statistics
from collections import Counter
from collections.abc import Iterable

from tests.crash.killing import InFlight, by_victim
from tests.crash.run import Result

_EXAMPLES = 3


def text(result: Result) -> str:
    """The whole report."""
    return "\n".join([*_kills(result), "", *_clients(result), "", *_readers(result), "", *_verdicts(result)])


def failures(result: Result) -> list[str]:
    """Why the run does not count as passed; empty when it does."""
    found = [f"{name} {n}" for name, n in result.findings.counts().items() if n]
    if not result.quiet:
        found.append(f"not quiet: {result.figures.get('pipeline')}")
    killer = result.killer
    busy = sum(1 for kill in killer.kills if kill.busy) if killer else 0
    if busy < result.options.kills:
        found.append(f"{busy} kills with work in flight, {result.options.kills} wanted")
    return found


def _kills(result: Result) -> list[str]:
    killer = result.killer
    if killer is None:
        return []
    head = f"{'requests':>9} {'unrouted':>9} {'leased':>9} {'waiting':>9} {'transactions':>13}"
    lines = [
        "kill -9 (median/most under way at the moment of each kill)",
        f"{'process':14} {'kills':>5} {'busy':>5}  {head}",
    ]
    for victim, kills in by_victim(killer.kills).items():
        busy = sum(1 for kill in kills if kill.busy)
        lines.append(f"{victim:14} {len(kills):5} {busy:5}  {_under_way([kill.in_flight for kill in kills])}")
    every = [kill.in_flight for kill in killer.kills]
    busy = sum(1 for kill in killer.kills if kill.busy)
    lines.append(f"{'all':14} {len(killer.kills):5} {busy:5}  {_under_way(every)}")
    lines.append(f"{'FLUSHALL':14} {len(killer.flushes):5} {'':5}  {_under_way(killer.flushes)}")
    return lines


def _under_way(moments: list[InFlight]) -> str:
    columns: list[Iterable[int]] = [
        [one.requests for one in moments],
        [one.unrouted for one in moments],
        [one.leased for one in moments],
        [one.waiting for one in moments],
        [sum(one.transactions.values()) for one in moments],
    ]
    shown = [f"{statistics.median(column):g}/{max(column)}" if moments else "-" for column in columns]
    return f"{shown[0]:>9} {shown[1]:>9} {shown[2]:>9} {shown[3]:>9} {shown[4]:>13}"


def _clients(result: Result) -> list[str]:
    told = [client.told for client in result.clients]
    sent = [one for client in result.clients for one in client.sent]
    statuses: Counter[str] = sum((one.statuses for one in told), Counter())
    accepted = [one for one in sent if not one.abandoned]
    amendments = sum(len(one.versions) - 1 for one in accepted)
    cancellations = sum(one.cancelled for one in sent)
    answers = ", ".join(f"{n} x {status}" for status, n in sorted(statuses.items()))
    slowest = max((one.slowest for one in told), default=0)
    kept, not_kept = sum(one.kept for one in told), sum(one.not_kept for one in told)
    there = result.figures.get("abandoned, and there")
    return [
        f"accepted: {len(accepted)} notices, {amendments} amendments, {cancellations} cancellations",
        f"answers: {answers} (none: no whole answer); slowest {slowest:.1f} s",
        f"sent again after no answer: {kept + not_kept} (had been kept: {kept}, had not: {not_kept})",
        f"never sent again after no answer: {sum(one.abandoned for one in told)} (there: {there})",
    ]


def _readers(result: Result) -> list[str]:
    unanswered = sum(reader.log.unanswered for reader in result.readers)
    figures = {
        name: value
        for name, value in result.figures.items()
        if name not in ("pipeline", "abandoned, and there")
    }
    return [f"{name}: {value}" for name, value in figures.items()] + [
        f"reads without an answer, asked again: {unanswered}",
        f"pipeline: {result.figures.get('pipeline')}",
    ]


def _verdicts(result: Result) -> list[str]:
    lines = []
    for name, n in result.findings.counts().items():
        lines.append(f"{name.replace('_', ' '):24} {n}")
        lines += [f"    {one[:600]}" for one in getattr(result.findings, name)[:_EXAMPLES]]
    return lines
