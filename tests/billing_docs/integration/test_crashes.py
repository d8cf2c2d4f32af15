"""The process dies at every step: one document, one object version, one notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from billing_docs.use_cases.rules.prepare_mails import LEASE
from kontor_demo.documents import make_xrechnung
from tests.billing_docs.integration.samples import an_invoice, plain_pdf
from tests.billing_docs.integration.world import World

KILLED = 137
PLACES = (
    "intake.read",
    "intake.stored",
    "intake.before_commit",
    "intake.committed",
    "relay.claimed",
    "relay.published",
    "relay.marked",
)
PREPARING = ("parts.claimed", "parts.made", "parts.before_commit", "parts.committed")


@pytest.mark.req("R1", "P1", "P2", "BR-05")
@pytest.mark.parametrize("place", PLACES)
def test_a_death_at_any_step_loses_and_doubles_nothing(world: World, place: str) -> None:
    world.die_at(place)

    event_id = world.publish(plain_pdf())
    restart_after_death(world)

    (document,) = world.wait_listed()
    assert world.bytes_of(world.archived(document.id)) == plain_pdf()
    assert len(world.versions()) == 1
    # A death between the broker's confirm and our note of it may tell twice, under one id.
    told = world.notices_heard()
    assert len({message_id for message_id, _ in told}) == 1
    assert len({notice.idempotency_key for _, notice in told}) == 1
    assert len(told) == (2 if place == "relay.published" else 1)
    assert world.heard("document.archived.v1", event_id)["document_id"] == str(document.id)
    assert world.count("document_event", f"event_id = '{event_id}'") == 1


@pytest.mark.req("R1")
def test_a_death_while_files_for_mails_are_made_loses_and_doubles_nothing(world: World) -> None:
    add_recipient(world)

    for place in PREPARING:
        number = world.number(place)
        world.die_at(place)
        world.publish(make_xrechnung(an_invoice(number)), number, media_type="application/xml")
        restart_after_death(world)
        # What a dead process had claimed is taken up by another a minute later.
        world.move_clock(world.now() + LEASE)
        world.wait_for(lambda: world.count("mail_preparation") == 0)

    # The relay may have told it just before the death and tell it again, under one id.
    mails = dict(world.notices_heard())
    told = [each for each in mails.values() if each.kind == "document_delivered"]
    assert sorted(each.parameters["number"] for each in told) == sorted(
        world.number(place) for place in PREPARING
    )
    assert all(each.attachments[0].file_name.endswith("-Lesefassung.pdf") for each in told)


def test_what_was_archived_before_a_death_keeps_its_id_and_gets_the_later_lock(
    world: World,
) -> None:
    world.die_at("intake.stored")
    world.publish(plain_pdf())
    assert world.service.wait_exit() == KILLED
    (version_id,) = world.versions()
    # The outage is long: provided a week after its bytes were stored.
    world.move_clock(datetime.now(UTC) + timedelta(days=7))

    world.service.start()
    world.service.wait_ready()

    (document,) = world.wait_listed()
    file = world.archived(document.id)
    assert file.version_id == version_id
    lock = world.store().get_object_retention(
        Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
    )["Retention"]
    assert lock["RetainUntilDate"].date() > document.available_until
    assert world.record_of(file)["id"] == str(document.id)
    world.settled()


def add_recipient(world: World) -> None:
    """Let somebody get a PDF of each new document, also where one has to be made."""
    request = {"recipient": {"email": "leser@musterkunde.example", "form": "pdf"}}
    added = world.call("add_delivery_recipient", world.admin(), request=request)
    assert added["error"] is None, added
    (asked,) = [each for _, each in world.notices_heard() if each.kind == "recipient_confirmation"]
    token = asked.secrets["link"].rpartition("/")[2]
    assert world.call("confirm_recipient", world.admin(), token=token)["error"] is None


def restart_after_death(world: World) -> None:
    """Start the service again as its supervisor does, once it has died."""
    assert world.service.wait_exit() == KILLED
    world.service.start()
    world.service.wait_ready()
