"""What support would change waits for the customer's yes, and is made once, in his name."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn, WireError
from contracts.identity import InvitePerson
from contracts.support_changes import (
    DecidedSupportChange,
    DecideSupportChange,
    RecordSupportOutcome,
    SupportChange,
)
from tests.identity.integration.support import Support, a_proposal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


class Proposing(Support):
    """The customer, and one of the vendor's people in a support session."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.session_token = self.opened()

    def propose(self, **changes: Any) -> SupportChange:
        looking = self.looking(self.session_token)
        return self.world.service.propose_support_change(looking, a_proposal(**changes))

    def decide(self, change: SupportChange, *, approve: bool, **by: Any) -> DecidedSupportChange:
        decision = DecideSupportChange(support_change_id=change.id, approve=approve)
        return self.world.service.decide_support_change(by.get("by", self.admin), decision)

    def record(self, change: SupportChange, status: int = 200, **changes: Any) -> SupportChange:
        by = changes.pop("by", self.admin)
        outcome = RecordSupportOutcome(support_change_id=change.id, status=status, **changes)
        return self.world.service.record_support_outcome(by, outcome)

    def recorded(self, change: SupportChange) -> list[str]:
        """Return what the customer's trail says of the change, the newest first."""
        entries = self.world.service.list_audit(self.admin, limit=100).items
        return [
            each.action.removeprefix("support_change.")
            for each in entries
            if each.subject == f"support_change:{change.id}"
        ]

    def now(self, change: SupportChange) -> SupportChange:
        return self.world.service.get_support_change(self.admin, change.id)


@pytest.fixture
def support(world: World) -> Proposing:
    return Proposing(world)


def refusal_of(attempt: Callable[[], object]) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(WireError) as caught:
        attempt()
    return caught.value.code, caught.value.arguments


@pytest.mark.req("MB-14", "A23")
def test_a_proposal_waits_and_shows_exactly_what_would_be_sent(support: Proposing) -> None:
    change = support.propose(query={"reason": "Anruf"})

    seen = support.now(change)

    assert seen.state == "pending_customer_ok"
    assert seen.request == a_proposal(query={"reason": "Anruf"}).request
    assert (seen.proposed_by, seen.decided_by) == (support.staff.subject, None)
    assert support.world.service.list_support_changes(support.admin).items == (seen,)
    assert support.trail()[0] == "support_change.proposed"


@pytest.mark.req("MB-14", "A23")
def test_the_first_yes_is_told_to_perform_it_and_no_other(support: Proposing) -> None:
    change = support.propose()

    first, second = (support.decide(change, approve=True) for _ in range(2))
    done = support.record(change, 200)
    third = support.decide(change, approve=True)

    assert [each.is_to_be_performed for each in (first, second, third)] == [True, False, False]
    assert [each.change.state for each in (first, second)] == ["outcome_unknown"] * 2
    assert (done.state, done.outcome_status, done.outcome_code) == ("performed", 200, None)
    assert third.change == done == support.now(change)
    assert (done.decided_by, done.decided_at) == (support.admin.subject, support.world.clock.now())
    assert support.trail()[:3] == [
        "support_change.performed",
        "support_change.approved",
        "support_change.proposed",
    ]
    performed = support.world.service.list_audit(support.admin).items[0]
    assert performed.actor == f"person:{support.admin.subject}"
    assert performed.details["proposed_by"] == f"person:{support.staff.subject}"


@pytest.mark.req("MB-14")
def test_two_admins_who_agree_at_once_have_it_performed_once(support: Proposing) -> None:
    second = support.world.member(support.admin, "zweite@muster.example", role="admin")
    for _ in range(5):
        change = support.propose()

        decided = at_once(
            *(
                partial(support.decide, change, approve=True, by=by)
                for by in [support.admin, second]
            )
        )

        assert sorted(each.is_to_be_performed for each in decided) == [False, True]
        assert len({each.change.decided_by for each in decided}) == 1


@pytest.mark.req("MB-14")
def test_a_no_changes_nothing_and_stays(support: Proposing) -> None:
    change = support.propose()

    states = [support.decide(change, approve=False).change.state for _ in range(2)]

    assert states == ["declined"] * 2
    assert refusal_of(lambda: support.decide(change, approve=True)) == (
        "invalid_input",
        ("approve", "already_decided"),
    )
    assert refusal_of(lambda: support.record(change)) == ("not_found", ("support_change",))
    assert support.trail()[0] == "support_change.declined"


