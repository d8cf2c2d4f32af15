"""FTP access: shown to permitted people alone, and locked at the very end of the contract."""

import base64
import json
import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from catalog.resources import Resources
from chassis.clock import BERLIN
from chassis.ids import new_id
from chassis.runtime import Runtime
from chassis.secret_sealer import SecretSealer
from chassis.testing import a_principal
from contracts.contract_list import ContractQuery
from contracts.errors import AlreadyExists, InvalidInput, NotFound, NotPermitted
from contracts.ftp_access import CheckFtpPassword, FtpVerdict, PutFtpAccess
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.partners import Partner

STAFF = a_principal(organisation_kind="vendor")
PASSWORD = "Winterreise-4711-Nordlicht"
ENDS = date(2026, 3, 31)


@pytest.fixture
def customer(desk: Desk) -> UUID:
    """Return a customer whose contract ends on 31 March."""
    organisation_id = desk.new_customer()
    desk.receive(ends_on=ENDS)
    return organisation_id


def contract_of(desk: Desk, organisation_id: UUID) -> UUID:
    """Return the organisation's only contract."""
    admin = a_principal(organisation_id=organisation_id)
    (contract,) = desk.service.list_contracts(admin, ContractQuery()).items
    return contract.id


def give(desk: Desk, contract_id: UUID, **changes: Any) -> None:
    """Keep an access as the vendor's people do."""
    values: dict[str, Any] = {
        "contract_id": contract_id,
        "host": "sftp.example.com",
        "user_name": "musterfabrik",
        "directory": "/musterfabrik",
        "password": PASSWORD,
    }
    desk.service.put_ftp_access(STAFF, PutFtpAccess(**(values | changes)))


def typed(desk: Desk, password: str = PASSWORD, user_name: str = "musterfabrik") -> FtpVerdict:
    """Return what an FTP server is told of what somebody typed."""
    request = CheckFtpPassword(user_name=user_name, password=password)
    return desk.service.check_ftp_password(request)


def move_to(desk: Desk, moment: datetime) -> None:
    """Put the clock to a moment."""
    desk.clock.move(moment - desk.clock.now())


