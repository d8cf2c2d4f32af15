"""One document over ten years: what is allowed on each day, by a table that nobody computed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from billing_docs.adapters.certificate_signature import read_certificate
from chassis.clock import BERLIN
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.billing_docs import ArchivedFile, Document
from contracts.deletion import DeletionRun
from contracts.principal import Principal
from contracts.retention import Custody
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.test_crashes import KILLED
from tests.billing_docs.integration.world import World
from tests.waiting import until

WHY = "Stundenplan eines Dokuments (Demo)"
SEEN, UNSEEN = True, False


@dataclass(frozen=True, kw_only=True)
class Day:
    """What somebody does on a day, and how everything stands once he has."""

    at: datetime
    does: str
    customer_sees_it: bool
    may: set[str]


def berlin(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN)


ALWAYS = {"place_hold"}
# An invoice of 30 January 2027, provided on 29 February 2028: the portal shows it through 28
# February 2029, and the law asks for it through 31 December 2035.
WALK = [
    Day(at=berlin(2028, 2, 29), does="nothing", customer_sees_it=SEEN, may={"restrict"}),
    # Twelve months are calendar months; a leap day's end a day early and not a day late.
    Day(at=berlin(2029, 2, 28, 23, 59), does="nothing", customer_sees_it=SEEN, may={"restrict"}),
    Day(
        at=berlin(2029, 3, 1, 0, 1),
        does="nothing",
        customer_sees_it=SEEN,
        may={"restrict", "delete_in_portal"},
    ),
    Day(
        at=berlin(2029, 4, 1),
        does="restrict",
        customer_sees_it=UNSEEN,
        may={"lift_restriction"},
    ),
    Day(
        at=berlin(2030, 5, 2),
        does="hold:tax audit",
        customer_sees_it=UNSEEN,
        may={"lift_restriction", "release_hold"},
    ),
    Day(
        at=berlin(2030, 6, 1),
        does="lift",
        customer_sees_it=SEEN,
        may={"restrict", "release_hold"},
    ),
    Day(
        at=berlin(2031, 1, 1),
        does="hold:lawsuit",
        customer_sees_it=SEEN,
        may={"restrict", "release_hold"},
    ),
    # One of two cases lets go: the other one holds.
    Day(
        at=berlin(2033, 7, 1),
        does="release:tax audit",
        customer_sees_it=SEEN,
        may={"restrict", "release_hold"},
    ),
    Day(
        at=berlin(2035, 12, 31, 23, 59),
        does="nothing",
        customer_sees_it=SEEN,
        may={"restrict", "release_hold"},
    ),
    # Both clocks have run out, and the lawsuit goes on.
    Day(
        at=berlin(2036, 1, 1, 0, 1),
        does="nothing",
        customer_sees_it=SEEN,
        may={"restrict", "release_hold"},
    ),
    Day(
        at=berlin(2037, 3, 2),
        does="release:lawsuit",
        customer_sees_it=SEEN,
        may={"restrict", "delete_in_portal", "propose"},
    ),
    # Proposed is not destroyed, however long nobody releases it.
    Day(
        at=berlin(2037, 9, 1),
        does="propose",
        customer_sees_it=SEEN,
        may={"restrict", "delete_in_portal", "propose"},
    ),
    Day(
        at=berlin(2038, 1, 15),
        does="nothing",
        customer_sees_it=SEEN,
        may={"restrict", "delete_in_portal", "propose"},
    ),
]


@dataclass(kw_only=True)
class Office:
    """Two administrators of the vendor, and the customer's own."""

    world: World
    document: Document
    file: ArchivedFile
    holds: dict[str, str] = field(default_factory=dict)
    first: Principal = field(init=False)
    second: Principal = field(init=False)

    def __post_init__(self) -> None:
        values: dict[str, Any] = {"organisation_id": new_id(), "organisation_kind": "vendor"}
        self.first, self.second = (self.world.admin(**values, subject=new_id()) for _ in range(2))

    @property
    def which(self) -> dict[str, Any]:
        return {"document_id": str(self.document.id)}

    @property
    def whose(self) -> dict[str, Any]:
        return {"organisation_id": str(self.world.organisation_id)}

    def ask(self, method: str, caller: Principal | None = None, **arguments: Any) -> Any:
        answer = self.world.call(method, caller or self.first, **arguments)
        return answer["error"]["exc_type"] if answer["error"] else answer["result"]

    def do(self, what: str) -> Any:
        """Return the answer to what somebody does, None to nothing."""
        kind, _, case = what.partition(":")
        why = {"reason": WHY}
        ways: dict[str, tuple[str, Principal, dict[str, Any]]] = {
            "restrict": (
                "restrict_document",
                self.first,
                {**self.which, "request": {**self.whose, "ground": "portal_window_over", **why}},
            ),
            "lift": (
                "lift_restriction",
                self.first,
                {**self.which, **self.whose, "request": why},
            ),
            "hold": (
                "place_hold",
                self.first,
                {"request": {**self.whose, **self.which, "case_id": case, **why}},
            ),
            "release": (
                "release_hold",
                self.first,
                {"hold_id": self.holds.get(case), "request": why},
            ),
            "delete": ("delete_document", self.world.admin(), self.which),
            "propose": ("propose_deletion", self.first, {"request": {**self.whose, **why}}),
        }
        if kind not in ways:
            return None
        method, caller, arguments = ways[kind]
        answer = self.ask(method, caller, **arguments)
        if kind == "hold":
            self.holds[case] = answer["id"]
        return answer

    def custody(self) -> Custody:
        return msgspec.convert(self.ask("get_custody", **self.which, **self.whose), Custody)

    def sees_it(self) -> bool:
        """Return whether list, preview and download agree that the customer sees it, or not."""
        answers = {
            bool(self.world.documents()),
            *(
                isinstance(self.ask(method, self.world.admin(), **self.which), dict)
                for method in ("get_document", "open_preview", "open_download")
            ),
        }
        assert len(answers) == 1
        return answers.pop()

    def refused(self, allowed: set[str]) -> dict[str, Any]:
        """Return the answers to what the table does not allow, each really tried."""
        tried = {}
        if "delete_in_portal" not in allowed:
            tried["delete"] = self.do("delete")
        if "propose" not in allowed:
            tried["propose"] = self.do("propose")
        return tried


