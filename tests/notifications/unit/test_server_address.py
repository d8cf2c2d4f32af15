import pytest

from notifications.adapters.server_address import ServerAddress


def test_a_plain_address_takes_encryption_when_it_is_offered() -> None:
    address = ServerAddress.parse("smtp://127.0.0.1:2525")

    assert (address.host, address.port, address.encryption) == ("127.0.0.1", 2525, "offered")


@pytest.mark.parametrize(
    "url", ["smtp://user:p%40ss@mail.example:587", "smtp://mail.example:587?tls=required"]
)
def test_a_password_or_a_wish_demands_encryption(url: str) -> None:
    assert ServerAddress.parse(url).encryption == "required"


def test_user_and_password_may_hold_any_character() -> None:
    address = ServerAddress.parse("smtps://us%3Aer:p%40ss%2F@mail.example")

    assert (address.user, address.password) == ("us:er", "p@ss/")
    assert (address.port, address.encryption) == (465, "immediate")


@pytest.mark.parametrize("url", ["", "mail.example", "http://mail.example", "smtp://", "smtp:x"])
def test_anything_else_stops_the_service_at_its_start(url: str) -> None:
    with pytest.raises(ValueError, match="KONTOR_SMTP_URL"):
        ServerAddress.parse(url)
