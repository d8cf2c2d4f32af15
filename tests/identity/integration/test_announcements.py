"""Announcements reach everybody whom they are for, each once, whatever dies in between."""

from functools import partial
from typing import Any

import pytest

from chassis.entrypoints import Incoming
from chassis.ids import new_id
from contracts.announcements import ANNOUNCEMENT_PUBLISHED, AnnouncementPublished, Summary
from contracts.request_types import Label
from identity.use_cases.announcements import mail_announcements as mailing
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


def announced(**changes: Any) -> Incoming[AnnouncementPublished]:
    """Return what catalog tells of an announcement, with `changes`."""
    values: dict[str, Any] = {
        "content_id": new_id(),
        "version": 1,
        "importance": "news",
        "audience": (),
        "title": Label(de="Neue Nummer", en="New number"),
        "summary": Summary(de="Ab Januar.", en="From January on."),
    }
    return Incoming(
        id=str(new_id()),
        source="catalog",
        type=ANNOUNCEMENT_PUBLISHED,
        time=None,
        body_sha256="a" * 64,
        data=AnnouncementPublished(**(values | changes)),
    )


def mails(world: World) -> list[dict[str, Any]]:
    """Return what people were to be told of announcements."""
    told = world.announced("notice_requested")
    return [notice for notice in told if notice["kind"] in {"news", "important_notice"}]


def staffed(world: World) -> set[str]:
    """Bring six people into two companies, one of them into both; return their addresses."""
    first, second = world.admin(), world.admin_of("10002")
    for number in range(3):
        world.member(first, f"person-{number}@muster.example")
    world.accept_invited(second, "person-4@muster.example")
    return {
        "erika@muster.example",
        "chef@kunde-10002.example",
        "person-4@muster.example",
        *(f"person-{number}@muster.example" for number in range(3)),
    }


@pytest.mark.req("SE-55", "D8")
@pytest.mark.parametrize(
    ("importance", "kind"), [("news", "news"), ("required", "important_notice")]
)
def test_everybody_is_told_once_however_often_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch, importance: str, kind: str
) -> None:
    people = staffed(world)
    monkeypatch.setattr(mailing, "_AT_ONCE", 2)
    event = announced(importance=importance)

    for _ in range(2):
        world.service.note_announcement(event)
        world.service.mail_announcements()

    told = mails(world)
    assert sorted(mail["recipient"] for mail in told) == sorted(people)
    assert {mail["kind"] for mail in told} == {kind}
    assert all(mail["person_id"] for mail in told)
    assert len({mail["idempotency_key"] for mail in told}) == len(people)
    assert told[0]["parameters"]["link"].endswith(f"/knowledge/news/{event.data.content_id}")
    assert told[0]["parameters"]["title"] == "Neue Nummer"


def test_several_processes_at_once_tell_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = staffed(world)
    monkeypatch.setattr(mailing, "_AT_ONCE", 1)
    event = announced()

    at_once(*[partial(world.service.note_announcement, event)] * 3)
    at_once(*[world.service.mail_announcements] * 3)
    world.service.mail_announcements()

    assert sorted(mail["recipient"] for mail in mails(world)) == sorted(people)


def test_another_kind_of_organisation_hears_nothing_and_another_version_is_told_anew(
    world: World,
) -> None:
    people = staffed(world)
    event = announced(audience=("partner",))
    world.service.note_announcement(event)
    world.service.mail_announcements()
    for_partners = mails(world)

    content_id = new_id()
    for version in (1, 2):
        world.service.note_announcement(announced(content_id=content_id, version=version))
        world.service.mail_announcements()

    assert for_partners == []
    assert len(mails(world)) == 2 * len(people)