def test_what_has_been_agreed_to_cannot_be_declined_any_more(support: Proposing) -> None:
    change = support.propose()
    support.decide(change, approve=True)

    with pytest.raises(InvalidInput):
        support.decide(change, approve=False)

    assert support.now(change).state == "outcome_unknown"


@pytest.mark.req("MB-14")
def test_a_change_whose_performer_dies_stays_unknown_and_is_never_made_again(
    support: Proposing,
) -> None:
    change = support.propose()
    support.decide(change, approve=True)

    support.world.clock.move(timedelta(days=30))
    support.world.service.lapse_overdue_support_changes()

    again = support.decide(change, approve=True)
    assert (again.change.state, again.is_to_be_performed) == ("outcome_unknown", False)


def test_an_outcome_is_written_down_once_by_whoever_agreed(support: Proposing) -> None:
    second = support.world.member(support.admin, "zweite@muster.example", role="admin")
    change, waiting = support.propose(), support.propose()
    support.decide(change, approve=True)

    by_another = refusal_of(lambda: support.record(change, by=second))
    too_early = refusal_of(lambda: support.record(waiting))
    failed = support.record(change, 409, code="last_administrator")
    repeated = support.record(change, 200)

    assert by_another == too_early == ("not_found", ("support_change",))
    assert (failed.state, failed.outcome_status) == ("failed", 409)
    assert failed.outcome_code == "last_administrator"
    assert repeated == failed
    assert support.trail().count("support_change.failed") == 1


@pytest.mark.req("MB-15")
@pytest.mark.parametrize("how", ["withdrawn", "ended by the customer"])
def test_what_the_customer_cuts_off_lapses(support: Proposing, how: str) -> None:
    change = support.propose()

    if how == "withdrawn":
        support.withdraw()
    else:
        session_id = support.session_token.session.id
        support.world.service.end_support_session(support.admin, session_id)

    assert support.now(change).state == "lapsed"
    assert "support_change.lapsed" in support.trail()
    assert refusal_of(lambda: support.decide(change, approve=True)) == (
        "invalid_input",
        ("approve", "change_lapsed"),
    )
    assert refusal_of(lambda: support.decide(change, approve=False))[0] == "invalid_input"


@pytest.mark.req("MB-14")
def test_a_proposal_outlives_its_session_for_a_week_and_no_longer(support: Proposing) -> None:
    soon, late = support.propose(), support.propose()
    support.world.service.close_support_session(support.looking(support.session_token))
    support.world.clock.move(timedelta(days=6))

    decided = support.decide(soon, approve=True)
    support.world.clock.move(timedelta(days=1))
    seen = support.now(late).state
    refused = refusal_of(lambda: support.decide(late, approve=True))
    for _ in range(2):
        support.world.service.lapse_overdue_support_changes()

    assert decided.is_to_be_performed
    assert (seen, refused[1]) == ("lapsed", ("approve", "change_lapsed"))
    assert support.trail().count("support_change.lapsed") == 1


@pytest.mark.req("MB-15")
@pytest.mark.parametrize("how", ["withdrawing", "ending the session"])
def test_agreeing_and_cutting_off_at_once_has_one_winner(support: Proposing, how: str) -> None:
    service = support.world.service
    for _ in range(6):
        support.agree()
        support.session_token = support.open()
        session_id, change = support.session_token.session.id, support.propose()

        def try_to_agree(change: SupportChange = change) -> object:
            try:
                return support.decide(change, approve=True)
            except InvalidInput as lapsed:
                return lapsed

        ending = partial(service.end_support_session, support.admin, session_id)
        decided, _ = at_once(try_to_agree, support.withdraw if how == "withdrawing" else ending)

        agreed = isinstance(decided, DecidedSupportChange)
        assert support.now(change).state == ("outcome_unknown" if agreed else "lapsed")
        assert support.recorded(change) == ["approved" if agreed else "lapsed", "proposed"]


@pytest.mark.req("MB-15")
def test_proposing_and_withdrawing_at_once_leaves_nothing_that_waits(support: Proposing) -> None:
    for _ in range(6):
        support.agree()
        support.session_token = support.open()
        looking = support.looking(support.session_token)

        def try_to_propose(by: Any = looking) -> object:
            try:
                return support.world.service.propose_support_change(by, a_proposal())
            except NotSignedIn as over:
                return over

        at_once(try_to_propose, support.withdraw)

        states = {
            each.state for each in support.world.service.list_support_changes(support.admin).items
        }
        assert states <= {"lapsed"}