@pytest.mark.req("SE-56", "B21")
def test_an_access_is_shown_to_administrators_on_request_and_to_nobody_else(
    desk: Desk, customer: UUID, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = contract_of(desk, customer)
    give(desk, contract)
    admin = a_principal(organisation_id=customer)
    partner = Partner(desk)

    listed = desk.service.list_ftp_access(admin)
    told = desk.service.reveal_ftp_password(admin, contract)

    assert told.password == PASSWORD
    (access,) = listed.items
    assert (access.user_name, access.is_open, access.locked_after) == ("musterfabrik", True, ENDS)
    for nobody in (a_principal(organisation_id=customer, role="member"), STAFF, partner.user_1):
        with pytest.raises(NotPermitted):
            desk.service.list_ftp_access(nobody)
        with pytest.raises(NotPermitted):
            desk.service.reveal_ftp_password(nobody, contract)
    with pytest.raises(NotFound):
        desk.service.reveal_ftp_password(a_principal(), contract)
    looking_in = a_principal(organisation_id=customer, support_session_id=new_id())
    with pytest.raises(NotPermitted):
        desk.service.reveal_ftp_password(looking_in, contract)
    trail = [row.action for row in desk.run_sql("SELECT action FROM audit_entry")]
    assert trail.count("ftp.password_shown") == 1
    everywhere = desk.run_sql(
        "SELECT row_to_json(a)::text AS said FROM audit_entry a"
        " UNION ALL SELECT convert_from(body, 'UTF8') FROM outbox"
        " UNION ALL SELECT row_to_json(f)::text FROM ftp_access f"
    )
    printed = capsys.readouterr()
    said = [row.said for row in everywhere] + [repr(listed), caplog.text, printed.out, printed.err]
    encodings = (PASSWORD, PASSWORD.encode().hex(), base64.b64encode(PASSWORD.encode()).decode())
    assert not any(each in text for each in encodings for text in said)


@pytest.mark.req("SE-72", "B21")
def test_ftp_is_locked_at_the_very_end_of_the_contract_and_the_portal_weeks_later(
    desk: Desk, customer: UUID
) -> None:
    contract = contract_of(desk, customer)
    give(desk, contract)
    admin = a_principal(organisation_id=customer)
    end = datetime(2026, 4, 1, tzinfo=BERLIN)

    move_to(desk, end - timedelta(seconds=1))
    at_the_last_moment = typed(desk)
    shown = desk.service.reveal_ftp_password(admin, contract)
    move_to(desk, end)
    after = typed(desk)

    assert at_the_last_moment == FtpVerdict(
        is_allowed=True, directory="/musterfabrik", open_until=end
    )
    assert shown.password == PASSWORD
    assert after == FtpVerdict(is_allowed=False)
    (access,) = desk.service.list_ftp_access(admin).items
    assert not access.is_open
    with pytest.raises(InvalidInput):
        desk.service.reveal_ftp_password(admin, contract)
    (coverage,) = desk.coverages()
    assert coverage.access_until == end + timedelta(days=42)
    desk.receive(ends_on=None, version=2)
    assert typed(desk).is_allowed


def test_what_does_not_fit_is_refused_all_alike(desk: Desk, customer: UUID) -> None:
    give(desk, contract_of(desk, customer))

    for password, user_name in (
        (PASSWORD + " ", "musterfabrik"),
        ("", "musterfabrik"),
        (PASSWORD, "Musterfabrik"),
        (PASSWORD, "nobody"),
        ("-" * 24, "nobody"),
        ("\ud800", "musterfabrik"),
    ):
        assert typed(desk, password, user_name) == FtpVerdict(is_allowed=False)
    assert typed(desk).is_allowed
    move_to(desk, datetime(2020, 1, 1, tzinfo=BERLIN))
    assert not typed(desk).is_allowed


def test_the_vendors_people_write_a_password_and_never_read_it(desk: Desk, customer: UUID) -> None:
    contract = contract_of(desk, customer)
    give(desk, contract)

    give(desk, contract, directory="/neu", password=None)
    kept, listed = typed(desk), desk.service.list_ftp_access(STAFF, customer)
    for changes in ({"host": "other.example.com"}, {"user_name": "other"}, {"port": 2222}):
        with pytest.raises(InvalidInput):
            give(desk, contract, password=None, **changes)
    give(desk, contract, user_name="other", password="another-password")

    assert (kept.is_allowed, kept.directory) == (True, "/neu")
    assert [each.directory for each in listed.items] == ["/neu"]
    assert not typed(desk).is_allowed
    assert typed(desk, "another-password", "other").is_allowed
    for _ in range(2):
        desk.service.remove_ftp_access(STAFF, contract)
    assert not typed(desk, "another-password", "other").is_allowed
    with pytest.raises(NotPermitted):
        desk.service.put_ftp_access(
            a_principal(organisation_id=customer),
            PutFtpAccess(contract_id=contract, host="x", user_name="xyz", password=PASSWORD),
        )
    with pytest.raises(NotFound):
        give(desk, new_id())


def test_a_user_name_is_one_access_alone(desk: Desk, customer: UUID) -> None:
    give(desk, contract_of(desk, customer))
    other = desk.new_customer("10002")
    desk.receive(customer_number="10002", contract_number="V-2")

    with pytest.raises(AlreadyExists):
        give(desk, contract_of(desk, other))
    for host in ("a b", "x/y", "-x", "x@y", ""):
        with pytest.raises(InvalidInput):
            give(desk, contract_of(desk, other), user_name="zweite", host=host)


def test_passwords_move_to_a_newer_key_and_the_older_one_can_go(
    desk: Desk, customer: UUID, tmp_path: Path
) -> None:
    contract = contract_of(desk, customer)
    old, new = a_key("old"), a_key("new")
    use(desk, tmp_path, old)
    give(desk, contract)

    use(desk, tmp_path, new, old)
    for _ in range(2):
        desk.service.reseal_ftp_passwords()
    use(desk, tmp_path, new)

    assert typed(desk).is_allowed


def a_key(key_id: str) -> dict[str, str]:
    """Return a new symmetric key as RFC 7517 writes it."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")
    return {"kty": "oct", "kid": key_id, "k": key}


def use(desk: Desk, folder: Path, *keys: dict[str, str]) -> None:
    """Have the service encrypt with these keys."""
    file = folder / "keys.json"
    file.write_text(json.dumps({"keys": keys}))
    known = desk.service.runtime
    stub: Any = known.settings
    unused: Any = None
    desk.service.runtime = Runtime(
        settings=stub,
        clock=known.clock,
        database=known.database,
        verifier=unused,
        publishers=unused,
        resources=Resources(sealer=SecretSealer(file)),
    )
