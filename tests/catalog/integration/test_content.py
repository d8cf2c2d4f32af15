"""What the vendor writes, and who reads it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import ProgrammingError

from chassis.testing import a_principal
from contracts.content import (
    ContentCategory,
    ContentKind,
    ContentQuery,
    PublishContent,
    WrittenContentQuery,
)
from contracts.errors import (
    AreaNotVisible,
    ChangedMeanwhile,
    EntitlementMissing,
    InvalidInput,
    NoMembership,
    NotFound,
    NotPermitted,
)
from contracts.principal import AREAS
from contracts.request_types import Label
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.written import STAFF, a_draft, content_words, publish, reader_of
from tests.identity.integration.threads import at_once


def titles(desk: Desk, reader: Any, kind: ContentKind, **query: Any) -> list[str]:
    found = desk.service.list_content(reader, ContentQuery(kind=kind, **query))
    return [item.title for item in found.items]


@pytest.mark.req("SE-03", "D8")
def test_announcements_of_three_kinds_are_published_and_filtered(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    for topic, title in (("product", "Neu"), ("feature", "Besser"), ("event", "Messe")):
        publish(desk, "announcement", topic=topic, title=title)
        desk.clock.move(timedelta(minutes=1))

    assert titles(desk, customer, "announcement") == ["Messe", "Besser", "Neu"]
    assert titles(desk, customer, "announcement", topic="feature") == ["Besser"]
    assert titles(desk, customer, "announcement", topic="event") == ["Messe"]
    assert titles(desk, customer, "announcement", language="en")[0] == "Messe (English)"


def test_an_announcement_is_for_its_audience_until_its_last_day(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    partner = msgspec.structs.replace(customer, organisation_kind="partner")
    stranger = msgspec.structs.replace(customer, organisation_id=None, organisation_kind=None)
    content_id = publish(desk, "announcement", audience=("partner",), title="Für Partner")
    publish(desk, "announcement", valid_through=desk.clock.today(), title="Heute")

    seen = [titles(desk, reader, "announcement") for reader in (customer, partner, stranger)]
    with pytest.raises(NotFound):
        desk.service.get_content(customer, content_id)
    desk.clock.move(timedelta(days=1))

    assert seen == [["Heute"], ["Heute", "Für Partner"], ["Heute"]]
    assert titles(desk, customer, "announcement") == []
    assert titles(desk, STAFF, "announcement") == ["Heute", "Für Partner"]


@pytest.mark.req("SE-73", "D8")
def test_questions_stand_under_six_headings_and_tell_their_day(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    publish(desk, "faq", title="B", as_of=date(2019, 10, 24))
    publish(desk, "faq", title="A", category="access")

    categories = desk.service.list_content_categories(customer).items
    billing = desk.service.list_content(customer, ContentQuery(kind="faq", category="billing"))

    assert len(categories) == 6
    assert [(item.title, item.as_of) for item in billing.items] == [("B", date(2019, 10, 24))]
    assert billing.items[0].category_name == "Rechnungen und Belege"


@pytest.mark.req("KM-01", "D8")
def test_without_a_category_all_are_meant(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    kinds: tuple[ContentKind, ...] = ("faq", "article")
    for kind in kinds:
        publish(desk, kind, title="B", category="billing")
        publish(desk, kind, title="A", category="access")

    for kind in kinds:
        assert titles(desk, customer, kind) == ["A", "B"]
        assert titles(desk, customer, kind, category="access") == ["A"]


@pytest.mark.req("SE-06", "SE-15", "SE-63", "D7")
def test_each_area_opens_by_package_and_by_person_and_by_both_alone(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    kinds: dict[ContentKind, str] = {
        "article": "wiki", "lesson": "academy", "seminar": "seminars", "video": "videos"
    }  # fmt: skip
    for kind, area in kinds.items():
        content_id = publish(desk, kind)
        both = reader_of(organisation_id, areas=(area,), entitlements=(area,))
        unbooked = msgspec.structs.replace(
            both, areas=AREAS, entitlements=tuple(set(kinds.values()) - {area})
        )
        unseen = reader_of(organisation_id, areas=tuple(set(AREAS) - {area}))

        assert titles(desk, both, kind) == ["Ein Titel"]
        assert desk.service.get_content(both, content_id).text == "Ein Text."
        for reader, refusal in ((unbooked, EntitlementMissing), (unseen, AreaNotVisible)):
            for attempt in (
                partial(titles, desk, reader, kind),
                partial(titles, desk, reader, kind, search="Titel"),
                partial(desk.service.get_content, reader, content_id),
            ):
                with pytest.raises(refusal, match=area):
                    attempt()


def test_who_belongs_to_no_organisation_reads_questions_and_no_area(desk: Desk) -> None:
    stranger = a_principal(organisation_id=None, organisation_kind=None, role=None)
    publish(desk, "faq")

    with pytest.raises(NoMembership):
        titles(desk, stranger, "article")

    assert titles(desk, stranger, "faq") == ["Ein Titel"]
    assert desk.service.list_required_notices(stranger).items == ()


def test_readers_see_the_published_version_and_none_after_withdrawing(desk: Desk) -> None:
    customer = reader_of(desk.new_customer())
    draft = a_draft("faq", title="Erste Fassung")
    publishing = PublishContent(content_id=draft.content_id, version=1)
    desk.service.write_content(STAFF, draft)
    unpublished = titles(desk, customer, "faq")
    desk.service.publish_content(STAFF, publishing)
    first_seen_at = desk.clock.now()
    desk.clock.move(timedelta(days=1))
    next_words = content_words("faq", title="Zweite Fassung")
    desk.service.write_content(
        STAFF, msgspec.structs.replace(draft, base_version=1, words=next_words)
    )

    seen = [titles(desk, customer, "faq")]
    second = PublishContent(content_id=draft.content_id, version=2)
    published = desk.service.publish_content(STAFF, second)
    seen.append(titles(desk, customer, "faq"))
    desk.service.publish_content(STAFF, publishing)
    seen.append(titles(desk, customer, "faq"))
    desk.service.withdraw_content(STAFF, draft.content_id)
    withdrawn = desk.service.withdraw_content(STAFF, draft.content_id)

    assert unpublished == []
    assert seen == [["Erste Fassung"], ["Zweite Fassung"], ["Erste Fassung"]]
    assert (published.state, published.published_at) == ("published", first_seen_at)
    assert (withdrawn.state, titles(desk, customer, "faq")) == ("withdrawn", [])
    detail = desk.service.get_written_content(STAFF, draft.content_id)
    assert [each.words.title.de for each in detail.versions] == ["Zweite Fassung", "Erste Fassung"]
    with pytest.raises(NotFound):
        desk.service.get_content(customer, draft.content_id)


def test_writing_twice_is_once_and_another_ones_version_is_not_written_over(desk: Desk) -> None:
    draft = a_draft("article", audience=("partner", "customer"))

    first, again = (desk.service.write_content(STAFF, draft) for _ in range(2))
    with pytest.raises(ChangedMeanwhile):
        desk.service.write_content(
            STAFF, msgspec.structs.replace(draft, words=content_words("article", title="Anders"))
        )
    with pytest.raises(NotFound):
        desk.service.write_content(STAFF, msgspec.structs.replace(draft, kind="faq"))

    assert (first, first.newest_version, first.state) == (again, 1, "draft")
    assert len(desk.run_sql("SELECT 1 FROM audit_entry WHERE action = 'content.written'")) == 1


def test_of_many_who_write_the_next_version_at_once_one_is_followed(desk: Desk) -> None:
    draft = a_draft("article")
    versions = [
        msgspec.structs.replace(draft, words=content_words("article", title=f"Fassung {number}"))
        for number in range(6)
    ]

    answers = at_once(*[partial(attempted, desk, version) for version in versions])

    assert answers.count(True) == 1
    detail = desk.service.get_written_content(STAFF, draft.content_id)
    assert [each.version for each in detail.versions] == [1]


def attempted(desk: Desk, draft: Any) -> bool:
    try:
        desk.service.write_content(STAFF, draft)
    except ChangedMeanwhile:
        return False
    return True


def test_publishing_at_once_leaves_one_publication(desk: Desk) -> None:
    draft = a_draft("article")
    desk.service.write_content(STAFF, draft)
    publishing = PublishContent(content_id=draft.content_id, version=1)

    at_once(*[partial(desk.service.publish_content, STAFF, publishing)] * 6)

    assert desk.run_sql("SELECT version FROM publication") == [(1,)]
    assert len(desk.run_sql("SELECT 1 FROM audit_entry WHERE action = 'content.published'")) == 1


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("article", {"category": "unknown"}, "category"),
        ("announcement", {"topic": None}, "topic"),
        ("faq", {"as_of": date(2999, 1, 1)}, "as_of"),
    ],
)
def test_what_does_not_fit_the_kind_is_refused(
    desk: Desk, kind: ContentKind, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk.service.write_content(STAFF, a_draft(kind, **changes))

    assert refused.value.arguments[0] == field


def test_nobody_but_the_vendor_writes(desk: Desk) -> None:
    admin = reader_of(desk.new_customer(), role="admin")
    draft = a_draft("article")
    desk.service.write_content(STAFF, draft)
    category = ContentCategory(key="new", name=Label(de="Neu", en="New"), position=1)
    attempts: list[Callable[[], object]] = [
        lambda: desk.service.write_content(admin, draft),
        lambda: desk.service.publish_content(
            admin, PublishContent(content_id=draft.content_id, version=1)
        ),
        lambda: desk.service.withdraw_content(admin, draft.content_id),
        lambda: desk.service.get_written_content(admin, draft.content_id),
        lambda: desk.service.list_written_content(admin, WrittenContentQuery()),
        lambda: desk.service.put_content_category(admin, category),
    ]

    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()


def test_a_version_is_added_to_and_never_changed(desk: Desk) -> None:
    publish(desk, "faq")

    for change in ("UPDATE content_version SET title_de = 'x'", "DELETE FROM content_version"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            desk.run_sql(f"{change} RETURNING 1")


def test_the_editors_list_is_paged_and_narrowed(desk: Desk) -> None:
    ids = [publish(desk, "faq") for _ in range(3)]
    draft = a_draft("article")
    desk.service.write_content(STAFF, draft)
    desk.service.withdraw_content(STAFF, ids[0])

    first = desk.service.list_written_content(STAFF, WrittenContentQuery(limit=2))
    rest = desk.service.list_written_content(
        STAFF, WrittenContentQuery(limit=2, cursor=first.next_cursor)
    )
    withdrawn = desk.service.list_written_content(STAFF, WrittenContentQuery(state="withdrawn"))
    drafts = desk.service.list_written_content(STAFF, WrittenContentQuery(state="draft"))

    assert [each.id for each in (*first.items, *rest.items)] == [draft.content_id, *ids[::-1]]
    assert rest.next_cursor is None
    assert [each.id for each in withdrawn.items] == [ids[0]]
    assert [each.id for each in drafts.items] == [draft.content_id]


@pytest.mark.parametrize("kind", ["announcement", "article"])
def test_pages_follow_each_other_without_gap_and_their_cursor_fits_no_other_list(
    desk: Desk, kind: ContentKind
) -> None:
    customer = reader_of(desk.new_customer())
    for number in range(5):
        publish(desk, kind, title=f"Titel {number}")
    expected = titles(desk, customer, kind)

    found, cursor = [], None
    while True:
        page = desk.service.list_content(customer, ContentQuery(kind=kind, limit=2, cursor=cursor))
        found += [item.title for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
        last = cursor

    assert found == expected
    assert len(found) == 5
    for query in (ContentQuery(kind="faq", cursor=last), ContentQuery(kind=kind, cursor="x")):
        with pytest.raises(InvalidInput):
            desk.service.list_content(customer, query)


@pytest.mark.req("SE-50")
def test_what_is_new_is_counted_of_what_one_may_read(desk: Desk) -> None:
    customer = reader_of(desk.new_customer(), areas=("wiki",), entitlements=("wiki",))
    publish(desk, "announcement")
    since = desk.clock.now()
    desk.clock.move(timedelta(hours=1))
    kinds: tuple[ContentKind, ...] = ("announcement", "faq", "article", "lesson", "video")
    for kind in kinds:
        publish(desk, kind)
    publish(desk, "announcement", audience=("partner",))

    news = desk.service.count_news(customer, since)

    assert (news.announcements, news.faq, news.articles) == (1, 1, 1)
    assert (news.lessons, news.seminars, news.videos, news.required_notices) == (0, 0, 0, 0)
