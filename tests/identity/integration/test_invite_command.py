"""`kontor invite`: the first way in, for whoever sets Kontor up."""

from __future__ import annotations

import json

import pytest

from tests.chassis.kontor import run_kontor
from tests.service_plugin import MakeDatabase

WORDS = ("invite", "--name", "Muster Software GmbH", "--json", "--email")


def test_the_first_administrator_gets_a_link_and_a_second_try_gives_another(
    make_database: MakeDatabase,
) -> None:
    settings = {
        "KONTOR_ENV": "test",
        "KONTOR_DATABASE_URL_IDENTITY": make_database("identity").application_url,
    }
    portal = {"KONTOR_PORTAL_URL": "https://portal.example.com"}

    first = run_kontor(*WORDS, "erika@muster.example", **settings, **portal)
    again = run_kontor(*WORDS, "erika@muster.example", **settings, **portal)
    no_address = run_kontor(*WORDS, "erika", **settings, **portal)
    no_portal = run_kontor(*WORDS, "erika@muster.example", **settings)

    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    links = [json.loads(answer.stdout)["link"] for answer in (first, again)]
    assert links[0] != links[1]
    assert all(link.startswith("https://portal.example.com/") for link in links)
    assert (no_address.returncode, no_portal.returncode) == (2, 2)
    assert "--email: not_an_address" in no_address.stderr
    assert "KONTOR_PORTAL_URL is missing" in no_portal.stderr


@pytest.mark.parametrize("missing", ["--email", "--name"])
def test_both_words_are_needed(missing: str) -> None:
    words = [word for word in ("--email", "--name") if word != missing]

    answer = run_kontor("invite", words[0], "x")

    assert answer.returncode == 2
    assert missing in answer.stderr
