"""Row 4: webhooks as one push worker sends them, decided, registered, signed and logged, beside bare aiohttp.

python -m tests.benchmarks.pushing [--rounds 5] [--fan-out 5] [--notices 400]
"""

import argparse
import statistics
import time
from itertools import islice

from tests.benchmarks import engines


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks.pushing")
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--fan-out", type=int, default=5)
    arguments.add_argument("--notices", type=int, default=400)
    given = arguments.parse_args()
    engines.start()
    measure(rounds=given.rounds, fan_out=given.fan_out, notices=given.notices)


def measure(*, rounds: int, fan_out: int, notices: int) -> None:
    """One endpoint for each recipient; every round sends each of them every notice."""
    from django.conf import settings

    from accounts import acting
    from exchange import pipeline
    from exchange.deliveries.channels.webhook import policy, services
    from exchange.deliveries.channels.webhook.dispatching import MOST_IN_FLIGHT, THREADS, Dispatcher
    from exchange.deliveries.channels.webhook.posting import Poster
    from exchange.deliveries.sending import Law
    from exchange.notices.models import RoutingWork
    from tests.benchmarks import receiver, world
    from tests.factories import accounts

    made = world.build(fan_out=fan_out, others=20)
    documents = world.notices()
    caller = accounts.caller(made.publisher, "publisher")
    ratios = []
    with receiver.receiving() as port:
        settings.HUB_WEBHOOK_ALLOW = [f"127.0.0.1:{port}"]
        for one in made.recipients:
            with accounts.acting_for(one) as at:
                address = services.vet(url=f"http://127.0.0.1:{port}/")
                services.register(address=address, by=one.caller, at=at)
        dispatcher = Dispatcher(Law(), poster=Poster(policy.policy()), delays=policy.delays())
        for _ in range(rounds):
            drafts = [pipeline.Draft("advance_cargo", *one) for one in islice(documents, notices)]
            with acting.as_organisation(caller.organisation, person=caller.person):
                pipeline.publish(drafts, by=caller, lane=RoutingWork.Lane.BULK)
            while pipeline.route():
                pass
            began = time.perf_counter()
            sent = 0
            while sent < notices * fan_out:
                sent += dispatcher.run(seconds=60)
            rate = sent / (time.perf_counter() - began)
            concurrency = min(THREADS, MOST_IN_FLIGHT * fan_out)
            bare = receiver.bare(port, receiver.last(port), many=sent, concurrency=concurrency)
            ratios.append(rate / bare)
            print(f"{sent} messages: {rate:.0f}/s, bare {bare:.0f}/s: {ratios[-1]:.2f}", flush=True)
        dispatcher.close()
    print(f"row 4: push over bare aiohttp, median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
