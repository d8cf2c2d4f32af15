"""Whom the one mail about a document was for, and what became of it: a table of every case."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from chassis.ids import new_id
from contracts.explain import Verdict
from contracts.inbound import DocumentType
from contracts.notices import Delivery, DeliveryState, FoundDocument, ToldAddress
from contracts.retention import RestrictionGround
from identity.domain.notice_rules import (
    Told,
    notice_of,
    verdicts_on_document,
    verdicts_on_notice,
)

ARRIVED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BEFORE, AFTER = ARRIVED - timedelta(days=30), ARRIVED + timedelta(days=3)
MINE, THEIRS, FORMER = "ich@muster.example", "rechnung@muster.example", "alt@muster.example"


def digest(address: str) -> str:
    return sha256(address.encode()).hexdigest()


def a_document(
    *,
    requested_at: datetime | None = ARRIVED,
    address: str | None = THEIRS,
    named_at: datetime = BEFORE,
    deleted_at: datetime | None = None,
    is_on_paper: bool = False,
    restriction: RestrictionGround | None = None,
    document_type: DocumentType | None = "invoice",
) -> FoundDocument:
    document_id = new_id()
    return FoundDocument(
        id=document_id,
        organisation_id=new_id(),
        number="RE-1",
        document_type=document_type,
        deleted_at=deleted_at,
        restriction=restriction,
        restricted_at=ARRIVED if restriction else None,
        notice_requested_at=requested_at,
        is_on_paper=is_on_paper,
        notice_key=f"document_arrived:{document_id}",
        address=ToldAddress(sha256=digest(address), named_at=named_at) if address else None,
    )


def a_delivery(recipient: str = THEIRS, state: DeliveryState = "sent") -> Delivery:
    return Delivery(
        state=state,
        at=ARRIVED,
        next_try_at=None,
        recipient_sha256=digest(recipient),
        recipient=None,
    )


def verdict_on(rule: str, verdicts: tuple[Verdict, ...]) -> tuple[bool, str | None] | None:
    found = [(each.passes, each.because) for each in verdicts if each.rule == rule]
    return found[0] if found else None


@pytest.mark.req("SE-51", "SE-52")
@pytest.mark.parametrize(
    ("now", "named_at", "sent_to", "verdict"),
    [
        pytest.param(MINE, BEFORE, MINE, (True, None), id="mine"),
        pytest.param(THEIRS, BEFORE, THEIRS, (False, "another_address"), id="another's"),
        pytest.param(MINE, AFTER, FORMER, (False, "named_since"), id="mine only since"),
        pytest.param(THEIRS, AFTER, FORMER, (False, "earlier_address"), id="one of that time"),
        pytest.param(THEIRS, AFTER, MINE, (True, None), id="mine at that time"),
        pytest.param(None, AFTER, FORMER, (False, "earlier_address"), id="none any more"),
    ],
)
def test_whose_address_was_told_is_compared_with_that_of_the_time(
    now: str | None, named_at: datetime, sent_to: str, verdict: tuple[bool, str | None]
) -> None:
    told = Told(found=a_document(address=now, named_at=named_at), delivery=a_delivery(sent_to))

    assert verdict_on("address_is_yours", verdicts_on_notice(told, MINE)) == verdict


def test_an_address_is_the_same_however_it_is_written() -> None:
    told = Told(found=a_document(address=MINE), delivery=a_delivery(MINE))

    verdicts = verdicts_on_notice(told, "Ich@Muster.Example")

    assert verdict_on("address_is_yours", verdicts) == (True, None)


def test_without_an_address_nobody_was_told_and_nothing_else_is_said() -> None:
    told = Told(found=a_document(requested_at=None, address=None), delivery=None)

    verdicts = verdicts_on_notice(told, MINE)

    assert verdict_on("address_named", verdicts) == (False, None)
    assert [each.rule for each in verdicts] == [
        "document_here",
        "digital_delivery",
        "address_named",
    ]
    assert notice_of(told) is None


@pytest.mark.req("SE-58")
def test_of_what_came_by_post_nobody_was_to_be_told_whatever_the_address() -> None:
    told = Told(found=a_document(requested_at=None, is_on_paper=True), delivery=None)

    verdicts = verdicts_on_notice(told, THEIRS)

    assert [(each.rule, each.passes) for each in verdicts] == [
        ("document_here", True),
        ("digital_delivery", False),
    ]


@pytest.mark.parametrize(
    "state", ["queued", "being_sent", "deferred", "in_doubt", "bounced", "abandoned"]
)
def test_only_what_was_handed_over_counts_as_told(state: DeliveryState) -> None:
    told = Told(found=a_document(), delivery=a_delivery(state=state))

    verdicts = verdicts_on_notice(told, None)

    assert verdict_on("mail_handed_over", verdicts) == (False, state)
    assert verdict_on("address_is_yours", verdicts) is None


def test_a_notice_that_nobody_has_taken_up_yet_was_requested() -> None:
    told = Told(found=a_document(), delivery=None)

    verdicts = verdicts_on_notice(told, MINE)
    notice = notice_of(told)

    assert verdict_on("mail_handed_over", verdicts) == (False, "requested")
    assert verdict_on("address_is_yours", verdicts) == (False, "another_address")
    assert notice is not None
    assert (notice.state, notice.at) == ("requested", ARRIVED)


@pytest.mark.parametrize(
    ("named_at", "known"), [(BEFORE, (False, "another_address")), (AFTER, None)]
)
def test_where_nobody_says_what_was_sent_only_an_address_of_before_is_known(
    named_at: datetime, known: tuple[bool, str | None] | None
) -> None:
    told = Told(
        found=a_document(address=THEIRS, named_at=named_at), delivery=None, is_delivery_known=False
    )

    verdicts = verdicts_on_notice(told, MINE)
    notice = notice_of(told)

    assert verdict_on("address_is_yours", verdicts) == known
    assert verdict_on("mail_handed_over", verdicts) is None
    assert notice is not None
    assert (notice.state, notice.at) == (None, None)


def test_a_document_is_there_was_deleted_or_never_was() -> None:
    def told(found: FoundDocument | None) -> tuple[str, bool, str | None]:
        last = verdicts_on_document(found, None)[-1]
        return last.rule, last.passes, last.because

    assert told(None) == ("document_here", False, None)
    assert told(a_document()) == ("document_kept", True, None)
    assert told(a_document(deleted_at=AFTER)) == ("document_kept", False, "deleted")
    assert told(a_document(restriction="portal_window_over")) == (
        "document_kept",
        False,
        "portal_window_over",
    )


@pytest.mark.req("B3")
@pytest.mark.parametrize(
    ("document_type", "shown", "expected"),
    [
        ("reminder", None, "passes"),
        ("reminder", ("invoice", "reminder"), "passes"),
        ("reminder", ("invoice",), "refuses"),
        # An answer that does not say yet what the document is.
        (None, None, "passes"),
        (None, ("invoice",), "refuses"),
    ],
)
def test_a_document_is_explained_by_the_types_that_are_shown(
    document_type: DocumentType | None, shown: tuple[str, ...] | None, expected: str
) -> None:
    verdicts = verdicts_on_document(a_document(document_type=document_type), shown)

    verdict = verdict_on("document_type_shown", verdicts)
    assert verdict is not None
    assert ("passes" if verdict[0] else "refuses") == expected
