"""Examples that a trader keeps with its agreements: what must be sent, and what must not."""

from dataclasses import replace

from exchange.agreements.models import Example
from exchange.agreements.services import examples
from exchange.agreements.services.examples import NewExample
from hub.demo import cargo
from hub.demo.day import Document
from hub.demo.dice import dice
from hub.demo.world import World


def keep(world: World) -> None:
    """Lotus tries what it signs, and what it still drafts: there, one example fails and says what is missing."""
    agreed, drafted = world.agreements["rotterdam"], world.agreements["draft"]
    sent = {
        (agreed, "From Vietnam to the Netherlands", "nl", True): _from_to(world, "VN", "NL"),
        (agreed, "Bound for Kenya", "nl", False): _from_to(world, "CN", "KE"),
        (drafted, "From China to Lyon", "fr", True): _from_to(world, "CN", "FR"),
        (drafted, "Through France to Belgium", "fr", True): {
            **_from_to(world, "CN", "BE"),
            "routing_countries": ["CN", "FR", "BE"],
        },
    }
    with world.changing("lotus") as (by, at):
        for (agreement, name, recipient, must_send), document in sent.items():
            if not Example.objects.filter(agreement=agreement, name=name).exists():
                example = NewExample(
                    name, world.id_of(recipient), must_send, type="advance_cargo", document=document
                )
                examples.keep(agreement=agreement, example=example, by=by, at=at)


def _from_to(world: World, origin: str, destination: str) -> Document:
    filer = replace(cargo.LOTUS, origins={origin: 1.0}, destinations={destination: 1.0}, by_sea=1.0)
    return cargo.consignment(filer, dice(f"example/{origin}{destination}"), at=world.began, n=90_000)
