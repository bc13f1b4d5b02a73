"""The catalogues are in step with the sources, and what they say fits where it stands."""

import re

import polib
import pytest
from django.urls import reverse

from hub.portal import languages
from tests.factories import accounts, notices
from tests.hub.portal.browsing import Browser, sign_in

_HOLES = re.compile(r"%\(\w+\)[sd]|%%|%[a-z]\b")


def _catalogue(language: str, kind: str) -> list[polib.POEntry]:
    read = polib.pofile if kind == "po" else polib.mofile
    return list(read(str(languages.FOLDER / language / "LC_MESSAGES" / f"django.{kind}")))


def test_french_has_every_text_that_the_pages_can_show():
    said = {
        languages.Text(one.msgctxt, one.msgid, one.msgid_plural or None): one
        for one in _catalogue("fr", "po")
    }
    wanted = set(languages.texts())
    assert not {text.text for text in wanted - said.keys()}, "run python -m hub.portal.languages"
    assert not {text.text for text in said.keys() - wanted}, "run python -m hub.portal.languages"
    assert not [text.text for text, entry in said.items() if not entry.translated()]


def test_no_refusal_is_put_together_so_that_it_has_no_translation():
    assert not list(languages.assembled()), "say it as a Sentence (accounts/sentences.py)"


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_what_is_translated_leaves_room_for_the_same(language):
    for entry in _catalogue(language, "po"):
        if not entry.translated():
            continue
        for said in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            holes = set(_HOLES.findall(entry.msgid_plural or entry.msgid))
            # "One" may stand for the number.
            assert (
                set(_HOLES.findall(said)) <= holes
                if entry.msgid_plural
                else set(_HOLES.findall(said)) == holes
            ), said
            assert entry.msgid.startswith("\n") == said.startswith("\n"), said


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_the_files_that_django_reads_say_what_the_catalogues_say(language):
    read = {(one.msgctxt, one.msgid): (one.msgstr, one.msgstr_plural) for one in _catalogue(language, "mo")}
    written = [one for one in _catalogue(language, "po") if one.translated()]
    assert len(read) == len(written)
    for entry in written:
        assert read[entry.msgctxt, entry.msgid] == (entry.msgstr, entry.msgstr_plural)


@pytest.mark.django_db(databases="__all__", transaction=True)
def test_a_person_reads_the_chosen_language_and_a_stranger_the_browsers(trader, authority, agreement):
    notices.published(trader)
    stranger = Browser()
    page = stranger.client.get("/", secure=True, headers={"Accept-Language": "fr-BE, en;q=0.5"})
    assert "Pour les entreprises" in page.content.decode()
    person = accounts.person(authority, "officer")
    browser = sign_in(person)
    browser.post("/organisations/", organisation=str(authority.id))
    browser.post("/language/", language="fr", next="/inbox/")
    shown = browser.get("/inbox/")
    assert '<html lang="fr"' in shown.markup
    assert "Liste de travail" in shown.text
    # Codes are found by what they are called in the reader's language, with and without accents, and in English.
    for typed in ("fut en acier", "Fût en", "steel drum"):
        found = browser.get(reverse("portal:codes", args=["packages"]), q=typed)
        assert "1A" in found.text, typed
        assert "Fût en acier" in found.text
    # Programs are told the same, whoever asks.
    answer = browser.client.get("/api/v1/notices/none", secure=True)
    assert answer.json()["detail"] == "There is nothing here that you may see."
