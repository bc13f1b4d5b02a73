"""One crash run from start to verdict."""

import random
import time
from dataclasses import dataclass, field

from tests.crash import world as worlds
from tests.crash.comparing import Comparison, Findings, moved
from tests.crash.killing import Killer
from tests.crash.publishing import Client
from tests.crash.reading import FeedReader, InboxReader, Reader
from tests.crash.receiving import Receiver
from tests.crash.stack import Stack
from tests.crash.world import World
from tests.driving import Hub, NoAnswer, Operator

# Often enough that no message is given up while receiver and hub fail by turns.
_SCHEDULE = "0.5,0.5,1,1,2,2,3,3,5,5,5,5,10,10,10"
_QUIET_WITHIN = 180.0
# A sweep would have found all that is left lying many times over.
_WITHOUT_SWEEPER = 75.0
_READ_WITHIN = 60.0
_LAST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Options:
    """How long, how much, by how many."""

    minutes: float
    notices: int
    clients: int
    kills: int
    seed: int
    sweeper: bool
    keep: bool


@dataclass(slots=True)
class Result:
    """Everything that the report tells."""

    options: Options
    findings: Findings = field(default_factory=Findings)
    clients: list[Client] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    killer: Killer | None = None
    figures: dict[str, object] = field(default_factory=dict)
    quiet: bool = False


def run(options: Options) -> Result:
    """Start the hub, let everybody loose on it, wait until it is quiet, compare."""
    result = Result(options)
    receiver = Receiver(options.seed)
    stack = Stack(
        HUB_WEBHOOK_ALLOW=f"127.0.0.1:{receiver.port}",
        HUB_WEBHOOK_SCHEDULE=_SCHEDULE,
        HUB_SWEEPER="1" if options.sweeper else "0",
    )
    try:
        bootstrapped = stack.start()
        publishing, reading = Hub(stack.port, timeout=20), Hub(stack.port, timeout=20)
        world = worlds.build(
            Operator(reading, bootstrapped), clients=options.clients, receiver_url=receiver.url
        )
        receiver.secret = world.secret
        _Run(options, result, stack, world, receiver, publishing, reading).go()
    finally:
        stack.stop(keep=options.keep)
        receiver.close()
    if options.keep:
        result.figures["kept in"] = str(stack.folder)
    return result


