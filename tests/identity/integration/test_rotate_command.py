"""`kontor rotate-keys` on identity: a sealing key is replaced while everything can be read."""

from __future__ import annotations

import json
from pathlib import Path

from chassis.secret_sealer import SecretSealer
from kontor_local.keys import sealing_keys
from tests.chassis.kontor import Answer, run_kontor
from tests.database_shelf import url_of
from tests.identity.integration.factors import complete, enrolled_admin, sign_in
from tests.identity.integration.test_resealing import give, prefixes
from tests.identity.integration.world import World

DAY = 86_400


def test_a_sealing_key_is_replaced_step_by_step(world: World, tmp_path: Path) -> None:
    file = sealing_keys(tmp_path)
    give(world, SecretSealer(file))
    enrolled = enrolled_admin(world)
    settings = {
        "KONTOR_ENV": "test",
        "KONTOR_DATABASE_URL_IDENTITY": url_of(world.database),
        "KONTOR_SEALING_KEYS": str(file),
        "KONTOR_CLOCK_FILE": str(tmp_path / "clock"),
    }

    def take(step: str) -> Answer:
        return run_kontor("rotate-keys", "identity/sealing", step, "--json", **settings)

    early = take("use")
    steps = [take("add"), take("use")]
    give(world, SecretSealer(file))
    session = complete(world, sign_in(world), totp=enrolled.app.code(world.clock.now()))
    steps += [take("reseal")]
    too_soon = take("drop")
    (tmp_path / "clock").write_text(str(2 * DAY))
    steps += [take("drop")]
    give(world, SecretSealer(file))

    assert (early.returncode, too_soon.returncode) == (1, 1)
    assert [step.returncode for step in steps] == [0] * 4, [step.stderr for step in steps]
    assert session.token
    (key,) = json.loads(file.read_text())["keys"]
    assert prefixes(world) == {key["kid"].encode()}
    assert key["k"] not in "".join(answer.stdout + answer.stderr for answer in (early, *steps))
