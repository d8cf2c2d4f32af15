"""The operator's command, on a running service: what it finds, what it does, what it answers."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sample.service import Note

from chassis.audit import AuditTrail
from chassis.clock import SystemClock
from chassis.ids import new_id
from chassis.outbox import Outbox
from chassis.parking import Parking, RawMessage, Reason
from chassis.testing import a_principal
from tests.chassis.bus import Bus
from tests.chassis.kontor import Answer, Kontor, run_kontor
from tests.chassis.stage import PROGRAMS, Stage
from tests.service_plugin import inherited_python_path
from tests.waiting import until

OPERATOR = f"operator:{pwd.getpwuid(os.getuid()).pw_name}"


def start_kontor(*words: str, **environment: str) -> Answer:
    """Run the command as an operator does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    return subprocess.run(  # noqa: S603 - our own program
        [str(Path(sys.executable).with_name("kontor")), *words],
        env={**kept, "PYTHONPATH": inherited_python_path(PROGRAMS), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def operator(erp: Bus, shared_stage: Stage) -> dict[str, str]:
    """Return the environment of the shared stage's operator."""
    del erp
    return {
        "KONTOR_ENV": "test",
        "KONTOR_AMQP_URL": shared_stage.namespace.amqp_url("operator"),
        "KONTOR_DATABASE_URL_SAMPLE": shared_stage.urls.application_url,
    }


@pytest.fixture
def kontor(operator: dict[str, str]) -> Kontor:
    """Return the command with the environment of the shared stage's operator."""
    return partial(run_kontor, **operator)


def parked_by(erp: Bus, stage: Stage, words: str) -> UUID:
    """Have a message parked and return its id."""
    parked: UUID = stage.wait_parked(event_id=erp.tell(words)).id
    return parked


def recorded(stage: Stage, parked_id: UUID) -> list[tuple[str, str, dict[str, str]]]:
    """Return who did what with a parked message, and the details, from the audit trail."""
    with stage.database.transaction() as session:
        lines = AuditTrail(session, SystemClock().now()).page(None)
    return [
        (line.actor, line.action, line.details)
        for line in lines
        if line.subject == f"parked:{parked_id}"
    ]


def test_parked_messages_are_listed_in_a_table(
    operator: dict[str, str], erp: Bus, shared_stage: Stage
) -> None:
    parked_id = parked_by(erp, shared_stage, "never listed")

    answer = start_kontor("parked", "list", **operator)

    lines = answer.stdout.splitlines()
    assert lines[0].split() == [
        "ID",
        "SERVICE",
        "CODE",
        "EVENT",
        "TYPE",
        "EVENT",
        "WAITS",
        "FOR",
        "SINCE",
    ]
    (line,) = [line for line in lines if line.startswith(str(parked_id))]
    assert line.split()[1:4] == ["sample", "never_wanted", "note.issued.v1"]
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_publishers_text_does_not_steer_the_operators_terminal(
    kontor: Kontor, shared_stage: Stage, erp: Bus
) -> None:
    body = b'{"escape": "\x1b[2J"}'
    erp.tell_raw(body, message_id="\x1b[31mred")
    parked = shared_stage.wait_parked(body=body)

    answer = kontor("parked", "show", str(parked.id))

    assert "\x1b" not in answer.stdout


def test_what_is_listed_can_be_narrowed_and_read_by_machines(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    wanted = parked_by(erp, shared_stage, "early for machines")
    parked_by(erp, shared_stage, "never for machines")

    answer = kontor("parked", "list", "sample", "--code", "too_early", "--json")

    found = json.loads(answer.stdout)
    assert {each["code"] for each in found} == {"too_early"}
    (one,) = [each for each in found if each["id"] == str(wanted)]
    assert (one["service"], one["waits_for"], one["publisher"]) == ("sample", "time", "erp-demo")
    assert "body" not in one


def test_nothing_parked_is_said_in_a_sentence(kontor: Kontor) -> None:
    answer = kontor("parked", "list", "--code", "no_such_code")

    assert (answer.returncode, answer.stdout) == (0, "Nothing is parked.\n")


def test_one_message_is_shown_whole(kontor: Kontor, erp: Bus, shared_stage: Stage) -> None:
    parked_id = parked_by(erp, shared_stage, "never shown before")

    for_people = kontor("parked", "show", str(parked_id)).stdout
    for_machines = json.loads(kontor("parked", "show", str(parked_id), "--json").stdout)

    assert "nobody wants this note" in for_people
    assert '"words": "never shown before"' in for_people
    assert for_machines["code"] == "never_wanted"
    assert json.loads(for_machines["body"])["data"] == {"words": "never shown before"}


def test_a_body_is_written_to_a_file_as_it_came_and_over_no_other(
    kontor: Kontor, erp: Bus, shared_stage: Stage, tmp_path: Path
) -> None:
    body = b"\x00\xffno text"
    erp.tell_raw(body)
    parked = shared_stage.wait_parked(body=body)
    file = tmp_path / "body"

    first = kontor("parked", "show", str(parked.id), "--body-to", str(file))
    second = kontor("parked", "show", str(parked.id), "--body-to", str(file))

    assert (first.returncode, file.read_bytes()) == (0, body)
    assert (second.returncode, "exists" in second.stderr) == (2, True)
    assert "are no text" in kontor("parked", "show", str(parked.id)).stdout


@pytest.mark.req("BR-06", "H7")
def test_a_message_is_replayed_once_and_the_trail_says_by_whom(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    parked_id = parked_by(erp, shared_stage, "bug that an operator waits for")

    with shared_stage.switched_on("mended"):
        first = kontor("parked", "replay", str(parked_id))
        shared_stage.wait_kept("bug that an operator waits for")
    second = kontor("parked", "replay", str(parked_id))

    assert (first.returncode, first.stdout) == (0, f"{parked_id} replayed\n")
    assert (second.returncode, second.stdout) == (1, "")
    assert "is not parked any more" in second.stderr
    queue = "in-note.issued.v1--sample.receive"
    details = {"code": "handler_failed", "queue": queue}
    assert recorded(shared_stage, parked_id) == [(OPERATOR, "message.replayed", details)]


def test_a_message_that_was_kept_without_its_secrets_is_not_replayed(
    kontor: Kontor, shared_stage: Stage
) -> None:
    now = SystemClock().now()
    message = RawMessage(
        queue="somewhere",
        body=b'{"words": "here", "secrets": {"link": "open sesame"}}',
        content_type="application/json",
        content_encoding="utf-8",
        headers={},
        properties={},
        publisher="sample",
        attempts=0,
    ).without_secrets(("secrets",))
    with shared_stage.database.transaction() as session:
        parked_id, _ = Parking(session, now).park(message, Reason(code="x", explanation="x"))

    answer = kontor("parked", "replay", str(parked_id))
    shown = kontor("parked", "show", str(parked_id))
    kontor("parked", "discard", str(parked_id), "--reason", "asked for anew")

    assert answer.returncode == 1
    assert f"{parked_id} was kept without its secrets" in answer.stderr
    assert "here" in shown.stdout
    assert "sesame" not in shown.stdout


@pytest.mark.req("H7")
def test_all_of_one_code_are_replayed_and_tried_dry_before(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    ids = [parked_by(erp, shared_stage, f"early in bulk {n}") for n in range(3)]

    dry = kontor("parked", "replay", "--code", "too_early", "--dry-run")
    still_parked = shared_stage.parked(code="too_early", state="parked")
    with shared_stage.switched_on("time"):
        wet = kontor("parked", "replay", "--code", "too_early", "--json")
        for n in range(3):
            shared_stage.wait_kept(f"early in bulk {n}")

    assert all(str(each) in dry.stdout for each in ids)
    assert {row.id for row in still_parked} >= set(ids)
    assert set(json.loads(wet.stdout)["replayed"]) >= {str(each) for each in ids}
    assert wet.returncode == 0


def test_a_message_is_discarded_with_a_reason_and_stays_on_record(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    parked_id = parked_by(erp, shared_stage, "never mind me")

    without_reason = kontor("parked", "discard", str(parked_id))
    answer = kontor("parked", "discard", str(parked_id), "--reason", "a mistake of the ERP")

    assert without_reason.returncode == 2
    assert (answer.returncode, answer.stdout) == (0, f"{parked_id} discarded\n")
    (row,) = shared_stage.parked(id=parked_id)
    assert (row.state, row.settled_by, row.settled_reason) == (
        "discarded",
        OPERATOR,
        "a mistake of the ERP",
    )
    ((actor, action, details),) = recorded(shared_stage, parked_id)
    assert (actor, action, details["reason"]) == (
        OPERATOR,
        "message.discarded",
        "a mistake of the ERP",
    )
    assert str(parked_id) in kontor("parked", "list", "--state", "discarded").stdout


def test_status_tells_what_waits_where(kontor: Kontor, erp: Bus, shared_stage: Stage) -> None:
    parked_by(erp, shared_stage, "never in the statistics")
    until(lambda: not shared_stage.outbox())

    for_people = kontor("status").stdout
    answer = kontor("status", "--json")
    assert answer.stderr == ""
    status = json.loads(answer.stdout)

    (service,) = status["services"]
    assert service["service"] == "sample"
    assert service["parked"] == len(shared_stage.parked(state="parked"))
    assert (service["outbox_waiting"], service["outbox_oldest_seconds"]) == (0, 0)
    queues = {queue["queue"]: queue for queue in status["queues"]}
    inbound = queues["in-note.issued.v1--sample.receive"]
    assert (inbound["ready"], inbound["paused"], inbound["dead"]) == (0, 0, 0)
    assert inbound["consumers"] == queues["rpc-sample"]["consumers"] == 1
    assert "rpc-sample" in for_people


def test_a_service_says_of_itself_what_the_operators_command_says(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    parked_by(erp, shared_stage, "never seen by publishers")
    until(lambda: not shared_stage.outbox())
    staff = shared_stage.signed(a_principal(organisation_kind="vendor", role="admin"))
    customer = shared_stage.signed(a_principal(role="admin"))

    calls = shared_stage.bus()
    said = calls.call("sample", "get_service_state", staff)["result"]
    refused = calls.call("sample", "get_service_state", customer)["error"]

    status = json.loads(kontor("status", "--json").stdout)
    (service,) = status["services"]
    names = ("outbox_waiting", "outbox_postponed", "outbox_oldest_seconds", "parked")
    assert {name: said[name] for name in names} == {name: service[name] for name in names}
    assert said["parked"] > 0
    queues = {queue["queue"]: queue for queue in status["queues"]}
    assert {each["name"] for each in said["queues"]} == queues.keys()
    assert said["queues"][0]["name"] == "rpc-sample"
    assert all(each["consumers"] == queues[each["name"]]["consumers"] for each in said["queues"])
    assert said["look_at"] == {}
    assert refused["exc_type"] == "NotPermitted"


def test_status_names_where_messages_are_not_taken(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    del erp  # it has seen to it that the sample runs
    with shared_stage.database.transaction() as session:
        outbox = Outbox(session, "sample", SystemClock().now())
        outbox.announce("nobody_listens", Note(words="in vain"))
    until(lambda: any(row.tries for row in shared_stage.outbox()))

    for_people = kontor("status").stdout
    (line,) = json.loads(kontor("status", "--json").stdout)["stuck"]

    assert line["service"] == "sample"
    assert (line["not_taken_at"], line["routing_key"]) == ("sample.events", "nobody_listens")
    assert (line["rows"], line["tries"] > 0) == (1, True)
    assert "nobody_listens" in for_people
    shared_stage.as_owner("DELETE FROM outbox WHERE routing_key = 'nobody_listens'")


def test_status_without_a_broker_tells_of_the_databases(shared_stage: Stage, erp: Bus) -> None:
    del erp

    answer = run_kontor("status", KONTOR_DATABASE_URL_SAMPLE=shared_stage.urls.application_url)

    assert answer.returncode == 0
    assert "sample" in answer.stdout
    assert "set KONTOR_AMQP_URL" in answer.stdout


def test_a_whole_trail_is_whole_and_a_changed_one_is_shown(stage: Stage, tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.json"

    def verify(*more: str) -> Answer:
        url = stage.urls.application_url
        return run_kontor("verify-audit", *more, KONTOR_DATABASE_URL_SAMPLE=url)

    def record(count: int) -> None:
        for n in range(count):
            with stage.database.transaction() as session:
                AuditTrail(session, SystemClock().now()).record(
                    organisation_id=None, actor="person:1", action=f"tried.{n}", subject="x:1"
                )

    record(4)
    whole = verify("--anchors", str(anchors))
    stage.as_owner("DELETE FROM audit_entry WHERE sequence = 4")
    cut_off = verify("--anchors", str(anchors))
    unanchored = verify()
    stage.as_owner("UPDATE audit_entry SET actor = 'nobody' WHERE sequence = 2")
    changed = verify("--json")

    assert (whole.returncode, "whole" in whole.stdout) == (0, True)
    assert (cut_off.returncode, "entry 4 is not the one that was anchored" in cut_off.stdout) == (
        1,
        True,
    )
    assert unanchored.returncode == 0
    assert changed.returncode == 1
    (verdict,) = json.loads(changed.stdout)
    assert any("entry 2 was changed" in fault for fault in verdict["faults"])


def test_a_service_may_be_named_by_its_own_setting_or_on_the_command_line(
    shared_stage: Stage, erp: Bus
) -> None:
    parked_id = parked_by(erp, shared_stage, "never by another way")
    url = shared_stage.urls.application_url

    by_setting = run_kontor("parked", "list", KONTOR_DATABASE_URL=url, KONTOR_SERVICE="sample")
    by_words = run_kontor("parked", "list", "--service", "sample", "--database-url", url)

    for answer in (by_setting, by_words):
        assert answer.returncode == 0
        assert str(parked_id) in answer.stdout


WRONG_USE: dict[str, tuple[str, ...]] = {
    "no command": (),
    "an unknown command": ("celebrate",),
    "no id and no code": ("parked", "replay"),
    "an id and a code": ("parked", "replay", str(new_id()), "--code", "x"),
    "a code and all": ("parked", "replay", "--all", "--code", "x"),
    "an unknown area": ("doctor", "weather"),
    "no id": ("parked", "show", "seven"),
    "an unknown service": ("parked", "list", "--service", "nobody"),
}


@pytest.mark.parametrize("kind", WRONG_USE)
def test_wrong_use_ends_with_2(kontor: Kontor, kind: str) -> None:
    answer = kontor(*WRONG_USE[kind])

    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_a_database_the_command_says_what_to_set() -> None:
    answer = run_kontor("status")

    assert answer.returncode == 2
    assert "KONTOR_DATABASE_URL_<SERVICE>" in answer.stderr


def test_a_message_that_is_nowhere_parked_ends_with_1(
    kontor: Kontor, operator: dict[str, str]
) -> None:
    nowhere = str(new_id())

    answers: list[Any] = [
        start_kontor("parked", "show", nowhere, **operator),
        kontor("parked", "replay", nowhere),
        kontor("parked", "discard", nowhere, "--reason", "x"),
    ]

    assert [answer.returncode for answer in answers] == [1, 1, 1]
    assert all(f"no parked message {nowhere}" in answer.stderr for answer in answers)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"KONTOR_DATABASE_URL_SAMPLE": "postgresql+psycopg2://a:b@127.0.0.1:1/c"},
            "database does not answer",
        ),
        ({"KONTOR_AMQP_URL": "amqp://a:b@127.0.0.1:1/c"}, "broker does not answer"),
    ],
)
def test_a_server_that_does_not_answer_ends_with_3(
    shared_stage: Stage, erp: Bus, settings: dict[str, str], said: str
) -> None:
    del erp
    usual = {"KONTOR_DATABASE_URL_SAMPLE": shared_stage.urls.application_url}

    answer = run_kontor("status", **usual | settings)

    assert answer.returncode == 3
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_one_database_that_is_away_hides_none_of_the_others(
    kontor: Kontor, shared_stage: Stage
) -> None:
    del shared_stage
    away = "postgresql+psycopg2://a:secret-word@127.0.0.1:1/c"

    answer = kontor("status", "--json", KONTOR_DATABASE_URL_OTHER=away)

    told = json.loads(answer.stdout)
    assert answer.returncode == 3
    assert [service["service"] for service in told["services"]] == ["sample"]
    assert any(line.startswith("other: database does not answer") for line in told["no_answer"])
    assert "secret-word" not in answer.stdout + answer.stderr


@pytest.mark.req("H7")
def test_everything_is_replayed_and_what_still_fails_is_parked_again(
    kontor: Kontor, erp: Bus, shared_stage: Stage
) -> None:
    mended = [parked_by(erp, shared_stage, f"early among all {n}") for n in range(2)]
    hopeless = parked_by(erp, shared_stage, "never among all")

    with shared_stage.switched_on("time"):
        answer = kontor("parked", "replay", "--all", "--json")
        for n in range(2):
            shared_stage.wait_kept(f"early among all {n}")

    told = json.loads(answer.stdout)
    assert set(told["replayed"]) >= {str(each) for each in (*mended, hopeless)}
    # The row of the one that fails again is open again, with the same reason.
    row = until(lambda: shared_stage.parked(id=hopeless, state="parked"), seconds=30)[0]
    assert row.code == "never_wanted"
    assert shared_stage.parked(id=mended[0])[0].state == "replayed"