@pytest.fixture
def office(world: World) -> Office:
    """Return the office on the day on which the document comes."""
    world.move_clock(WALK[0].at)
    world.publish(plain_pdf(), issued_on=date(2027, 1, 30))
    (document,) = world.wait_listed()
    world.settled()
    return Office(world=world, document=document, file=world.archived(document.id))


@pytest.mark.req("SE-61", "B11", "B12", "R15", "BR-12")
def test_one_document_over_ten_years(office: Office, keys: TestKeys) -> None:
    world, run = office.world, None
    clocks = (office.custody().available_until, office.custody().retained_through)
    assert clocks == (date(2029, 2, 28), date(2035, 12, 31))

    for day in WALK:
        world.move_clock(day.at)
        done = office.do(day.does)
        run = done if day.does == "propose" else run
        assert day.does == "nothing" or not isinstance(done, str), (day, done)
        assert set(office.custody().next_actions) == day.may | ALWAYS, day
        assert office.sees_it() is day.customer_sees_it, day
        for what, answer in office.refused(day.may).items():
            assert answer in REFUSALS[what], (day, what, answer)
        assert world.bytes_of(office.file) == plain_pdf(), day

    proposed = msgspec.convert(run, DeletionRun)
    release_by_second(office, proposed)
    finished = carried_out(office, proposed)

    assert (finished.deleted_count, finished.kept_count) == (1, 0)
    assert world.versions() == []
    assert world.documents() == []
    assert office.ask("get_custody", **office.which, **office.whose) == "NotFound"
    assert_certified(office, finished, keys)
    resent = world.publish(plain_pdf(), issued_on=date(2027, 1, 30), event_id=str(new_id()))
    assert world.heard("document.archived.v1", resent)["document_id"] == str(office.document.id)
    assert (world.documents(), world.versions()) == ([], [])


