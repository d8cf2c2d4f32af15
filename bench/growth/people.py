"""People and their rights, partners' customers, sessions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from bench.growth.subject import Question, Subject, filler, taken_back
from chassis.database import Database
from identity.domain.customer_queries import CustomerFilter
from identity.store.access_requests import AccessRequestStore
from identity.store.colleagues import ColleagueStore
from identity.store.organisations import OrganisationStore
from identity.store.partner_customers import PartnerCustomerStore, Shown
from identity.store.people import MembershipStore, PersonStore
from identity.store.sessions import SessionStore

_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_PARTNER, _CUSTOMER = UUID(int=1), UUID("00000000-0000-4000-8000-000000000007")
_PERSON = UUID("00000000-0000-4000-9000-000000000007")
# A hundred people to an organisation, one organisation of their partner's in a hundred people.
_FILL = (
    """
    INSERT INTO organisation (id, kind, customer_number, name, language, version, created_at,
        is_certified)
    VALUES ('00000000-0000-0000-0000-000000000001', 'partner', '99999', 'Partner AG (Demo)',
        'de', 1, now(), true)
    """,
    """
    INSERT INTO organisation (id, kind, customer_number, name, language, version, created_at)
    SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'customer',
        CASE WHEN n < 99999 THEN lpad(n::text, 5, '0') END, 'Musterkunde ' || n || ' (Demo)',
        'de', 1, now()
    FROM generate_series(0, :count / 100 - 1) AS n
    """,
    """
    INSERT INTO person (id, name, email, email_key, password_hash, language, created_at)
    SELECT ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Person ' || n,
        'person' || n || '@example.com', 'person' || n || '@example.com', 'x', 'de', now()
    FROM generate_series(0, :count - 1) AS n
    """,
    """
    INSERT INTO membership (organisation_id, person_id, role, areas, grants, is_initial, created_at)
    SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(n % (:count / 100)), 12, '0'))::uuid,
        ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid,
        CASE WHEN n % 50 = 0 THEN 'admin' ELSE 'member' END, ARRAY['post'], '{}', false, now()
    FROM generate_series(0, :count - 1) AS n
    """,
    """
    INSERT INTO session (id, person_id, organisation_id, token_sha256, opened_at, last_used_at,
        ended_at)
    SELECT ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid, person_id,
        organisation_id, sha256(convert_to(n::text, 'UTF8')), timestamptz '2026-03-02 08:00Z',
        timestamptz '2026-03-02 11:55Z',
        CASE WHEN n % 10 > 0 THEN timestamptz '2026-03-02 11:58Z' END
    FROM (SELECT person_id, organisation_id, row_number() OVER () AS n FROM membership) AS member
    """,
    """
    INSERT INTO partner_customer (organisation_id, customer_id, served_since, announced_version)
    SELECT '00000000-0000-0000-0000-000000000001', id, now(), 1
    FROM organisation WHERE kind = 'customer'
    """,
    """
    INSERT INTO access_request (id, organisation_id, person_id, note, state, created_at, decided_at)
    SELECT ('00000000-0000-4000-b000-' || lpad(to_hex(n), 12, '0'))::uuid,
        organisation_id, person_id, 'bitte', 'approved', now(), now()
    FROM (SELECT person_id, organisation_id, row_number() OVER () AS n FROM membership) AS member
    """,
)


def _people(database: Database) -> Mapping[str, Question]:
    everybody = Shown(partner_ids=(_PARTNER,), viewer=None, narrowed_to=CustomerFilter())
    asked = {
        "members of an organisation": lambda session: MembershipStore(
            session, _NOW
        ).of_organisation(_CUSTOMER),
        "administrators of an organisation": lambda session: MembershipStore(
            session, _NOW
        ).admins_of(_CUSTOMER),
        "organisations of a person": lambda session: MembershipStore(
            session, _NOW
        ).organisations_of(_PERSON),
        "a person by address": lambda session: PersonStore(session, _NOW).find_by_address(
            "person7@example.com"
        ),
        "a colleague by address": lambda session: ColleagueStore(session).find(
            _CUSTOMER, email_key="person7@example.com", person_ids=()
        ),
        "requests for access": lambda session: AccessRequestStore(session, _NOW).of_organisation(
            _CUSTOMER
        ),
        "a session by its token": lambda session: SessionStore(session, _NOW).find_open(
            sha256(b"10").digest()
        ),
        "open sessions of a person": lambda session: SessionStore(session, _NOW).open_of(
            _PERSON, current=UUID(int=0)
        ),
        "sessions to forget": lambda session: SessionStore(session, _NOW).forget_old(),
        "search: an organisation by number": lambda session: OrganisationStore(
            session, _NOW
        ).search("0004", None, 20),
        "search: an organisation by a part of its name": lambda session: OrganisationStore(
            session, _NOW
        ).search("kunde 42", None, 20),
        "a partner's customers": lambda session: PartnerCustomerStore(session, _NOW).page(
            everybody, after=None, limit=51
        ),
        "how many customers a partner has": lambda session: PartnerCustomerStore(
            session, _NOW
        ).count(everybody),
    }
    return {name: taken_back(database, ask) for name, ask in asked.items()}


PEOPLE = Subject(
    name="people",
    service="identity",
    fill=filler(*_FILL),
    asked_of=_people,
    reads_all=frozenset(
        {
            "how many customers a partner has",
            "a partner's customers",
            "search: an organisation by number",
            "search: an organisation by a part of its name",
        }
    ),
)
