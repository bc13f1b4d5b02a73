"""API clients, what the members wish to hear of, and where they wish to be called."""

from accounts.access import selectors as access
from accounts.access import services as clients
from exchange.agreements.models import Purpose
from exchange.deliveries.channels.webhook import guard
from exchange.deliveries.channels.webhook import services as webhooks
from exchange.deliveries.channels.webhook.policy import policy
from exchange.deliveries.channels.webhook.services import VettedUrl
from exchange.subscriptions import selectors as written
from exchange.subscriptions import services as subscriptions
from exchange.subscriptions.models import Channel
from exchange.subscriptions.services import Wish
from hub.demo.world import World

CLIENT_NAME = "Demo client"
# Who has a machine, and what it may do.
SCOPES = {
    "lotus": ("notices:publish", "notices:read", "inbox:read", "inbox:acknowledge", "agreements:read"),
    "nl": ("inbox:read", "inbox:acknowledge", "replies:send", "agreements:read", "subscriptions:write"),
    "sg": ("inbox:read", "inbox:acknowledge"),
    "operator": ("accounts:read", "accounts:write", "operations:read"),
}
# Neither name leads anywhere: the first shows what becomes of messages that cannot be delivered, the second is
# told to stand still, so that its messages wait.
FAILING = "https://intake.customs-nl.example/hub"
RESTING = "https://hooks.meridian-lines.example/hub"

_BY_AIR = [{"path": "/transport/mode", "any_of": ["4"]}]
# Who subscribes to what. Whoever stands in the second column no longer receives everything else in its inbox.
_WISHES: dict[str, tuple[bool, tuple[Wish, ...]]] = {
    "nl": (False, (Wish(types=("advance_cargo",), filter=_BY_AIR, channels=(Channel.WEBHOOK,)),)),
    "sg": (
        True,
        (
            Wish(
                types=("transport_event",),
                filter=[{"path": "/place/unlocode", "any_of": ["SGSIN"]}],
                channels=(Channel.FEED,),
            ),
            Wish(types=("risk_alert", "advance_cargo"), channels=(Channel.INBOX, Channel.FEED)),
        ),
    ),
    "sonara": (
        True,
        (
            Wish(types=("counterfeit_alert", "advisory", "regulatory_change")),
            Wish(
                purpose=Purpose.IPR_ENFORCEMENT,
                types=("ecommerce_parcel",),
                filter=[{"path": "/items/*/brand", "any_of": ["SONARA"]}],
            ),
        ),
    ),
    "lotus": (False, (Wish(types=("regulatory_change",), channels=(Channel.FEED,)),)),
}


def install(world: World) -> dict[str, str]:
    """A client for everybody who has a machine; answers the secrets of those made just now, by member."""
    secrets = {}
    for key, scopes in SCOPES.items():
        with world.changing(key) as (by, at):
            client = access.clients().filter(name=CLIENT_NAME, ended_at=None).first()
            if client is None:
                made = clients.make_client(name=CLIENT_NAME, scopes=scopes, by=by, at=at)
                client, secrets[key] = made.client, made.secret
        world.clients[key] = client
    return secrets


def subscribe(world: World) -> None:
    """Wishes with filters; two members give up the subscription to everything."""
    for key, (only_these, wishes) in _WISHES.items():
        with world.changing(key) as (by, at):
            if written.written().exists():
                continue
            for wish in wishes:
                subscriptions.begin(by=by, at=at, wish=wish)
            if only_these:
                subscriptions.end_always(by=by, at=at)


def connect(world: World) -> None:
    """Two webhook endpoints, registered as if their names had had an address then."""
    for key, url in (("nl", FAILING), ("meridian", RESTING)):
        guard.parse(url, policy())
        with world.unless_done(), world.changing(key) as (by, at):
            made = webhooks.register(address=VettedUrl(url), description="Intake system", by=by, at=at)
            if url == RESTING:
                webhooks.disable(endpoint=made.endpoint.id, by=by, at=at)
