"""A key that encrypts secrets at rest is replaced while everything goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.secret_sealer import SecretSealer
from chassis.testing import RunningService, TestKeys
from identity.use_cases.secrets.reseal_secrets import reseal_secrets
from kontor_local.keys import sealing_keys
from tests.identity.integration.factors import complete, enrol, sign_in
from tests.identity.integration.federation import Federation
from tests.identity.integration.test_process import PORTAL
from tests.identity.integration.world import World
from tests.service_plugin import RunService

NEW = {"kty": "oct", "kid": "next", "k": "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0"}


def sealer_of(folder: Path, *keys: object) -> SecretSealer:
    file = folder / "sealing.json"
    file.write_text(json.dumps({"keys": keys}))
    return SecretSealer(file)


def present_key(keys: TestKeys) -> object:
    return json.loads(sealing_keys(keys.private.parent).read_bytes())["keys"][0]


def give(world: World, sealer: SecretSealer) -> None:
    object.__setattr__(world.service.runtime.resources, "sealer", sealer)


def prefixes(world: World) -> set[bytes]:
    tables = ("totp_factor", "identity_provider")
    return {
        bytes(sealed).partition(b":")[0]
        for table in tables
        for (sealed,) in world.run_sql(f"SELECT sealed_secret FROM {table}")  # noqa: S608 - ours
    }


def test_every_secret_comes_under_the_new_key_and_still_opens(
    federation: Federation, tmp_path: Path
) -> None:
    world = federation.world
    enrolled = enrol(world, federation.admin)
    before = prefixes(world)
    both = sealer_of(tmp_path, NEW, present_key(world.keys))

    first, again = reseal_secrets(world.room, both), reseal_secrets(world.room, both)

    give(world, sealer_of(tmp_path, NEW))
    session = complete(world, sign_in(world), totp=enrolled.app.code(world.clock.now()))
    assert (before, prefixes(world)) == ({b"first"}, {b"next"})
    assert (first, again) == (2, 0)
    assert session.token


def test_a_secret_whose_key_is_gone_is_left_as_it_is(
    federation: Federation, tmp_path: Path
) -> None:
    world = federation.world
    enrol(world, federation.admin)

    with pytest.raises(KeyError):
        reseal_secrets(world.room, sealer_of(tmp_path, NEW))

    assert prefixes(world) == {b"first"}


def test_the_operators_command_says_how_many_it_moved(
    module_run_service: RunService, keys: TestKeys
) -> None:
    process: RunningService = module_run_service(
        "identity",
        KONTOR_PRINCIPAL_SIGNING_KEY=str(keys.private),
        KONTOR_SEALING_KEYS=str(sealing_keys(keys.private.parent)),
        KONTOR_PORTAL_URL=PORTAL,
    )

    done = subprocess.run(
        [sys.executable, "-m", "identity", "reseal"],
        env=process.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 secrets")
