"""Addresses, tokens, presets, pauses and permissions: rules without any server."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.identity import InvitePerson
from contracts.principal import AREAS, DEFAULT_AREAS
from identity.domain.addresses import NotAnAddress, is_generic, parse_address, sign_in_key
from identity.domain.attempts import FREE_ATTEMPTS, WITH_ONE_TIME_CODES, WITH_PASSWORDS, pause_after
from identity.domain.lifetimes import session_expires_at
from identity.domain.permissions import administered_organisation, invited_into
from identity.domain.presets import chosen_areas, preset_areas
from identity.domain.texts import one_line
from identity.domain.tokens import SESSION, new_token, token_sha256

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        ("Erika@Muster.Example.com", "Erika@muster.example.com", "erika@muster.example.com"),
        (" erika@example.com ", "erika@example.com", "erika@example.com"),
        (
            "erika@m\u00fcller.example.com",
            "erika@m\u00fcller.example.com",
            "erika@xn--mller-kva.example.com",
        ),
        (
            "erika@xn--mller-kva.example.com",
            "erika@m\u00fcller.example.com",
            "erika@xn--mller-kva.example.com",
        ),
    ],
)
def test_an_address_has_one_form_and_one_key(typed: str, address: str, key: str | None) -> None:
    parsed = parse_address(typed)

    assert (parsed.address, parsed.key) == (address, key or address)


@pytest.mark.parametrize(
    "typed",
    ["", "erika", "erika@", "@example.com", "a@b@example.com", "a\n@example.com", "a\0@b.c"],
)
def test_what_is_no_address_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(NotAnAddress) as refused:
        parse_address(typed)

    assert str(refused.value) == "not an e-mail address"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("erika@stra\u00dfe.example", "erika@strasse.example"),
        ("gro\u00df@firma.example", "gross@firma.example"),
        ("\u00e4rzte@firma.example", "aerzte@firma.example"),
    ],
)
def test_addresses_of_two_mailboxes_never_share_a_key(one: str, other: str) -> None:
    assert parse_address(one).key != parse_address(other).key


@given(st.text(max_size=300))
def test_any_text_has_a_key_that_a_database_can_look_up(typed: str) -> None:
    assert "\0" not in sign_in_key(typed)


@pytest.mark.req("SE-34")
def test_a_shared_mailbox_is_recognised_by_a_configurable_list() -> None:
    assert is_generic(parse_address("INFO@example.com"))
    assert not is_generic(parse_address("informatik@example.com"))
    assert is_generic(parse_address("empfang@example.com"), ("empfang",))
    assert not is_generic(parse_address("info@example.com"), ("empfang",))


def test_tokens_hold_256_random_bits_and_are_stored_as_a_digest() -> None:
    tokens = {new_token(SESSION) for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(len(token) == len("ks_") + 43 for token in tokens)
    assert {len(token_sha256(token)) for token in tokens} == {32}


def test_each_role_has_its_preset() -> None:
    assert preset_areas("admin") == AREAS
    assert preset_areas("member") == DEFAULT_AREAS
    assert DEFAULT_AREAS == ("service_calls", "consumables", "meter_readings")
    assert preset_areas("documents") == ("post",)


def test_chosen_areas_are_known_ordered_and_each_there_once() -> None:
    assert chosen_areas("member", ("wiki", "post", "wiki")) == ("post", "wiki")
    assert chosen_areas("member", ()) == ()
    for role, areas in (("member", ("vault",)), ("documents", ("post", "wiki"))):
        with pytest.raises(InvalidInput):
            chosen_areas(role, areas)  # type: ignore[arg-type]  # both are roles


def test_the_pause_begins_late_doubles_and_stays_bounded() -> None:
    pauses = [pause_after(failures) for failures in range(FREE_ATTEMPTS + 100)]

    assert pauses[:FREE_ATTEMPTS] == [timedelta()] * FREE_ATTEMPTS
    assert [p.total_seconds() for p in pauses[FREE_ATTEMPTS:][:4]] == [1, 2, 4, 8]
    assert pauses == sorted(pauses)
    assert pauses[-1] == WITH_PASSWORDS.longest_pause


def test_guessing_codes_slows_down_to_two_a_day() -> None:
    pauses = [pause_after(failures, WITH_ONE_TIME_CODES) for failures in range(1000)]

    guesses_in_a_year = sum(1 for at in _times_of_guesses(pauses) if at < timedelta(days=365))

    assert pauses[-1] == timedelta(hours=12)
    assert guesses_in_a_year < 800  # of a million codes, three fit at any moment


def _times_of_guesses(pauses: list[timedelta]) -> list[timedelta]:
    return [sum(pauses[:count], timedelta()) for count in range(len(pauses))]


def test_a_session_ends_when_idle_or_old() -> None:
    fresh = session_expires_at(NOW, NOW)
    old = session_expires_at(NOW, NOW + timedelta(days=29, hours=20))

    assert fresh == NOW + timedelta(hours=12)
    assert old == NOW + timedelta(days=30)


@pytest.mark.parametrize("text", ["", " \t ", "a\0b", "x" * 201, "Erika\u202eMuster"])
def test_a_name_is_one_printable_line(text: str) -> None:
    with pytest.raises(InvalidInput):
        one_line("name", text)

    assert one_line("name", "  Erika \n Muster ") == "Erika Muster"


def test_an_admin_sees_his_own_organisation_and_staff_any() -> None:
    admin = a_principal()
    foreign = new_id()
    staff = a_principal(organisation_kind="vendor", role="member")

    assert administered_organisation(admin, None) == admin.organisation_id
    assert administered_organisation(admin, admin.organisation_id) == admin.organisation_id
    assert administered_organisation(staff, foreign) == foreign
    with pytest.raises(NotFound):
        administered_organisation(admin, foreign)


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "member"},
        {"role": "documents"},
        {"role": None, "organisation_id": None},
        {"kind": "system", "role": None},
        {"kind": "system", "role": None, "organisation_kind": "vendor"},
    ],
)
def test_nobody_else_administers_anything(changes: dict[str, object]) -> None:
    caller = a_principal(**changes)
    foreign = InvitePerson(email="a@example.com", organisation_id=new_id())

    for organisation_id in (None, caller.organisation_id, new_id()):
        with pytest.raises(NotPermitted):
            administered_organisation(caller, organisation_id)
    with pytest.raises(NotPermitted):
        invited_into(caller, foreign)
