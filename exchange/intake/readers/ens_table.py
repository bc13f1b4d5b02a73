"""Where each element of an entry summary declaration stands in an advance cargo notice.

One row per element, in the order in which the messages IE315 (new) and IE313 (amendment) carry them; all else
here and in ``ens`` is derived from this table. A pointer's ``*`` stands for the position in a list; where a
row names several pointers, ``Row.choose`` says which one counts. An element without a row is a fault.
"""

import re
from dataclasses import dataclass

from exchange.intake.readers import ens_forms as form
from exchange.intake.readers.ens_forms import Form, Value, number, text

NEW = "CC315A"
AMENDMENT = "CC313A"
MESSAGES = (NEW, AMENDMENT)

_UNLOCODE = re.compile("[A-Z]{2}[A-Z2-9]{3}")


@dataclass(frozen=True, slots=True)
class Row:
    """An element: its path in the message, how often it may stand there, its place in the notice, its form.

    Without a form it is a group of elements; with a pointer, each time the group comes it is an entry of its
    own in that list.
    """

    path: str
    least: int
    most: int | None
    pointers: tuple[str, ...]
    form: Form | None = None
    messages: tuple[str, ...] = MESSAGES

    def choose(self, value: Value, position: int, total: int) -> int:
        """Which of the pointers a value takes that stands in the group's entry ``position`` of ``total``.

        Places are told by their UN/LOCODE or else by country code and name. An itinerary begins with the
        country of original departure and ends with that of final destination.
        """
        if self.pointers == ITINERARY:
            return 0 if position == 0 else 2 if position == total - 1 else 1
        if len(self.pointers) > 1:
            return 0 if _UNLOCODE.fullmatch(str(value)) else 1
        return 0


ITINERARY = ("/dispatch_country", "/routing_countries/*", "/destination_country")


def group(path: str, times: str, pointer: str = "", *, only: str = "") -> Row:
    return Row(path, *_times(times), (pointer,), None, (only,) if only else MESSAGES)


def leaf(path: str, times: str, pointer: str, form: Form, *, only: str = "") -> Row:
    return Row(path, *_times(times), (pointer,), form, (only,) if only else MESSAGES)


def place(path: str, times: str, pointer: str) -> Row:
    return Row(path, *_times(times), (f"{pointer}/unlocode", f"{pointer}/name"), form.PLACE)


def itinerary(path: str, times: str) -> Row:
    return Row(path, *_times(times), ITINERARY, form.COUNTRY)


def _times(times: str) -> tuple[int, int | None]:
    least, _, most = times.partition("..")
    return int(least), None if most == "n" else int(most or least)