@dataclass(slots=True)
class _Run:
    options: Options
    result: Result
    stack: Stack
    world: World
    receiver: Receiver
    publishing: Hub
    reading: Hub
    _chance: random.Random = field(init=False)

    def go(self) -> None:
        self._chance = random.Random(self.options.seed)
        self._let_loose()
        began = time.monotonic()
        until = began + self.options.minutes * 60
        for client in self.result.clients:
            client.until = until
            client.start()
        for reader in self.result.readers:
            reader.start()
        killer = self.result.killer
        assert killer is not None
        killer.start()
        for client in self.result.clients:
            client.join()
        while time.monotonic() < until:
            time.sleep(0.5)
        killer.over.set()
        killer.join()
        self.result.figures["minutes of killing"] = round((time.monotonic() - began) / 60, 1)
        self._last_volley(killer)
        self._settle()
        self._compare()

    def _let_loose(self) -> None:
        share, more = divmod(self.options.notices, self.options.clients)
        for n, (organisation, machine) in enumerate(self.world.publishers):
            # Each talks to the hub over connections of its own.
            machine.hub = self.publishing
            self.result.clients.append(
                Client(
                    machine,
                    organisation.id,
                    name=f"C{n + 1}",
                    notices=share + (n < more),
                    chance=random.Random(f"{self.options.seed} client {n}"),
                )
            )
        for organisation in (*self.world.feed_readers, self.world.stranger):
            self._reader(FeedReader, organisation)
        self._reader(InboxReader, self.world.inbox_reader)
        self.result.killer = Killer(
            self.stack,
            requests=lambda: self.publishing.in_flight,
            pause=self.options.minutes * 60 / max(self.options.kills * 1.6, 1),
            chance=random.Random(f"{self.options.seed} killer"),
        )

    def _reader(self, kind: type[Reader], organisation: worlds.Organisation) -> None:
        machine = self.world.reading[organisation.id]
        chance = random.Random(f"{self.options.seed} {organisation.name}")
        self.result.readers.append(kind(machine, name=organisation.name, chance=chance))

    def _last_volley(self, killer: Killer) -> None:
        """The last notices are accepted while no worker lives, and their nudges are lost: only a sweep finds them."""
        killer.kill("worker")
        for client in self.result.clients:
            client.publish_bulk(_LAST_WORDS)
        killer.flush()
        killer.kill("worker-push")

    def _settle(self) -> None:
        """Wait until nothing is waiting or under way, then let the readers read to the end."""
        began = time.monotonic()
        self.result.quiet = self._wait_for_quiet()
        self.result.figures["quiet after"] = f"{time.monotonic() - began:.0f} s"
        for reader in self.result.readers:
            reader.over.set()
        until = time.monotonic() + _READ_WITHIN
        for reader in self.result.readers:
            reader.join(timeout=max(until - time.monotonic(), 0))
        if self.result.quiet:
            # What readers have opened may owe them a word more; it is never more than a moment's work.
            self.result.quiet = self._wait_for_quiet()

    def _wait_for_quiet(self) -> bool:
        until = time.monotonic() + (_QUIET_WITHIN if self.options.sweeper else _WITHOUT_SWEEPER)
        in_a_row = 0
        while time.monotonic() < until:
            try:
                answer = self.world.operator.machine.call("GET", "operations/pipeline")
            except NoAnswer:
                answer = None
            if answer is not None and answer.status == 200:
                self.result.figures["pipeline"] = answer.body
                in_a_row = in_a_row + 1 if answer.body["quiet"] else 0
            if in_a_row == 3:
                return True
            time.sleep(0.5)
        return False

    def _compare(self) -> None:
        sent = [one for client in self.result.clients for one in client.sent]
        publishers = {organisation.id: machine for organisation, machine in self.world.publishers}
        own = {publisher: machine.pages("notices", limit=100) for publisher, machine in publishers.items()}
        numbers = {one["reference"]: one["notice"] for listed in own.values() for one in listed}
        for one in sent:
            if one.abandoned and not one.number:
                one.number = numbers.get(one.reference, "")
        comparison = Comparison(self.world.deals, sent)
        for publisher, listed in own.items():
            comparison.check_own(publisher, listed)
        self.result.figures["abandoned, and there"] = sum(1 for one in sent if one.abandoned and one.number)
        self._compare_recipients(comparison)
        self.result.findings = comparison.found
        faults = comparison.found.faults
        killer = self.result.killer
        assert killer is not None
        faults += killer.faults
        for client in self.result.clients:
            faults += client.told.faults
        if not self.stack.is_up():
            faults.append("the supervisor has died")

    def _compare_recipients(self, comparison: Comparison) -> None:
        contents = again = 0
        logs = {reader.name: reader.log for reader in self.result.readers}
        for organisation in self.world.recipients:
            envelopes = self.world.reading[organisation.id].pages("inbox", limit=100)
            log = logs.get(organisation.name)
            gone = moved(log.items.values(), envelopes) if log else {}
            comparison.check_inbox(organisation.id, envelopes, gone)
            again += len(gone)
            if log is not None:
                contents += comparison.check_seen(organisation.id, log.items.values(), envelopes)
                comparison.found.doubled += log.doubled
                comparison.found.skipped += log.skipped
                comparison.found.faults += log.faults
            else:
                calls, duplicates, in_doubt = comparison.check_webhook(
                    organisation.id, self.receiver.calls, envelopes
                )
                self.result.figures["webhook messages taken in"] = calls
                self.result.figures["webhook duplicates, same id"] = duplicates
                self.result.figures["webhook taken in unheard of, then never told"] = in_doubt
            self.result.figures[f"inbox of {organisation.name}"] = len(envelopes)
        self.result.figures["contents seen by readers"] = contents
        self.result.figures["decided again, at a new position"] = again
        self.result.figures["receiver failed, hung up"] = f"{self.receiver.failed}, {self.receiver.hung_up}"
