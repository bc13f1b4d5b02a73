"""The document says what the code does: it is made from it, and the copy in the repository is the same."""

from pathlib import Path

import pytest
import yaml
from django.test import Client

from hub.api import openapi
from hub.api.v1.base import METHODS

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def document() -> dict:
    return openapi.document()


def test_the_copy_in_the_repository_is_current(document: dict) -> None:
    """When it is not: ``python manage.py openapi > docs/openapi.yaml``."""
    assert yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text()) == yaml.safe_load(openapi.as_yaml())


def test_every_operation_is_named_once_and_says_who_may(document: dict) -> None:
    operations = [path[method] for path in document["paths"].values() for method in METHODS if method in path]
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))
    for one in operations:
        assert one["x-permission"]
        assert any(status.startswith("2") for status in one["responses"]), one["operationId"]
        if "requestBody" in one:
            assert all("example" in content for content in one["requestBody"]["content"].values()), one[
                "operationId"
            ]


def test_every_link_leads_to_an_operation_and_names_its_parameters(document: dict) -> None:
    parameters = {
        path[method]["operationId"]: {parameter["name"] for parameter in path[method]["parameters"]}
        for path in document["paths"].values()
        for method in METHODS
        if method in path
    }
    for path in document["paths"].values():
        for method in METHODS:
            for status, answer in path.get(method, {}).get("responses", {}).items():
                for link in answer.get("links", {}).values():
                    assert status.startswith("2")
                    assert set(link["parameters"]) <= parameters[link["operationId"]]


def test_every_reference_is_there(document: dict) -> None:
    def references(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    names = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in document["components"][kind]
    }
    assert references(document) <= names


@pytest.mark.django_db(databases="__all__")
def test_the_document_and_its_page_are_served_without_foreign_or_inline_parts() -> None:
    browser = Client()
    assert browser.get("/api/openapi.json", secure=True).json()["openapi"] == "3.1.0"
    page = browser.get("/api/docs", secure=True).content.decode()
    assert "swagger-ui" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script>" not in page
    assert "style=" not in page