TABLE: tuple[Row, ...] = (
    leaf("MesSenMES3", "1", "/message/sender", text(35)),
    leaf("MesRecMES6", "0..1", "/message/recipient", text(35)),
    leaf("DatOfPreMES9", "1", "/message/prepared_at", form.DAY),
    leaf("TimOfPreMES10", "1", "/message/prepared_at", form.HOUR),
    leaf("PriMES15", "0..1", "/message/priority", form.LETTER),
    leaf("MesIdeMES19", "1", "/message/identifier", text(14)),
    leaf("MesTypMES20", "1", "/message/type", form.MESSAGE_TYPE),
    leaf("CorIdeMES25", "0..1", "/message/correlation", text(14)),
    # --- header
    group("HEAHEA", "1"),
    leaf("HEAHEA/RefNumHEA4", "1", "/lrn", text(22), only=NEW),
    leaf("HEAHEA/DocNumHEA5", "1", "/mrn", form.MRN, only=AMENDMENT),
    leaf("HEAHEA/TraModAtBorHEA76", "1", "/transport/mode", form.MODE),
    leaf("HEAHEA/IdeOfMeaOfTraCroHEA85", "0..1", "/transport/identifier", text(27)),
    leaf("HEAHEA/IdeOfMeaOfTraCroHEA85LNG", "0..1", "/transport/language", form.LANGUAGE),
    leaf("HEAHEA/NatOfMeaOfTraCroHEA87", "0..1", "/transport/nationality_country", form.COUNTRY),
    leaf("HEAHEA/TotNumOfIteHEA305", "0..1", "/totals/items", number(5)),
    leaf("HEAHEA/TotNumOfPacHEA306", "0..1", "/totals/packages", number(7)),
    leaf("HEAHEA/TotGroMasHEA307", "0..1", "/totals/gross_mass", form.MASS),
    leaf("HEAHEA/DecPlaHEA394", "0..1", "/declaration/place/name", text(35), only=NEW),
    leaf("HEAHEA/DecPlaHEA394LNG", "0..1", "/declaration/place/language", form.LANGUAGE, only=NEW),
    leaf("HEAHEA/AmdPlaHEA598", "0..1", "/amendment/place/name", text(35), only=AMENDMENT),
    leaf("HEAHEA/AmdPlaHEA598LNG", "0..1", "/amendment/place/language", form.LANGUAGE, only=AMENDMENT),
    leaf("HEAHEA/SpeCirIndHEA1", "0..1", "/specific_circumstance", form.CAPITAL),
    leaf("HEAHEA/TraChaMetOfPayHEA1", "0..1", "/transport_charges_payment", form.CAPITAL),
    leaf("HEAHEA/ComRefNumHEA", "0..1", "/ucr", text(70)),
    leaf("HEAHEA/ConRefNumHEA", "0..1", "/transport/conveyance_reference", text(35)),
    place("HEAHEA/PlaLoaGOOITE334", "0..1", "/loading_place"),
    leaf("HEAHEA/PlaLoaGOOITE334LNG", "0..1", "/loading_place/language", form.LANGUAGE),
    place("HEAHEA/PlaUnlGOOITE334", "0..1", "/discharge_place"),
    leaf("HEAHEA/CodPlUnHEA357LNG", "0..1", "/discharge_place/language", form.LANGUAGE),
    leaf("HEAHEA/DecDatTimHEA114", "1", "/declaration/at", form.MOMENT, only=NEW),
    leaf("HEAHEA/DatTimAmeHEA113", "1", "/amendment/at", form.MOMENT, only=AMENDMENT),
    # --- parties of the whole consignment
    group("TRACONCO1", "0..1"),
    leaf("TRACONCO1/NamCO17", "0..1", "/consignor/name", text(35)),
    leaf("TRACONCO1/StrAndNumCO122", "0..1", "/consignor/address/street", text(35)),
    leaf("TRACONCO1/PosCodCO123", "0..1", "/consignor/address/postcode", text(9)),
    leaf("TRACONCO1/CitCO124", "0..1", "/consignor/address/city", text(35)),
    leaf("TRACONCO1/CouCO125", "0..1", "/consignor/address/country", form.COUNTRY),
    leaf("TRACONCO1/NADLNGCO", "0..1", "/consignor/language", form.LANGUAGE),
    leaf("TRACONCO1/TINCO159", "0..1", "/consignor/identifier", form.TRADER_NUMBER),
    group("TRACONCE1", "0..1"),
    leaf("TRACONCE1/NamCE17", "0..1", "/consignee/name", text(35)),
    leaf("TRACONCE1/StrAndNumCE122", "0..1", "/consignee/address/street", text(35)),
    leaf("TRACONCE1/PosCodCE123", "0..1", "/consignee/address/postcode", text(9)),
    leaf("TRACONCE1/CitCE124", "0..1", "/consignee/address/city", text(35)),
    leaf("TRACONCE1/CouCE125", "0..1", "/consignee/address/country", form.COUNTRY),
    leaf("TRACONCE1/NADLNGCE", "0..1", "/consignee/language", form.LANGUAGE),
    leaf("TRACONCE1/TINCE159", "0..1", "/consignee/identifier", form.TRADER_NUMBER),
    group("NOTPAR670", "0..1"),
    leaf("NOTPAR670/NamNOTPAR672", "0..1", "/notify_party/name", text(35)),
    leaf("NOTPAR670/StrNumNOTPAR673", "0..1", "/notify_party/address/street", text(35)),
    leaf("NOTPAR670/PosCodNOTPAR676", "0..1", "/notify_party/address/postcode", text(9)),
    leaf("NOTPAR670/CitNOTPAR674", "0..1", "/notify_party/address/city", text(35)),
    leaf("NOTPAR670/CouCodNOTPAR675", "0..1", "/notify_party/address/country", form.COUNTRY),
    leaf("NOTPAR670/NOTPAR670LNG", "0..1", "/notify_party/language", form.LANGUAGE),
    leaf("NOTPAR670/TINNOTPAR671", "0..1", "/notify_party/identifier", form.TRADER_NUMBER),
    # --- goods items
    group("GOOITEGDS", "1..n", "/items/*"),
    leaf("GOOITEGDS/IteNumGDS7", "1", "/items/*/sequence", number(5)),
    leaf("GOOITEGDS/GooDesGDS23", "0..1", "/items/*/description", text(280)),
    leaf("GOOITEGDS/GooDesGDS23LNG", "0..1", "/items/*/description_language", form.LANGUAGE),
    leaf("GOOITEGDS/GroMasGDS46", "0..1", "/items/*/gross_mass", form.MASS),
    leaf("GOOITEGDS/MetOfPayGDI12", "0..1", "/items/*/transport_charges_payment", form.CAPITAL),
    leaf("GOOITEGDS/ComRefNumGIM1", "0..1", "/items/*/ucr", text(70)),
    leaf("GOOITEGDS/UNDanGooCodGDI1", "0..1", "/items/*/dangerous_goods/*/un_number", form.UN_NUMBER),
    place("GOOITEGDS/PlaLoaGOOITE333", "0..1", "/items/*/loading_place"),
    leaf("GOOITEGDS/PlaLoaGOOITE333LNG", "0..1", "/items/*/loading_place/language", form.LANGUAGE),
    place("GOOITEGDS/PlaUnlGOOITE333", "0..1", "/items/*/discharge_place"),
    leaf("GOOITEGDS/PlaUnlGOOITE333LNG", "0..1", "/items/*/discharge_place/language", form.LANGUAGE),
    group("GOOITEGDS/PRODOCDC2", "0..99", "/items/*/documents/*"),
    leaf("GOOITEGDS/PRODOCDC2/DocTypDC21", "1", "/items/*/documents/*/type", text(4)),
    leaf("GOOITEGDS/PRODOCDC2/DocRefDC23", "1", "/items/*/documents/*/number", text(35)),
    leaf("GOOITEGDS/PRODOCDC2/DocRefDCLNG", "0..1", "/items/*/documents/*/language", form.LANGUAGE),
    group("GOOITEGDS/SPEMENMT2", "0..99", "/items/*/additional_information/*"),
    leaf("GOOITEGDS/SPEMENMT2/AddInfCodMT23", "1", "/items/*/additional_information/*/code", text(5)),
    group("GOOITEGDS/TRACONCO2", "0..1"),
    leaf("GOOITEGDS/TRACONCO2/NamCO27", "0..1", "/items/*/consignor/name", text(35)),
    leaf("GOOITEGDS/TRACONCO2/StrAndNumCO222", "0..1", "/items/*/consignor/address/street", text(35)),
    leaf("GOOITEGDS/TRACONCO2/PosCodCO223", "0..1", "/items/*/consignor/address/postcode", text(9)),
    leaf("GOOITEGDS/TRACONCO2/CitCO224", "0..1", "/items/*/consignor/address/city", text(35)),
    leaf("GOOITEGDS/TRACONCO2/CouCO225", "0..1", "/items/*/consignor/address/country", form.COUNTRY),
    leaf("GOOITEGDS/TRACONCO2/NADLNGGTCO", "0..1", "/items/*/consignor/language", form.LANGUAGE),
    leaf("GOOITEGDS/TRACONCO2/TINCO259", "0..1", "/items/*/consignor/identifier", form.TRADER_NUMBER),
    group("GOOITEGDS/COMCODGODITM", "0..1"),
    leaf("GOOITEGDS/COMCODGODITM/ComNomCMD1", "1", "/items/*/hs_code", form.HS_CODE),
    group("GOOITEGDS/TRACONCE2", "0..1"),
    leaf("GOOITEGDS/TRACONCE2/NamCE27", "0..1", "/items/*/consignee/name", text(35)),
    leaf("GOOITEGDS/TRACONCE2/StrAndNumCE222", "0..1", "/items/*/consignee/address/street", text(35)),
    leaf("GOOITEGDS/TRACONCE2/PosCodCE223", "0..1", "/items/*/consignee/address/postcode", text(9)),
    leaf("GOOITEGDS/TRACONCE2/CitCE224", "0..1", "/items/*/consignee/address/city", text(35)),
    leaf("GOOITEGDS/TRACONCE2/CouCE225", "0..1", "/items/*/consignee/address/country", form.COUNTRY),
    leaf("GOOITEGDS/TRACONCE2/NADLNGGICE", "0..1", "/items/*/consignee/language", form.LANGUAGE),
    leaf("GOOITEGDS/TRACONCE2/TINCE259", "0..1", "/items/*/consignee/identifier", form.TRADER_NUMBER),
    group("GOOITEGDS/CONNR2", "0..99"),
    leaf("GOOITEGDS/CONNR2/ConNumNR21", "1", "/items/*/equipment/*", text(17)),
    group("GOOITEGDS/IDEMEATRAGI970", "0..n", "/items/*/transport/*"),
    leaf(
        "GOOITEGDS/IDEMEATRAGI970/NatIDEMEATRAGI973",
        "0..1",
        "/items/*/transport/*/nationality_country",
        form.COUNTRY,
    ),
    leaf("GOOITEGDS/IDEMEATRAGI970/IdeMeaTraGIMEATRA971", "1", "/items/*/transport/*/identifier", text(27)),
    leaf(
        "GOOITEGDS/IDEMEATRAGI970/IdeMeaTraGIMEATRA972LNG",
        "0..1",
        "/items/*/transport/*/language",
        form.LANGUAGE,
    ),
    group("GOOITEGDS/PACGS2", "0..99", "/items/*/packages/*"),
    leaf("GOOITEGDS/PACGS2/KinOfPacGS23", "1", "/items/*/packages/*/type", form.PACKAGE),
    leaf("GOOITEGDS/PACGS2/NumOfPacGS24", "0..1", "/items/*/packages/*/count", number(5)),
    leaf("GOOITEGDS/PACGS2/NumOfPieGS25", "0..1", "/items/*/packages/*/pieces", number(5)),
    leaf("GOOITEGDS/PACGS2/MarNumOfPacGSL21", "0..1", "/items/*/packages/*/marks", text(140)),
    leaf("GOOITEGDS/PACGS2/MarNumOfPacGSL21LNG", "0..1", "/items/*/packages/*/marks_language", form.LANGUAGE),
    group("GOOITEGDS/PRTNOT640", "0..1"),
    leaf("GOOITEGDS/PRTNOT640/NamPRTNOT642", "0..1", "/items/*/notify_party/name", text(35)),
    leaf("GOOITEGDS/PRTNOT640/StrNumPRTNOT646", "0..1", "/items/*/notify_party/address/street", text(35)),
    leaf("GOOITEGDS/PRTNOT640/PstCodPRTNOT644", "0..1", "/items/*/notify_party/address/postcode", text(9)),
    leaf("GOOITEGDS/PRTNOT640/CtyPRTNOT643", "0..1", "/items/*/notify_party/address/city", text(35)),
    leaf("GOOITEGDS/PRTNOT640/CouCodGINOT647", "0..1", "/items/*/notify_party/address/country", form.COUNTRY),
    leaf("GOOITEGDS/PRTNOT640/PRTNOT640LNG", "0..1", "/items/*/notify_party/language", form.LANGUAGE),
    leaf("GOOITEGDS/PRTNOT640/TINPRTNOT641", "0..1", "/items/*/notify_party/identifier", form.TRADER_NUMBER),
    # --- route, offices, those who file and carry
    group("ITI", "0..99"),
    itinerary("ITI/CouOfRouCodITI1", "1"),
    group("CUSOFFLON", "0..1", only=NEW),
    leaf("CUSOFFLON/RefNumCOL1", "1", "/lodgement_office/code", form.OFFICE, only=NEW),
    group("TRAREP", "0..1"),
    leaf("TRAREP/NamTRE1", "0..1", "/representative/name", text(35)),
    leaf("TRAREP/StrAndNumTRE1", "0..1", "/representative/address/street", text(35)),
    leaf("TRAREP/PosCodTRE1", "0..1", "/representative/address/postcode", text(9)),
    leaf("TRAREP/CitTRE1", "0..1", "/representative/address/city", text(35)),
    leaf("TRAREP/CouCodTRE1", "0..1", "/representative/address/country", form.COUNTRY),
    leaf("TRAREP/TRAREPLNG", "0..1", "/representative/language", form.LANGUAGE),
    leaf("TRAREP/TINTRE1", "1", "/representative/identifier", form.TRADER_NUMBER),
    group("PERLODSUMDEC", "1"),
    leaf("PERLODSUMDEC/NamPLD1", "0..1", "/declarant/name", text(35)),
    leaf("PERLODSUMDEC/StrAndNumPLD1", "0..1", "/declarant/address/street", text(35)),
    leaf("PERLODSUMDEC/PosCodPLD1", "0..1", "/declarant/address/postcode", text(9)),
    leaf("PERLODSUMDEC/CitPLD1", "0..1", "/declarant/address/city", text(35)),
    leaf("PERLODSUMDEC/CouCodPLD1", "0..1", "/declarant/address/country", form.COUNTRY),
    leaf("PERLODSUMDEC/PERLODSUMDECLNG", "0..1", "/declarant/language", form.LANGUAGE),
    leaf("PERLODSUMDEC/TINPLD1", "1", "/declarant/identifier", form.TRADER_NUMBER),
    group("SEAID529", "0..n", "/seals/*"),
    leaf("SEAID529/SeaIdSEAID530", "1", "/seals/*/number", text(20)),
    leaf("SEAID529/SeaIdSEAID530LNG", "0..1", "/seals/*/language", form.LANGUAGE),
    group("CUSOFFFENT730", "1"),
    leaf("CUSOFFFENT730/RefNumCUSOFFFENT731", "1", "/entry_office/code", form.OFFICE),
    leaf("CUSOFFFENT730/ExpDatOfArrFIRENT733", "1", "/estimated_arrival", form.MOMENT),
    group("CUSOFFSENT740", "0..99", "/subsequent_offices/*"),
    leaf("CUSOFFSENT740/RefNumSUBENR909", "1", "/subsequent_offices/*/code", form.OFFICE),
    group("TRACARENT601", "0..1"),
    leaf("TRACARENT601/NamTRACARENT604", "0..1", "/carrier/name", text(35)),
    leaf("TRACARENT601/StrNumTRACARENT607", "0..1", "/carrier/address/street", text(35)),
    leaf("TRACARENT601/PstCodTRACARENT606", "0..1", "/carrier/address/postcode", text(9)),
    leaf("TRACARENT601/CtyTRACARENT603", "0..1", "/carrier/address/city", text(35)),
    leaf("TRACARENT601/CouCodTRACARENT605", "0..1", "/carrier/address/country", form.COUNTRY),
    leaf("TRACARENT601/TRACARENT601LNG", "0..1", "/carrier/language", form.LANGUAGE),
    leaf("TRACARENT601/TINTRACARENT602", "0..1", "/carrier/identifier", form.TRADER_NUMBER),
)
