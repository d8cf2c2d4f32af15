"""Who is named in news: exactly those who see the request and may read what is new."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.conversations import Audience, ShareWith
from contracts.principal import Principal
from tickets.domain.news import hearers_of, names_of
from tickets.domain.requests import CustomerRequest, Requester
from tickets.domain.visibility import SharedWith, sees, viewer_of

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REQUESTER = a_principal(role="member")
OWN = REQUESTER.organisation_id
PARTNER = a_principal(organisation_kind="partner")
PEOPLE: dict[str, Principal] = {
    "requester": REQUESTER,
    "colleague": a_principal(organisation_id=OWN, role="member"),
    "administrator": a_principal(organisation_id=OWN, role="admin"),
    "agent": a_principal(organisation_kind="vendor"),
    "supporter": a_principal(organisation_id=OWN, role="admin", support_session_id=new_id()),
    "partner": PARTNER,
    "stranger": a_principal(),
    "other partner": a_principal(organisation_kind="partner"),
}
GRANTEES = (
    ShareWith(kind="organisation"),
    ShareWith(kind="role", role="admin"),
    ShareWith(kind="person", person_id=PEOPLE["colleague"].subject),
    ShareWith(kind="person", person_id=PEOPLE["supporter"].subject),
    ShareWith(kind="partner", partner_id=PARTNER.organisation_id),
)
AUDIENCES: tuple[Audience, ...] = ("public", "vendor", "customer", "partner")


def a_request() -> CustomerRequest:
    assert OWN is not None
    return CustomerRequest(
        id=new_id(),
        requester=Requester(organisation_id=OWN, person_id=REQUESTER.subject),
        idempotency_key="form-1",
        kind="technical_problem",
        type_version=1,
        title="Drucker",
        description="Druckt nicht.",
        fields={},
        content_sha256=None,
        state="waiting_for_vendor",
        channel="portal",
        department="service_desk",
        priority="normal",
        attached=None,
        opened_at=NOW,
    )


SHARES = st.lists(
    st.tuples(st.sampled_from(GRANTEES), st.sampled_from((None, -1, 1))),
    unique_by=lambda each: repr(each[0]),
)


@pytest.mark.req("FD-17")
@given(who=st.sampled_from(sorted(PEOPLE)), audience=st.sampled_from(AUDIENCES), shares=SHARES)
def test_whoever_sees_a_request_and_may_read_the_news_hears_of_it_and_nobody_else(
    who: str, audience: Audience, shares: list[tuple[ShareWith, int | None]]
) -> None:
    request, caller = a_request(), PEOPLE[who]
    shared = [
        SharedWith(
            request_id=request.id,
            share_with=share_with,
            may_edit=False,
            ends_at=None if hours is None else NOW + timedelta(hours=hours),
            shared_at=NOW,
        )
        for share_with, hours in shares
    ]

    hears = not set(names_of(caller)).isdisjoint(hearers_of(request, shared, audience, NOW))

    assert OWN is not None
    viewer = viewer_of(caller, OWN)
    assert hears == (sees(viewer, request, shared, NOW) and audience in viewer.audiences)
