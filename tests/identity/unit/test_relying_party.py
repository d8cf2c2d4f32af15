"""Whatever a browser sends is believed or refused, and never stops the service."""

import base64
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.passkeys import (
    AssertionResponse,
    AttestationResponse,
    PasskeyAssertion,
    PasskeyAttestation,
)
from identity.adapters.relying_party import (
    RelyingParty,
    challenge_in,
    credential_id_in,
    user_handle_in,
)
from identity.domain.passkeys import StoredPasskey, new_challenge
from identity.domain.people import Person
from tests.identity.authenticator import ORIGIN, Device

PARTY = RelyingParty(portal_url=f"{ORIGIN}/", name="Kontor")
ERIKA = Person(
    id=UUID(int=7), name="Erika", email="erika@muster.example", password_hash="", language="de"
)
TEXTS = st.one_of(
    st.binary(min_size=1, max_size=300).map(
        lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")
    ),
    st.text("ABab01_-", min_size=1, max_size=40),
)


def stored(device: Device, public_key: bytes) -> StoredPasskey:
    return StoredPasskey(
        id=UUID(int=1),
        person_id=ERIKA.id,
        credential_id=device.credential_id,
        public_key=public_key,
        sign_count=0,
        name="Telefon",
        transports=(),
        is_backed_up=False,
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def test_a_key_that_was_made_as_asked_answers() -> None:
    device = Device()
    registration = new_challenge("register", person_id=ERIKA.id)
    made = PARTY.check_new(device.make(PARTY.creation(ERIKA, registration, ())), registration)
    assert made is not None
    question = new_challenge("sign_in")

    count = PARTY.check_answer(
        device.answer(PARTY.request(question)), question, stored(device, made.public_key)
    )

    assert (made.credential_id, count) == (device.credential_id, 1)


@given(client_data=TEXTS, attestation=TEXTS, name=TEXTS)
def test_nonsense_makes_no_passkey(client_data: str, attestation: str, name: str) -> None:
    answer = PasskeyAttestation(
        id=name,
        raw_id=name,
        type="public-key",
        response=AttestationResponse(client_data=client_data, attestation_object=attestation),
    )

    assert PARTY.check_new(answer, new_challenge("register")) is None
    assert isinstance(challenge_in(answer), bytes)


@given(attestation=st.binary(max_size=400))
def test_a_broken_attestation_makes_no_passkey(attestation: bytes) -> None:
    device = Device()
    challenge = new_challenge("register", person_id=ERIKA.id)
    good = device.make(PARTY.creation(ERIKA, challenge, ()))
    broken = PasskeyAttestation(
        id=good.id,
        raw_id=good.raw_id,
        type="public-key",
        response=AttestationResponse(
            client_data=good.response.client_data,
            attestation_object=base64.urlsafe_b64encode(attestation).decode().rstrip("=") or "A",
        ),
    )

    assert PARTY.check_new(broken, challenge) is None


def test_a_changed_or_cut_attestation_never_stops_the_service() -> None:
    device = Device()
    challenge = new_challenge("register", person_id=ERIKA.id)
    good = device.make(PARTY.creation(ERIKA, challenge, ()))
    whole = base64.urlsafe_b64decode(good.response.attestation_object + "==")
    flips = ((at, bit) for at in range(len(whole)) for bit in (0x01, 0x04, 0x20, 0x80))
    changed = [whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :] for at, bit in flips]

    for broken in [*changed, *(whole[:at] for at in range(1, len(whole)))]:
        text = base64.urlsafe_b64encode(broken).decode().rstrip("=")
        response = replace(good.response, attestation_object=text)
        PARTY.check_new(replace(good, response=response), challenge)


@given(data=st.binary(max_size=100), signature=TEXTS, handle=st.none() | TEXTS)
def test_nonsense_answers_nothing(data: bytes, signature: str, handle: str | None) -> None:
    device = Device()
    registration = new_challenge("register", person_id=ERIKA.id)
    made = PARTY.check_new(device.make(PARTY.creation(ERIKA, registration, ())), registration)
    assert made is not None
    question = new_challenge("sign_in")
    good = device.answer(PARTY.request(question))
    answer = PasskeyAssertion(
        id=good.id,
        raw_id=good.raw_id,
        type="public-key",
        response=AssertionResponse(
            client_data=good.response.client_data,
            authenticator_data=base64.urlsafe_b64encode(data).decode().rstrip("=") or "A",
            signature=signature,
            user_handle=handle,
        ),
    )

    assert PARTY.check_answer(answer, question, stored(device, made.public_key)) is None
    assert isinstance(credential_id_in(answer), bytes)
    assert handle is None or isinstance(user_handle_in(answer), bytes)