@pytest.mark.req("R1", "B12")
def test_a_death_after_the_bytes_are_gone_is_made_good_and_certified(
    office: Office, keys: TestKeys
) -> None:
    world = office.world
    world.move_clock(WALK[-1].at)
    run = msgspec.convert(office.do("propose"), DeletionRun)
    world.die_at("deletion.destroyed")

    release_by_second(office, run)

    assert world.service.wait_exit() == KILLED
    assert world.versions() == []
    # Destroyed, and nothing of it on record yet.
    assert world.count("deletion_item", f"run_id = '{run.id}' AND state = 'listed'") == 1
    world.service.start()
    world.service.wait_ready()
    finished = carried_out(office, run)
    assert (finished.deleted_count, finished.kept_count) == (1, 0)
    on_record = f"action = 'document.destroyed' AND subject = 'document:{office.document.id}'"
    assert world.count("audit_entry", on_record) == 1
    assert_certified(office, finished, keys)


REFUSALS = {
    # Restricted it is not there for its customer; held nobody deletes it; before its time neither.
    "delete": {"RetentionProtected", "DocumentHeld", "NotFound"},
    "propose": {"InvalidInput"},
}


def release_by_second(office: Office, run: DeletionRun) -> None:
    """Release a run as a second person, once the store's lock has passed."""
    world, request = office.world, {"items_sha256": run.items_sha256}
    named: dict[str, Any] = {"run_id": str(run.id)}
    let_the_store_come_after(world, office.file)
    assert office.ask("release_deletion", **named, request=request) == "NotPermitted"
    assert world.bytes_of(office.file) == plain_pdf()
    released = office.ask("release_deletion", office.second, **named, request=request)
    assert released["state"] == "released"


def carried_out(office: Office, run: DeletionRun) -> DeletionRun:
    """Return the run once it is carried out."""

    def finished() -> DeletionRun | None:
        answer = office.ask("get_deletion_run", run_id=str(run.id))
        found = msgspec.convert(answer, DeletionRun)
        return found if found.state == "finished" else None

    done = until(finished, seconds=40)
    assert done is not None
    return done


def let_the_store_come_after(world: World, file: ArchivedFile) -> None:
    """Bring the store to the day after its lock: its own clock nobody moves."""
    which = {"Bucket": file.bucket, "Key": file.object_key, "VersionId": file.version_id}
    locked = world.store().get_object_retention(**which)["Retention"]["RetainUntilDate"]
    assert locked.astimezone(BERLIN).date() == date(2036, 1, 2)
    until(lambda: world.store().head_object(**which).get("ObjectLockLegalHoldStatus") != "ON")
    soon = datetime.now(UTC) + timedelta(seconds=2)
    world.store().put_object_retention(
        **which,
        Retention={"Mode": "GOVERNANCE", "RetainUntilDate": soon},
        BypassGovernanceRetention=True,
    )
    until(lambda: datetime.now(UTC) > soon + timedelta(seconds=1))


def assert_certified(office: Office, run: DeletionRun, keys: TestKeys) -> None:
    """See that the certificate proves itself and names what was done by whom."""
    answer = office.ask("open_deletion_certificate", run_id=str(run.id))
    content = office.world.bytes_of(msgspec.convert(answer, ArchivedFile))
    assert hashlib.sha256(content).hexdigest() == run.certificate_sha256
    certificate = read_certificate(content, keys.public)
    (item,) = certificate.deleted
    assert (item.document_id, item.sha256) == (office.document.id, office.document.sha256)
    assert (item.available_until, item.retained_through) == (date(2029, 2, 28), date(2035, 12, 31))
    assert certificate.proposed_by == f"person:{office.first.subject}"
    assert certificate.released_by == f"person:{office.second.subject}"
