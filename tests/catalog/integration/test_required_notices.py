"""Important notices: everybody must have read them."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
import pytest

from contracts.announcements import ANNOUNCEMENT_PUBLISHED, AnnouncementPublished
from contracts.content import PublishContent, WriteContent
from contracts.errors import NoMembership, NotFound, NotPermitted
from contracts.principal import Principal
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.written import (
    STAFF,
    a_draft,
    content_words,
    publish,
    reader_of,
)
from tests.identity.integration.threads import at_once


def waiting(desk: Desk, reader: Principal) -> list[str]:
    return [item.title for item in desk.service.list_required_notices(reader).items]


@pytest.mark.req("SE-55")
def test_a_notice_waits_for_each_person_until_he_has_confirmed_it(desk: Desk) -> None:
    anna = reader_of(desk.new_customer())
    berta = msgspec.structs.replace(anna, subject=UUID(int=77))
    content_id = publish(desk, "announcement", importance="required", title="Wartung am Sonntag")
    publish(desk, "announcement", title="Nur Neues")

    at_once(*[partial(desk.service.confirm_notice, anna, content_id)] * 4)
    desk.service.confirm_notice(anna, content_id)

    assert (waiting(desk, anna), waiting(desk, berta)) == ([], ["Wartung am Sonntag"])
    assert not desk.service.get_content(anna, content_id).must_be_acknowledged
    assert desk.service.get_content(berta, content_id).must_be_acknowledged
    assert len(desk.run_sql("SELECT 1 FROM notice_confirmation")) == 1


def test_another_version_of_a_notice_is_confirmed_anew_and_a_withdrawn_one_by_nobody(
    desk: Desk,
) -> None:
    anna = reader_of(desk.new_customer())
    draft = a_draft("announcement", importance="required")
    _publish(desk, draft)
    desk.service.confirm_notice(anna, draft.content_id)

    changed = content_words("announcement", importance="required", title="Geändert")
    _publish(desk, msgspec.structs.replace(draft, base_version=1, words=changed))
    again = waiting(desk, anna)
    desk.service.withdraw_content(STAFF, draft.content_id)

    assert again == ["Geändert"]
    assert waiting(desk, anna) == []


def test_a_notice_is_for_its_audience_and_until_its_last_day(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    partners = publish(desk, "announcement", importance="required", audience=("partner",))
    today = desk.clock.today()
    publish(desk, "announcement", importance="required", valid_through=today, title="Heute")

    with pytest.raises(NotFound):
        desk.service.confirm_notice(customer, partners)
    seen = waiting(desk, customer)
    desk.clock.move(timedelta(days=1))

    assert (seen, waiting(desk, customer)) == (["Heute"], [])


@pytest.mark.req("SE-55", "D8")
def test_what_is_required_goes_out_by_mail_and_news_if_wanted_each_version_once(
    desk: Desk,
) -> None:
    draft = a_draft("announcement", importance="required", text="# Neu\n\nAb *Januar*.")
    news, quiet = a_draft("announcement", audience=("partner",)), a_draft("announcement")
    article = a_draft("article")
    for each in (draft, news, quiet, article):
        desk.service.write_content(STAFF, each)

    for _ in range(2):
        _publish(desk, draft)
        for each, by_mail in ((news, True), (quiet, False), (article, True)):
            desk.service.publish_content(
                STAFF, PublishContent(content_id=each.content_id, version=1, by_mail=by_mail)
            )

    told = desk.announced(ANNOUNCEMENT_PUBLISHED, AnnouncementPublished)
    assert [(each.content_id, each.importance) for each in told] == [
        (draft.content_id, "required"),
        (news.content_id, "news"),
    ]
    assert told[0].summary.de == "Neu Ab Januar."
    assert told[1].audience == ("partner",)


def test_staff_systems_and_strangers_confirm_nothing(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    content_id = publish(desk, "announcement", importance="required")
    news = publish(desk, "announcement")
    system = msgspec.structs.replace(customer, kind="system")
    stranger = msgspec.structs.replace(customer, organisation_id=None, organisation_kind=None)

    for caller, wanted, refusal in (
        (STAFF, content_id, NotPermitted),
        (system, content_id, NotPermitted),
        (stranger, content_id, NoMembership),
        (customer, news, NotFound),
    ):
        with pytest.raises(refusal):
            desk.service.confirm_notice(caller, wanted)
    assert [waiting(desk, caller) for caller in (STAFF, system, stranger)] == [[], [], []]


def _publish(desk: Desk, draft: WriteContent) -> None:
    version = desk.service.write_content(STAFF, draft).newest_version
    desk.service.publish_content(
        STAFF, PublishContent(content_id=draft.content_id, version=version)
    )
