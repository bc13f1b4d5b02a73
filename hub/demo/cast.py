"""Who plays: the members of the demo world, their people, and the numbers they are known by. All invented."""

from dataclasses import dataclass, field

ADMINISTRATOR, OFFICER, PUBLISHER, AUDITOR = "administrator", "officer", "publisher", "auditor"
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Player:
    """A person: signs in as ``email``, does what ``roles`` allow."""

    name: str
    email: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation of the demo world. Its first person is its first administrator."""

    key: str
    name: str
    kind: str
    country: str
    region: str
    people: tuple[Player, ...]
    identifiers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def administrator(self) -> Player:
        return self.people[0]

    def player(self, role: str) -> Player:
        """The first person with this role."""
        return next(one for one in self.people if role in one.roles)


def _people(domain: str, **names: str) -> tuple[Player, ...]:
    """One person a role, whose address says what they are: ``officer@...``. An officer publishes, too."""
    more = {OFFICER: (OFFICER, PUBLISHER)}
    return tuple(Player(name, f"{role}@{domain}", more.get(role, (role,))) for role, name in names.items())


OPERATING = Member(
    OPERATOR,
    "Exchange Hub (demo operator)",
    "operator",
    "BE",
    "EUR",
    _people("hub.example", administrator="Ines Peeters", auditor="Tom Claes"),
)

AUTHORITIES = (
    Member(
        "nl", "Customs of the Netherlands", "authority", "NL", "EUR",
        _people("customs-nl.example", administrator="Femke de Wit", officer="Joris Visser", auditor="Marit Bos"),
        (("gln", "8712345000011"),),
    ),
    Member(
        "fr", "Customs of France", "authority", "FR", "EUR",
        _people("customs-fr.example", administrator="Hélène Marchand", officer="Luc Girard"),
    ),
    Member(
        "sg", "Customs of Singapore", "authority", "SG", "AP",
        _people("customs-sg.example", administrator="Tan Wei Ling", officer="Arjun Nair"),
        (("gln", "8881234000019"),),
    ),
    Member(
        "ke", "Customs of Kenya", "authority", "KE", "ESA",
        _people("customs-ke.example", administrator="Wanjiru Kamau", officer="Brian Otieno"),
    ),
    Member(
        "br", "Customs of Brazil", "authority", "BR", "AMS",
        _people("customs-br.example", administrator="Beatriz Rocha", officer="Rafael Lima"),
        (("gln", "7891234000019"),),
    ),
)  # fmt: skip

TRADERS = (
    Member(
        "meridian", "Meridian Lines GmbH", "trader", "DE", "EUR",
        _people("meridian-lines.example", administrator="Katrin Vogel", publisher="Jan Petersen"),
        (("eori", "DE4471902"), ("lei", "5299HUBEXCHANGE00178"), ("scac", "MRDL")),
    ),
    Member(
        "lotus", "Lotus Freight Rotterdam BV", "trader", "NL", "EUR",
        _people("lotus-freight.example", administrator="Anna Bakker", publisher="Sander Mulder",
                auditor="Noor Jansen"),
        (("eori", "NL854120099"), ("gln", "8712345000028")),
    ),
    Member(
        "noordzee", "Noordzee Retail BV", "trader", "NL", "EUR",
        _people("noordzee-retail.example", administrator="Pieter Smit"),
        (("eori", "NL803377120"),),
    ),
    Member(
        "bazar", "Bazar en Ligne SAS", "trader", "FR", "EUR",
        _people("bazar.example", administrator="Camille Roux", publisher="Théo Laurent"),
        (("eori", "FR40303265045"),),
    ),
    Member(
        "poste", "Poste Express Europe", "trader", "FR", "EUR",
        _people("poste-express.example", administrator="Julien Faure", publisher="Sarah Petit"),
        (("eori", "FR55208316300"), ("iata", "PX")),
    ),
    Member(
        "straits", "Straits Logistics Pte Ltd", "trader", "SG", "AP",
        _people("straits-logistics.example", administrator="Lim Jia Hui", publisher="Farid Rahman"),
        (("tin", "SG201912345K"),),
    ),
    Member(
        "planalto", "Cafés do Planalto Ltda", "trader", "BR", "AMS",
        _people("planalto.example", administrator="Marina Duarte", publisher="Caio Nunes"),
        (("tin", "BR12345678000195"),),
    ),
)  # fmt: skip

OTHERS = (
    Member(
        "sonara", "Sonara Audio SA", "rights_holder", "FR", "EUR",
        _people("sonara.example", administrator="Élise Garnier", publisher="Marc Colin"),
        (("eori", "FR81900441277"),),
    ),
    Member(
        "epsg", "European Private Sector Group", "association", "BE", "EUR",
        _people("epsg.example", administrator="Sofie Willems", auditor="Marco Conti"),
    ),
)  # fmt: skip

MEMBERS = (*AUTHORITIES, *TRADERS, *OTHERS)
EVERYBODY = (OPERATING, *MEMBERS)
BY_KEY = {member.key: member for member in EVERYBODY}

# Sander Mulder of Lotus Freight publishes for its customer, too: one person in two organisations.
LENT = (("noordzee", BY_KEY["lotus"].player(PUBLISHER), PUBLISHER),)


def player_for(key: str, role: str) -> Player:
    """Who does this for that member: somebody of its own, or somebody lent to it."""
    lent = next((player for of, player, lent_as in LENT if (of, lent_as) == (key, role)), None)
    return lent or BY_KEY[key].player(role)
