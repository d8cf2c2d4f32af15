import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.domain.message import (
    InvalidRecipientError,
    deliverable_address,
    message_id_for,
)


def test_the_same_key_always_has_the_same_message_id() -> None:
    first = message_id_for("document:1", "kontor.example")
    second = message_id_for("document:1", "kontor.example")

    assert first == second
    assert first.startswith("<")
    assert first.endswith("@kontor.example>")


def test_other_keys_have_other_message_ids() -> None:
    assert message_id_for("document:1", "a.example") != message_id_for("document:2", "a.example")


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("rechnung@muster.example", "rechnung@muster.example"),
        ("Max.Muster+post@Muster.example", "Max.Muster+post@Muster.example"),
        ("post@müller.example", "post@xn--mller-kva.example"),
    ],
)
def test_a_plain_address_is_written_to(address: str, on_the_wire: str) -> None:
    assert deliverable_address(address) == on_the_wire


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@muster.example",
        "nobody@",
        "a@b@muster.example",
        "a b@muster.example",
        "a@muster.example\r\nBcc: all@muster.example",
        "a@muster.example\x00",
        "a@muster.example, b@muster.example",
        "Max Muster <max@muster.example>",
        "müller@muster.example",
        "a@" + "x" * 64 + ".example",
        "a" * 250 + "@muster.example",
    ],
)
def test_anything_but_one_plain_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(InvalidRecipientError) as refusal:
        deliverable_address(address)

    assert not address or address not in str(refusal.value)


@given(st.text())
@pytest.mark.req("S10")
def test_no_text_becomes_more_than_one_recipient(text: str) -> None:
    try:
        address = deliverable_address(text)
    except InvalidRecipientError:
        return

    assert address.isprintable()
    assert address.isascii()
    assert " " not in address
    assert "," not in address or address.startswith('"')
