"""What a reader found damaged is read by nobody else, and is an alarm."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.ids import new_id
from contracts.principal import Principal
from tests.billing_docs.integration.bit_rot import flip_bytes
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World


def error_of(answer: dict[str, Any]) -> str | None:
    return answer["error"] and str(answer["error"]["exc_type"])


def staff(world: World, **changes: Any) -> Principal:
    values = {"organisation_id": new_id(), "organisation_kind": "vendor", **changes}
    return world.admin(**values)


@pytest.mark.req("R18", "P5")
def test_the_second_reader_is_told_at_once_and_the_vendor_sees_it(world: World) -> None:
    content = plain_pdf() + str(world.organisation_id).encode()
    world.publish(content)
    (document,) = world.wait_listed()
    which = {"document_id": str(document.id)}
    sound = world.call("prove_document", world.admin(), **which)["result"]["is_sound"]
    assert flip_bytes(world.namespace.archive_bucket, content) == 1
    assert error_of(world.call("open_download", world.admin(), **which)) is None

    proven = world.call("prove_document", world.admin(role="member"), **which)

    assert (sound, proven["result"]["is_sound"]) == (True, False)
    for method in ("open_download", "open_preview"):
        assert error_of(world.call(method, world.admin(), **which)) == "ArchiveDamaged"
    assert world.documents() == [document]
    listed = world.call("list_damages", staff(world), query={})["result"]["items"]
    found = [each for each in listed if each["document_id"] == str(document.id)]
    assert [(each["kind"], each["found_by"]) for each in found] == [("checksum_mismatch", "reader")]
    assert 'kontor_scrub_documents_total{outcome="checksum_mismatch"}' in world.service.metrics()


@pytest.mark.req("R18", "BR-10")
def test_nobody_has_anothers_document_read(world: World) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    foreign = world.admin(organisation_id=new_id())

    answers = [
        error_of(world.call("prove_document", foreign, document_id=str(document.id))),
        error_of(world.call("prove_document", world.admin(), document_id=str(new_id()))),
    ]

    assert answers == ["NotFound", "NotFound"]
    assert error_of(world.call("list_damages", world.admin(), query={})) == "NotPermitted"
