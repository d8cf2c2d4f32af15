"""Where a mail comes back to: an address of each message's own, which nobody can make up."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.return_path import ReturnPath

KEY, OLD_KEY = b"k" * 32, b"o" * 32
PATH = ReturnPath(address="bounce@kontor.example", keys=[KEY])
MESSAGE = UUID("01930000-0000-7000-8000-00000000000d")


@given(st.uuids())
def test_every_message_is_found_by_its_address_in_any_case(message_id: UUID) -> None:
    address = PATH.address_of(message_id)

    assert PATH.message_of(address) == message_id
    assert PATH.message_of(address.upper()) == message_id
    assert len(address.partition("@")[0]) <= 64


@given(st.text(max_size=90))
def test_no_made_up_address_names_a_message(text: str) -> None:
    assert PATH.message_of(text) is None
    assert PATH.message_of(f"bounce+{text}@kontor.example") is None


@pytest.mark.parametrize("position", range(len("bounce+"), len("bounce+") + 26 + 1 + 24))
def test_an_address_with_one_character_changed_is_refused(position: int) -> None:
    address = PATH.address_of(MESSAGE)
    other = "a" if address[position] != "a" else "b"

    assert PATH.message_of(address[:position] + other + address[position + 1 :]) is None


@pytest.mark.parametrize(
    "path",
    [
        ReturnPath(address="bounce@kontor.example", keys=[b"x" * 32]),
        ReturnPath(address="bounce@other.example", keys=[KEY]),
        ReturnPath(address="return@kontor.example", keys=[KEY]),
    ],
)
def test_anothers_addresses_are_not_ours(path: ReturnPath) -> None:
    assert PATH.message_of(path.address_of(MESSAGE)) is None


def test_a_new_key_signs_and_the_older_one_is_still_believed() -> None:
    rotated = ReturnPath(address="bounce@kontor.example", keys=[KEY, OLD_KEY])
    before = ReturnPath(address="bounce@kontor.example", keys=[OLD_KEY])

    assert rotated.message_of(before.address_of(MESSAGE)) == MESSAGE
    assert rotated.address_of(MESSAGE) == PATH.address_of(MESSAGE)


@pytest.mark.parametrize("address", ["thirteenchars@kontor.example", "bo+unce@kontor.example"])
def test_an_address_without_room_is_refused_at_the_start(address: str) -> None:
    with pytest.raises(ValueError, match="before the @"):
        ReturnPath(address=address, keys=[KEY])
