"""An export: every document of the selection, byte for byte, in files that prove themselves."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tracemalloc
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.domain.export import MOST_ATTEMPTS
from billing_docs.store.exports import ExportStore
from chassis.errors import DependencyDown
from chassis.ids import new_id
from contracts.errors import ExportInWork, InvalidInput, NotFound
from kontor_local.keys import evidence_key
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.exporting import (
    Exporting,
    check,
    content_of,
    documents_in,
    manifest_of,
)
from tests.billing_docs.integration.samples import plain_pdf, zugferd
from tests.identity.integration.threads import at_once


@pytest.fixture
def exporting(desk: Desk, tmp_path: Path) -> Exporting:
    signer = ExportSigner(evidence_key(tmp_path))
    return Exporting(desk=desk, signer=signer, customer=desk.new_customer(), folder=tmp_path)


def issue(exporting: Exporting, *numbers: str, **changes: Any) -> None:
    for number in numbers:
        event = exporting.desk.event(plain_pdf(), exporting.customer, number, **changes)
        exporting.desk.receive(event)


@pytest.mark.req("SE-62", "B14")
def test_an_export_holds_the_published_bytes_an_index_and_a_signed_manifest(
    exporting: Exporting,
) -> None:
    desk = exporting.desk
    desk.receive(desk.event(plain_pdf(), exporting.customer, "RE-1"))
    desk.receive(desk.event(zugferd(), exporting.customer, "RE/2 ä"))
    export = exporting.ask()

    exporting.make()

    (job,) = exporting.jobs()
    assert (job.state, job.done_count, job.left_out_count) == ("ready", 2, 0)
    file = exporting.fetch(export.id)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == job.parts[0].part.sha256
    index = json.loads(content_of(file, "index.json"))
    assert {row["number"] for row in index} == {"RE-1", "RE/2 ä"}
    for row in index:
        assert hashlib.sha256(content_of(file, row["path"])).hexdigest() == row["sha256"]
    by_number = {row["number"]: content_of(file, row["path"]) for row in index}
    assert by_number == {"RE-1": plain_pdf(), "RE/2 ä": zugferd()}
    assert manifest_of(file)["is_last"] is True
    answer = check(file)
    assert (answer.returncode, "in Ordnung / in order" in answer.stdout) == (0, True), answer


@pytest.mark.req("B14")
def test_a_large_export_has_several_parts_that_continue_each_other(exporting: Exporting) -> None:
    exporting.part_documents = 3
    issue(exporting, *[f"RE-{n}" for n in range(8)])
    export = exporting.ask()
    seen = []

    while exporting.make_part():
        seen.append((exporting.jobs()[0].state, exporting.jobs()[0].done_count))

    assert seen == [("running", 3), ("running", 6), ("ready", 8)]
    files = [exporting.fetch(export.id, number) for number in (1, 2, 3)]
    assert [len(documents_in(file)) for file in files] == [3, 3, 2]
    assert len({name for file in files for name in documents_in(file)}) == 8
    assert check(*files).returncode == 0


def test_only_what_was_selected_and_there_at_the_time_is_packed(exporting: Exporting) -> None:
    issue(exporting, "RE-1", issued_on=date(2026, 1, 31))
    issue(exporting, "RE-2", issued_on=date(2026, 2, 1))
    issue(exporting, "V-1", issued_on=date(2026, 2, 1), document_type="contract")
    issue(exporting, "RE-3", issued_on=date(2026, 2, 28))
    issue(exporting, "RE-4", issued_on=date(2026, 3, 1))
    other = exporting.desk.new_customer()
    exporting.desk.receive(exporting.desk.event(plain_pdf(), other, "RE-FOREIGN"))
    february = {"issued_from": date(2026, 2, 1), "issued_until": date(2026, 2, 28)}
    export = exporting.ask(**february, document_types=("invoice",))
    exporting.desk.clock.move(timedelta(seconds=1))
    issue(exporting, "RE-LATE", issued_on=date(2026, 2, 2))

    exporting.make()

    index = json.loads(content_of(exporting.fetch(export.id), "index.json"))
    assert [row["number"] for row in index] == ["RE-2", "RE-3"]


def test_chosen_documents_are_packed_and_foreign_ones_are_not(exporting: Exporting) -> None:
    issue(exporting, "RE-1", "RE-2")
    other = exporting.desk.new_customer()
    exporting.desk.receive(exporting.desk.event(plain_pdf(), other, "RE-FOREIGN"))
    (foreign,) = exporting.desk.stored(other)
    chosen = next(each for each in exporting.desk.stored(exporting.customer))

    export = exporting.ask(document_ids=(chosen.id, foreign.id))
    exporting.make()

    assert export.document_count == 1
    index = json.loads(content_of(exporting.fetch(export.id), "index.json"))
    assert [row["document_id"] for row in index] == [str(chosen.id)]


@pytest.mark.parametrize(
    "selection",
    [
        {"issued_from": date(2030, 1, 1)},
        {"issued_from": date(2026, 2, 2), "issued_until": date(2026, 2, 1)},
        {"document_ids": (new_id(),)},
        {"document_ids": (new_id(),), "document_types": ("invoice",)},
    ],
)
def test_a_selection_of_nothing_is_refused(exporting: Exporting, selection: dict[str, Any]) -> None:
    issue(exporting, "RE-1")

    with pytest.raises(InvalidInput):
        exporting.ask(**selection)


def test_one_person_has_one_export_in_work(exporting: Exporting) -> None:
    issue(exporting, "RE-1")

    def ask() -> str:
        try:
            exporting.ask()
        except ExportInWork as error:
            return error.code
        return "asked"

    said = at_once(ask, ask)

    assert sorted(said) == ["asked", "export_in_work"]
    exporting.make()
    assert ask() == "asked"


def test_two_who_make_parts_at_once_make_each_part_once(exporting: Exporting) -> None:
    issue(exporting, "RE-1", "RE-2")
    export = exporting.ask()

    made = at_once(exporting.make_part, exporting.make_part)

    assert sorted(made) == [False, True]
    assert exporting.objects(export.id) == 1
    assert len(exporting.desk.told("notice_requested")) == 3  # two documents, one export


@pytest.mark.req("B14")
def test_who_asked_is_told_once_and_his_address_is_forgotten(exporting: Exporting) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask()

    exporting.make()

    notices = [each for each in exporting.desk.told("notice_requested")
               if each["kind"] == "export_ready"]  # fmt: skip
    (notice,) = notices
    assert notice["recipient"] == "erika@musterkunde.example"
    assert notice["idempotency_key"] == f"export_ready:{export.id}"
    assert notice["parameters"]["link"] == "https://portal.example.com/exports"
    assert exporting.jobs()[0].notify_email is None


def test_an_export_is_cancelled_before_and_during_its_making(exporting: Exporting) -> None:
    exporting.part_documents = 1
    issue(exporting, "RE-1", "RE-2")
    first = exporting.ask()
    assert exporting.cancel(first.id).state == "cancelled"
    second = exporting.ask()
    exporting.make_part()

    exporting.cancel(second.id)

    assert exporting.make_part() is False
    with pytest.raises(NotFound):
        exporting.open(second.id)
    assert exporting.sweep() == 2
    assert exporting.objects(second.id) == 0
    assert [job.state for job in exporting.jobs()] == ["cancelled", "cancelled"]
    assert exporting.sweep() == 0


def test_a_part_that_is_finished_after_the_end_leaves_nothing(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask()
    from billing_docs.use_cases.exports import make_export_part as making

    monkeypatch.setattr(
        making,
        "crash_point",
        lambda place: exporting.cancel(export.id) if place == "export.uploaded" else None,
    )

    exporting.make_part()

    assert exporting.objects(export.id) == 0
    assert exporting.jobs()[0].state == "cancelled"


def test_a_death_in_the_middle_is_made_good_by_the_next_one(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(exporting, "RE-1", "RE-2")
    export = exporting.ask()
    from billing_docs.use_cases.exports import make_export_part as making

    def die(place: str) -> None:
        if place == "export.uploaded":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(making, "crash_point", die)
        with pytest.raises(KeyboardInterrupt):
            exporting.make_part()
    assert exporting.make_part() is False  # the lease still runs
    exporting.desk.clock.move(timedelta(minutes=3))

    exporting.make()

    file = exporting.fetch(export.id)
    assert check(file).returncode == 0
    assert len(documents_in(file)) == 2


@pytest.mark.req("B14")
def test_what_fails_again_and_again_ends_the_export_and_who_asked_is_told(
    exporting: Exporting,
) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask(issued_from=date(2026, 3, 1))
    for _ in range(MOST_ATTEMPTS):
        with exporting.desk.database.transaction(every_organisation=True) as session:
            assert ExportStore(session).claim(exporting.desk.clock.now())
        exporting.desk.clock.move(timedelta(minutes=3))

    exporting.make()

    assert exporting.jobs()[0].state == "failed"
    (notice,) = [
        each for each in exporting.desk.told("notice_requested") if each["kind"] == "export_failed"
    ]
    assert notice["recipient"] == "erika@musterkunde.example"
    assert notice["idempotency_key"] == f"export_failed:{export.id}"
    assert notice["parameters"]["link"] == (
        "https://portal.example.com/exports?issued_from=2026-03-01"
    )
    assert exporting.jobs()[0].notify_email is None


def test_an_absent_store_delays_an_export_and_counts_no_attempt(
    exporting: Exporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask()

    def away(**_about: Any) -> None:
        raise DependencyDown("object store")

    for _ in range(MOST_ATTEMPTS + 1):
        with monkeypatch.context() as patched:
            patched.setattr(exporting.desk.archive.client, "get_object", away)
            with pytest.raises(DependencyDown):
                exporting.make_part()
        exporting.desk.clock.move(timedelta(seconds=11))

    exporting.make()

    assert exporting.jobs()[0].state == "ready"
    assert check(exporting.fetch(export.id)).returncode == 0


@pytest.mark.req("R18")
def test_damaged_bytes_are_left_out_and_named(exporting: Exporting) -> None:
    issue(exporting, "RE-1")
    exporting.desk.add(exporting.customer, "RE-GONE")
    export = exporting.ask()

    exporting.make()

    (job,) = exporting.jobs()
    file = exporting.fetch(export.id)
    assert (job.state, job.left_out_count) == ("ready", 1)
    (left_out,) = manifest_of(file)["left_out"]
    assert (left_out["number"], left_out["reason"]) == ("RE-GONE", "archive_damaged")
    assert len(documents_in(file)) == 1


@pytest.mark.req("BR-10")
def test_an_export_is_for_the_person_who_asked_alone(exporting: Exporting) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask()
    exporting.make()
    colleague = Exporting(
        desk=exporting.desk,
        signer=exporting.signer,
        customer=exporting.customer,
        folder=exporting.folder,
    )

    for missing in (lambda: colleague.open(export.id), lambda: colleague.cancel(export.id)):
        with pytest.raises(NotFound):
            missing()

    assert colleague.jobs() == []
    with pytest.raises(NotFound):
        exporting.open(export.id, 2)


def test_taking_an_export_away_is_on_record(exporting: Exporting) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask()
    exporting.make()

    exporting.open(export.id)

    actions = [line.action for line in exporting.desk.audit(exporting.customer)]
    assert actions[:2] == ["export.downloaded", "export.requested"]


@pytest.mark.req("B14")
def test_an_export_expires_after_some_days(exporting: Exporting) -> None:
    issue(exporting, "RE-1")
    export = exporting.ask()
    exporting.make()
    exporting.desk.clock.move(timedelta(days=7) - timedelta(seconds=1))
    assert exporting.sweep() == 0
    exporting.desk.clock.move(timedelta(seconds=1))

    swept = exporting.sweep()

    assert (swept, exporting.sweep()) == (1, 0)
    assert exporting.jobs()[0].state == "expired"
    assert exporting.objects(export.id) == 0
    with pytest.raises(NotFound):
        exporting.open(export.id)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "  =HYPERLINK(1)", "|calc"])
def test_no_text_becomes_a_formula_in_the_index(exporting: Exporting, text: str) -> None:
    issue(exporting, "RE-1", title=text)
    export = exporting.ask()

    exporting.make()

    file = exporting.fetch(export.id)
    content = content_of(file, "index.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content), delimiter=";")
    assert row["title"] == "'" + text
    assert json.loads(content_of(file, "index.json"))[0]["title"] == text


@pytest.mark.req("B14")
def test_memory_is_that_of_a_few_documents_however_large_the_export(exporting: Exporting) -> None:
    content = b"%PDF-1.7\n" + bytes(2 * 1024 * 1024)
    key, bucket = f"00/{new_id()}.pdf", exporting.desk.archive.bucket
    stored = exporting.desk.store().put_object(Bucket=bucket, Key=key, Body=content)
    for n in range(60):
        exporting.desk.add(
            exporting.customer,
            f"RE-{n}",
            object_key=key,
            version_id=stored["VersionId"],
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
        )
    exporting.ask()

    tracemalloc.start()
    exporting.make()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    (job,) = exporting.jobs()
    assert job.state == "ready"
    assert sum(each.part.size_bytes for each in job.parts) > 120 * 1024 * 1024
    assert peak < 48 * 1024 * 1024, f"{peak:,} bytes"
