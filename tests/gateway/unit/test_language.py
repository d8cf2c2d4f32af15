"""Which language an answer is in."""

import pytest
from starlette.requests import Request

from gateway.edge.language import accepted_language, chosen_language


def a_request(*, query: str = "", **headers: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": query.encode(),
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
        }
    )


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("en", "en"),
        ("en-US,en;q=0.9", "en"),
        ("de-AT, en;q=0.5", "de"),
        ("fr, en;q=0.3, de;q=0.7", "de"),
        ("fr;q=1, en;q=0.2", "en"),
        ("fr", "de"),
        ("", "de"),
        ("en;q=0", "de"),
        ("en;q=rubbish", "de"),
        ("*", "de"),
        (",,;q=,", "de"),
    ],
)
def test_the_best_of_our_languages_is_taken(accepted: str, language: str) -> None:
    assert accepted_language(a_request(accept_language=accepted)) == language


def test_a_language_in_the_address_wins_over_the_browsers_cookie() -> None:
    request = a_request(query="lang=en", cookie="kontor_language=de")

    assert chosen_language(request) == "en"


def test_a_cookie_is_a_choice_and_an_unknown_language_is_none() -> None:
    assert chosen_language(a_request(cookie="kontor_language=en")) == "en"
    assert chosen_language(a_request(query="lang=xx")) is None
    assert chosen_language(a_request()) is None
