"""What a run keeps for the next one and for commands beside it."""

from pathlib import Path

import pytest

from hub.engines.state import AlreadyRunning, DataFolder, fill_environment

USED = {
    "DATABASE_URL": "postgres://hub_owner@h/hub",
    "DATABASE_WEB_URL": "postgres://hub_web@h/hub",
    "SECRET_KEY": "k",
}


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.claim()
    return folder


def test_secrets_are_made_once_and_closed_to_others(data: DataFolder) -> None:
    assert data.secret("redis") == DataFolder(data.path).secret("redis") != data.secret("postgres")
    assert (data.path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_folder_has_one_hub_at_a_time(data: DataFolder) -> None:
    with pytest.raises(AlreadyRunning, match=r"run\.json"):
        DataFolder(data.path).claim()


def test_a_torn_file_counts_as_absent(data: DataFolder) -> None:
    (data.path / "run.json").write_text('{"processes": {"web"')
    assert data.read_run() == {}


def test_commands_find_the_running_hub_under_its_own_logins(data: DataFolder) -> None:
    data.write_addresses({}, USED)
    environment = {"HUB_DATA": str(data.path), "SECRET_KEY": "my own"}
    fill_environment(environment)
    assert environment["DATABASE_WEB_URL"] == USED["DATABASE_WEB_URL"]
    assert environment["SECRET_KEY"] == "my own"


def test_a_superusers_address_gives_way_to_the_owners(data: DataFolder) -> None:
    data.write_addresses({"DATABASE_URL": "postgres://postgres@h/hub"}, USED)
    environment = {"HUB_DATA": str(data.path), "DATABASE_URL": "postgres://postgres@h/hub"}
    fill_environment(environment)
    assert environment["DATABASE_URL"] == USED["DATABASE_URL"]


def test_addresses_of_another_server_are_left_alone(data: DataFolder) -> None:
    data.write_addresses({}, USED)
    environment = {"HUB_DATA": str(data.path), "DATABASE_URL": "postgres://hub_owner@elsewhere/hub"}
    fill_environment(environment)
    assert environment.keys() == {"HUB_DATA", "DATABASE_URL"}