def test_several_who_end_and_decide_at_once_never_block_each_other(support: Proposing) -> None:
    others = [support.open() for _ in range(3)]
    changes = [support.propose() for _ in range(2)]
    service = support.world.service

    at_once(
        *(partial(service.end_support_session, support.admin, each.session.id) for each in others),
        *(partial(support.decide, each, approve=False) for each in changes),
        support.world.service.end_overdue_support_sessions,
    )
    at_once(*[support.withdraw] * 2, service.end_overdue_support_sessions)

    assert {each.state for each in service.list_support_sessions(support.admin).items} == {"ended"}


@pytest.mark.req("MB-14", "A23")
def test_only_an_admin_of_the_customer_decides_and_never_who_proposed_it(
    support: Proposing,
) -> None:
    service = support.world.service
    change = support.propose()
    member = support.world.member(support.admin, "lea@muster.example")
    support.world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = support.world.principal_of(support.world.accept("chef@fremd.example"))
    service.invite_person(support.admin, InvitePerson(email="stefan@vendor.example", role="admin"))
    support.world.accept("stefan@vendor.example")
    proposer = support.world.principal_of(support.staff_session)
    service.switch_organisation(proposer, support.organisation_id)
    proposer_as_admin = support.world.principal_of(support.staff_session)

    refusals = {
        name: refusal_of(partial(support.decide, change, approve=True, by=by))
        for name, by in {
            "member": member,
            "vendor": support.chief,
            "foreign": foreign,
            "proposer": proposer_as_admin,
        }.items()
    }

    missing = ("not_found", ("support_change",))
    assert refusals == {
        "member": ("not_permitted", ("admin",)),
        "vendor": missing,
        "foreign": missing,
        "proposer": ("not_permitted", ("another_person",)),
    }
    assert refusal_of(partial(service.get_support_change, foreign, change.id)) == missing
    assert refusal_of(partial(service.get_support_change, foreign, new_id())) == missing
    assert service.list_support_changes(foreign).items == ()
    assert support.now(change).state == "pending_customer_ok"


def test_nothing_is_proposed_outside_a_session_or_after_its_end(support: Proposing) -> None:
    service = support.world.service
    looking = support.looking(support.session_token)

    for caller in (support.staff, support.admin):
        with pytest.raises(NotPermitted):
            service.propose_support_change(caller, a_proposal())
    support.withdraw()
    with pytest.raises(NotSignedIn):
        service.propose_support_change(looking, a_proposal())

    assert service.list_support_changes(support.admin).items == ()


def test_a_request_of_more_than_64_kib_is_not_proposed(support: Proposing) -> None:
    with pytest.raises(InvalidInput) as refused:
        support.propose(body={"description": "x" * 64 * 1024})

    assert refused.value.arguments == ("body", "too_large")


def test_every_admin_is_asked_by_mail(support: Proposing) -> None:
    support.world.member(support.admin, "zweite@muster.example", role="admin")

    support.propose()

    told = [
        each
        for each in support.world.invitations_mailed()
        if each.kind == "support_change_proposed"
    ]
    addresses = sorted(each.recipient for each in told)
    assert addresses == ["erika@muster.example", "zweite@muster.example"]
    assert told[0].parameters["summary"] == "Die Bereiche eines Mitglieds ändern"
    assert told[0].parameters["valid_until"] == "2026-03-09T13:00+01:00"


def test_the_changes_of_one_session_are_listed_alone(support: Proposing) -> None:
    first = support.propose()
    support.session_token = support.open()
    second = support.propose()
    service = support.world.service

    of_first = service.list_support_changes(
        support.admin, support_session_id=first.support_session_id
    )

    assert [each.id for each in of_first.items] == [first.id]
    assert [each.id for each in service.list_support_changes(support.admin).items] == [
        second.id,
        first.id,
    ]


def test_the_customer_that_was_not_asked_finds_no_change(support: Proposing) -> None:
    change = support.propose()

    with pytest.raises(NotFound):
        support.world.service.get_support_change(support.staff, change.id, new_id())
