"""How long a contract lets people in, and what becomes of invitations meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.ids import new_id
from contracts.errors import InvitationNotUsable
from identity.domain.bookings import UNLIMITED, Coverage, bar_of
from identity.domain.invitations import InvitationRecord

ENDS_ON = date(2026, 1, 31)
NOON_OF_THE_LAST_DAY = datetime(2026, 1, 31, 11, 0, tzinfo=UTC)
CLOSED_FROM = datetime(2026, 3, 14, 23, 0, tzinfo=UTC)
ENDING = Coverage(ends_on=ENDS_ON, access_until=CLOSED_FROM)
MOMENT = timedelta(microseconds=1)

INITIAL = InvitationRecord(
    id=new_id(),
    organisation_id=new_id(),
    email="erika@muster.example",
    email_key="erika@muster.example",
    role="admin",
    areas=(),
    is_initial=True,
    generic_address=False,
    invited_by="system:/erp/demo",
    reason=None,
    operator_number=None,
    team=None,
    data_scope="all",
    state="pending",
    created_at=datetime(2025, 6, 1, 12, 0, tzinfo=UTC),
    expires_at=datetime(2025, 7, 1, 12, 0, tzinfo=UTC),
)
FRESH = replace(INITIAL, is_initial=False, expires_at=CLOSED_FROM + timedelta(days=20))


@pytest.mark.req("SE-70", "A24")
def test_access_ends_with_the_last_moment_of_the_grace_period() -> None:
    assert bar_of("customer", ENDING, CLOSED_FROM - MOMENT) is None
    assert bar_of("customer", ENDING, CLOSED_FROM) == "contract_ended"
    assert bar_of("partner", ENDING, CLOSED_FROM) == "contract_ended"


def test_nobody_is_barred_without_an_end_and_the_vendor_never() -> None:
    assert bar_of("customer", UNLIMITED, datetime(2099, 1, 1, tzinfo=UTC)) is None
    assert bar_of("vendor", ENDING, CLOSED_FROM) is None


def test_a_contract_has_ended_when_its_last_day_in_berlin_is_over() -> None:
    midnight = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)

    assert not ENDING.has_ended(midnight - MOMENT)
    assert ENDING.has_ended(midnight)


@pytest.mark.req("SE-71")
def test_an_initial_invitation_lives_again_while_the_grace_period_runs() -> None:
    before = INITIAL.under(ENDING, NOON_OF_THE_LAST_DAY)
    within = INITIAL.under(ENDING, CLOSED_FROM - MOMENT)

    assert before.state_at(NOON_OF_THE_LAST_DAY) == "expired"
    assert within.state_at(CLOSED_FROM - MOMENT) == "pending"
    assert within.expires_at == CLOSED_FROM
    INITIAL.require_usable(ENDING, CLOSED_FROM - MOMENT)


@pytest.mark.req("SE-71")
def test_no_invitation_outlives_the_grace_period() -> None:
    for invitation in (INITIAL, FRESH):
        with pytest.raises(InvitationNotUsable) as refused:
            invitation.require_usable(ENDING, CLOSED_FROM)

        assert refused.value.arguments == ("contract_ended",)
        assert invitation.under(ENDING, CLOSED_FROM).state_at(CLOSED_FROM) == "expired"


def test_another_invitation_keeps_its_own_end_in_the_grace_period() -> None:
    old = replace(INITIAL, is_initial=False)

    with pytest.raises(InvitationNotUsable) as refused:
        old.require_usable(ENDING, CLOSED_FROM - MOMENT)

    assert refused.value.arguments == ("expired",)


def test_an_accepted_invitation_stays_accepted_whatever_the_contract() -> None:
    accepted = replace(INITIAL, state="accepted")

    with pytest.raises(InvitationNotUsable) as refused:
        accepted.require_usable(ENDING, CLOSED_FROM)

    assert refused.value.arguments == ("accepted",)
