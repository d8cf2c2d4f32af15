"""A database out of a backup is the one that was: with its walls, and without whom was erased."""

from __future__ import annotations

import json
import secrets
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from chassis.database import Database
from chassis.testing import TestKeys, a_principal
from kontor_local.databases import DatabaseUrls, create_database, drop_database
from kontor_local.servers import Servers
from tests.backups import backup_settings, load_script
from tests.chassis.kontor import Answer, run_kontor
from tests.database_shelf import url_of
from tests.tickets.integration.test_erasure import rows_with
from tests.tickets.integration.test_person_data import a_life, an_administrator
from tests.tickets.integration.world import (
    StubSettings,
    World,
    a_colleague,
    address_of,
    make_world,
)
from tickets.use_cases.privacy.erase_people import erase_people


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """Return the script that takes and restores backups."""
    return load_script()


@pytest.fixture
def empty(servers: Servers) -> Iterator[DatabaseUrls]:
    """Return a database as a new installation has it: with its roles, and no table."""
    name = f"t_restored_{secrets.token_hex(6)}"
    yield create_database(servers, name, "tickets")
    drop_database(servers, name)


def urls_of(database: Database) -> DatabaseUrls:
    url = url_of(database)
    return DatabaseUrls(owner_url=url, application_url=url)


def replay(stored: StubSettings, database_url: str) -> Answer:
    """Have the operator's command order again what the log of erasures holds."""
    return run_kontor(
        "replay-erasures",
        "--json",
        KONTOR_ENV="test",
        KONTOR_DATABASE_URL_TICKETS=database_url,
        KONTOR_S3_URL=stored.s3_url,
        KONTOR_S3_ACCESS_KEY=stored.s3_access_key,
        KONTOR_S3_SECRET_KEY=stored.s3_secret_key,
        KONTOR_ATTACHMENTS_BUCKET=stored.attachments_bucket,
    )


def test_whoever_was_erased_after_the_backup_is_erased_after_the_restore(
    world: World,
    stored: StubSettings,
    servers: Servers,
    empty: DatabaseUrls,
    keys: TestKeys,
    script: ModuleType,
    tmp_path: Path,
) -> None:
    erika = a_principal()
    a_life(world, erika, a_colleague(erika))
    folder = script.take(
        tmp_path, None, backup_settings(servers, {"tickets": urls_of(world.database)})
    )
    world.service.order_person_erasure(an_administrator(), erika.subject)
    world.service.erase_people()

    restored = script.restore(folder, backup_settings(servers, {"tickets": empty}))

    database = Database(empty.application_url)
    after = make_world(database, world.clock, keys, stored)
    came_back = rows_with(after, address_of(erika))
    first = replay(stored, empty.application_url)
    erase_people(after.room)
    again = replay(stored, empty.application_url)
    assert restored == ["tickets"]
    assert came_back
    assert first.returncode == again.returncode == 0, first.stderr
    assert json.loads(first.stdout)["ordered"] >= 1
    assert json.loads(again.stdout)["ordered"] == 0
    assert rows_with(after, address_of(erika)) == []
    # The walls came back too: rows of tenants are hidden, and the trail cannot be changed.
    with database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM request")) == 0
    with pytest.raises(ProgrammingError), database.transaction() as session:
        session.execute(text("DELETE FROM audit_entry"))
    database.dispose()


def test_a_backup_that_is_not_whole_and_a_database_that_is_not_empty_are_refused(
    world: World,
    servers: Servers,
    empty: DatabaseUrls,
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    full = backup_settings(servers, {"tickets": urls_of(world.database)})

    def typed(settings: dict[str, str], *words: str) -> int:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        code: int = script.main(list(words))
        return code

    taken = typed(full, "take", str(tmp_path))
    folder = Path(capsys.readouterr().out.strip())
    over_it = typed(full, "restore", str(folder))
    dump = folder / "tickets.dump"
    dump.write_bytes(dump.read_bytes()[:-100])
    cut_off = typed(backup_settings(servers, {"tickets": empty}), "restore", str(folder))
    away = {"KONTOR_BACKUP_URL_TICKETS": "postgresql://x:geheim-7@127.0.0.1:1/x"}
    nowhere = typed(away, "take", str(tmp_path / "b"))
    told = capsys.readouterr().err

    assert (taken, over_it, cut_off, nowhere) == (0, 2, 1, 3)
    assert "not empty" in told
    assert "tickets.dump is not what was written" in told
    assert "geheim-7" not in told
    assert folder.stat().st_mode & 0o077 == 0
    # What failed has not the name of a backup.
    assert [each.name[:1] for each in (tmp_path / "b").iterdir()] == ["."]


def test_settings_and_keys_are_kept_for_their_owner_alone(
    script: ModuleType, tmp_path: Path
) -> None:
    key, folder = tmp_path / "keys/sealing.json", tmp_path / "settings"
    for file in (key, folder / "identity.env"):
        file.parent.mkdir()
    key.write_text("{}")
    (folder / "identity.env").write_text(f"KONTOR_SEALING_KEYS={key}\nKONTOR_ENV=test\n")
    archive = tmp_path / "elsewhere/keys.tar"

    script._keep_keys(archive, {"KONTOR_SETTINGS_FOLDER": str(folder)})  # noqa: SLF001 - what `take --keys-to` does

    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert sorted(Path(name).name for name in names) == ["identity.env", "sealing.json"]
    assert archive.stat().st_mode & 0o077 == 0
