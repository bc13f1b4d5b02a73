"""What a weighty act will stop, in sentences, from what was counted at this moment."""

from django.utils.translation import gettext, ngettext

from exchange.deliveries.stopping import MemberStops, StandingStops


def suspending(stops: MemberStops) -> list[str]:
    """Before a member is suspended."""
    return [
        *_shut_out(stops),
        *_deliveries(stops),
        *_agreements(stops),
        gettext("What it holds is closed until it is resumed. What others hold of it stays readable."),
    ]


def removing(stops: MemberStops) -> list[str]:
    """Before a member is removed."""
    return [
        *_shut_out(stops),
        *_deliveries(stops),
        *_agreements(stops),
        gettext("What it holds is closed for good, and its people's roles end."),
        gettext("Its identifiers are free: another member may hold them."),
        gettext("This cannot be undone. An organisation that comes back is admitted anew."),
    ]


def resuming(stops: MemberStops) -> list[str]:
    """Before a suspended member goes on."""
    return [
        gettext("Its people, API clients and webhooks work again at once."),
        gettext("What it holds opens again. What was withheld is decided anew when its recipient asks."),
    ]


def _shut_out(stops: MemberStops) -> list[str]:
    people = ngettext(
        "%(count)s person can act for it no more, from this moment on.",
        "%(count)s people can act for it no more, from this moment on.",
        stops.people,
    )
    clients = ngettext(
        "%(count)s API client is refused.", "%(count)s API clients are refused.", stops.clients
    )
    endpoints = ngettext(
        "%(count)s webhook is called no more.", "%(count)s webhooks are called no more.", stops.endpoints
    )
    return _those((stops.people, people), (stops.clients, clients), (stops.endpoints, endpoints))


def _deliveries(stops: MemberStops) -> list[str]:
    to_it = ngettext(
        "%(count)s delivery that has not left to it is withheld.",
        "%(count)s deliveries that have not left to it are withheld.",
        stops.deliveries_to,
    )
    from_it = ngettext(
        "%(count)s delivery of its own notices that has not left is withheld from others.",
        "%(count)s deliveries of its own notices that have not left are withheld from others.",
        stops.deliveries_from,
    )
    waiting = _those((stops.deliveries_to, to_it), (stops.deliveries_from, from_it))
    return waiting or [gettext("No delivery to it or from it is waiting to leave.")]


def _those(*told: tuple[int, str]) -> list[str]:
    """The sentences of what there is any of, each with its figure."""
    return [sentence % {"count": count} for count, sentence in told if count]


def _agreements(stops: MemberStops) -> list[str]:
    if not stops.agreements:
        return [gettext("It is a party of no agreement in force.")]
    return [
        gettext("Nothing new passes to it or from it under these agreements: %(numbers)s.")
        % {"numbers": ", ".join(map(str, stops.agreements))}
    ]


def standing_away(stops: StandingStops) -> list[str]:
    """Before standing is suspended or revoked."""
    if not stops.agreements:
        said = [gettext("No agreement in force that you may read depends on it.")]
    else:
        withheld = ngettext(
            "%(count)s delivery under them that has not left to it is withheld.",
            "%(count)s deliveries under them that have not left to it are withheld.",
            stops.deliveries_to,
        )
        said = [
            gettext("Its holder then lacks the standing that these agreements ask for: %(numbers)s.")
            % {"numbers": ", ".join(map(str, stops.agreements))},
            *_those((stops.deliveries_to, withheld)),
            gettext("What it has received under them is closed while it lacks the standing."),
        ]
    return [
        *said,
        gettext("What the trader has published still goes out, and it may still amend, cancel and answer."),
        gettext("Agreements that you may not read can depend on it too; they are not counted here."),
    ]
