"""`kontor doctor` on a service that is prepared and not started: what it finds, and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.chassis.kontor import Answer, run_kontor
from tests.chassis.stage import Stage

AREAS = ("settings", "database", "broker")


@pytest.fixture(scope="module")
def prepared(shared_stage: Stage) -> Stage:
    """Return a stage whose queues are declared."""
    shared_stage.new_process()
    return shared_stage


def examine(stage: Stage, folder: Path, *areas: str, **changes: str) -> Answer:
    """Look at the sample service with the settings of its own processes, but for changes."""
    settings = stage.settings(**changes)
    lines = [f"{name}={value}" for name, value in settings.items() if name.startswith("KONTOR_")]
    (folder / "sample.env").write_text("\n".join(lines))
    return run_kontor("doctor", *areas, "--json", KONTOR_SETTINGS_FOLDER=str(folder))


def found(answer: Answer) -> dict[str, dict[str, Any]]:
    return {finding["check"]: finding for finding in json.loads(answer.stdout)["findings"]}


def test_nothing_fails_on_a_service_that_is_prepared(prepared: Stage, tmp_path: Path) -> None:
    answer = examine(prepared, tmp_path, *AREAS)

    findings = found(answer)
    assert answer.returncode == 0, answer.stdout
    assert json.loads(answer.stdout)["ok"] is True
    right = ("settings", "database", "schema", "row_security", "clock", "broker", "queues")
    assert {findings[check]["outcome"] for check in (*right, "events")} == {"ok"}
    # It is not started.
    assert findings["consumers"]["outcome"] == "warning"
    assert findings["calls"]["outcome"] != "failed"
    assert set(findings["schema"]) == {
        *("service", "area", "check", "outcome", "detail", "advice"),
    }


def test_what_fails_is_named_with_what_to_do(prepared: Stage, tmp_path: Path) -> None:
    prepared.as_owner("UPDATE alembic_version SET version_num = version_num || 'x'")
    prepared.as_owner("ALTER TABLE note NO FORCE ROW LEVEL SECURITY")
    try:
        answer = examine(prepared, tmp_path, *AREAS, KONTOR_PUBLISHERS=str(tmp_path / "nowhere"))
        for_people = run_kontor(
            "doctor", "database", KONTOR_SETTINGS_FOLDER=str(tmp_path), KONTOR_ENV="test"
        )
    finally:
        prepared.as_owner("UPDATE alembic_version SET version_num = rtrim(version_num, 'x')")
        prepared.as_owner("ALTER TABLE note FORCE ROW LEVEL SECURITY")

    findings = found(answer)
    assert answer.returncode == for_people.returncode == 1
    assert findings["schema"]["outcome"] == findings["row_security"]["outcome"] == "failed"
    assert "note" in findings["row_security"]["detail"]
    assert findings["publishers"]["outcome"] == "failed"
    assert findings["schema"]["advice"] == "python -m chassis prepare sample"
    assert "- sample, schema: python -m chassis prepare sample" in for_people.stdout


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"KONTOR_AMQP_URL": "amqp://sample:geheim-7@127.0.0.1:1/x"}, "broker"),
        ({"KONTOR_DATABASE_URL": "postgresql+psycopg2://a:geheim-7@127.0.0.1:1/c"}, "database"),
        ({"KONTOR_HOLD_SECONDS": "soon"}, "settings"),
    ],
)
def test_what_does_not_answer_or_cannot_be_read_fails_and_tells_no_secret(
    prepared: Stage, tmp_path: Path, changes: dict[str, str], check: str
) -> None:
    answer = examine(prepared, tmp_path, check, **changes)

    assert answer.returncode == 1
    assert found(answer)[check]["outcome"] == "failed"
    assert "geheim-7" not in answer.stdout + answer.stderr


def test_a_login_that_the_broker_refuses_is_told_apart_from_silence(
    prepared: Stage, tmp_path: Path
) -> None:
    login, _, place = prepared.settings()["KONTOR_AMQP_URL"].rpartition("@")

    answer = examine(prepared, tmp_path, "broker", KONTOR_AMQP_URL=f"{login}x@{place}")

    assert answer.returncode == 1
    assert "refuses us" in found(answer)["broker"]["detail"]


def test_what_nobody_could_look_at_ends_with_2(prepared: Stage) -> None:
    answer = run_kontor(
        "doctor", *AREAS, "--json", KONTOR_DATABASE_URL_SAMPLE=prepared.urls.application_url
    )

    findings = found(answer)
    assert answer.returncode == 2
    assert findings["settings"]["outcome"] == findings["broker"]["outcome"] == "not_looked"
    assert findings["schema"]["outcome"] == "ok"
