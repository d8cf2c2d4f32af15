"""What each kind of mail needs, and what it tells the person who reads it."""

import re
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, meta, nodes

from contracts.events import Language, NoticeRequested
from contracts.risks import RiskCode
from notifications.adapters.templates import MailTemplates, UnfitParametersError, UnknownKindError
from tests.notifications.notices import (
    ACCESS_APPROVED,
    ACCESS_DECLINED,
    ACCESS_REQUEST,
    ALREADY_REGISTERED,
    EVERY_KIND,
    INVITATION,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    REGISTRATION,
    RISKS_FOUND,
    RISKS_OF_EVERYBODY,
    a_notice,
    values_of,
)

PORTAL = "https://portal.example"
TEMPLATES = MailTemplates(sender_name="Muster Software", portal_url=PORTAL)
OF_THE_SERVICE = {"sender_name", "portal_url", "language", "reply_to", "unsubscribe_link"}
OPTIONAL = {
    "document_arrived": {"total_minor_units", "currency"},
    "document_sent": {"total_minor_units", "currency", "note"},
    "document_delivered": {"total_minor_units", "currency"},
    "request_opened": {"attachments"},
    "request_answered": {"attachments"},
    "offer_accepted": {"party", "amount_minor_units"},
    "dunning_overdue": {"party", "amount_minor_units"},
    "dunning_sent": {"party", "amount_minor_units"},
    "subscription_invoice_sent": {"party", "amount_minor_units"},
    "tan_due": {"party"},
}
LANGUAGES: tuple[Language, ...] = ("de", "en")


def by_kind(notice: NoticeRequested) -> str:
    return notice.kind


def test_every_kind_has_a_notice_in_these_tests() -> None:
    kinds = {notice.kind for notice in EVERY_KIND}

    assert kinds == TEMPLATES.kinds


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", EVERY_KIND, ids=by_kind)
def test_every_kind_is_written_in_both_languages(
    notice: NoticeRequested, language: Language
) -> None:
    mail = TEMPLATES.render(notice.kind, language, values_of(notice))

    greeting, thanks = {"de": ("Guten Tag,", "Freundliche Grüße"), "en": ("Good day,", "Kind")}[
        language
    ]
    assert mail.subject
    assert mail.text.startswith(f"{greeting}\n\n")
    assert greeting in mail.html
    assert thanks in mail.text
    assert thanks in mail.html
    assert "Muster Software" in mail.text
    assert "\n\n\n" not in mail.text
    assert "{{" not in mail.text + mail.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", EVERY_KIND, ids=by_kind)
def test_the_words_use_exactly_the_parameters_of_their_kind(
    notice: NoticeRequested, language: Language
) -> None:
    folder = files("notifications") / "templates" / notice.kind / language

    used = {part.name: _variables_of(part.read_text("utf-8")) for part in folder.iterdir()}

    words = used.pop("words.j2", set())
    assert used["text.txt"] | words == set(values_of(notice))
    assert used["body.html"] | words == set(values_of(notice))
    assert used["subject.txt"] <= set(values_of(notice)) - set(notice.secrets)
    assert used.get("phone.txt", set()) <= set(values_of(notice)) - set(notice.secrets)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("notice", "missing"),
    [
        (notice, name)
        for notice in EVERY_KIND
        for name in values_of(notice)
        if name not in OPTIONAL.get(notice.kind, ())
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_a_mail_that_lacks_a_parameter_is_never_made(
    notice: NoticeRequested, missing: str, language: Language
) -> None:
    values = {name: value for name, value in values_of(notice).items() if name != missing}

    with pytest.raises(UnfitParametersError):
        TEMPLATES.render(notice.kind, language, values)


@pytest.mark.parametrize("kind", ["access", "access_pending", "password", "Invitation"])
def test_a_kind_nearly_right_is_unknown(kind: str) -> None:
    with pytest.raises(UnknownKindError):
        TEMPLATES.render(kind, "de", values_of(INVITATION))


@pytest.mark.parametrize("notice", EVERY_KIND, ids=by_kind)
def test_a_parameter_nobody_uses_changes_nothing(notice: NoticeRequested) -> None:
    values = values_of(notice)

    mail = TEMPLATES.render(notice.kind, "de", {**values, "remark": "unused", "sender_name": "X"})

    assert mail == TEMPLATES.render(notice.kind, "de", values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "notice", [ACCESS_REQUEST, ACCESS_APPROVED, ALREADY_REGISTERED], ids=by_kind
)
def test_a_mail_without_a_link_of_its_own_shows_the_way_to_the_portal(
    notice: NoticeRequested, language: Language
) -> None:
    unconfigured = MailTemplates(sender_name="Muster Software")

    with_address = TEMPLATES.render(notice.kind, language, values_of(notice))
    without = unconfigured.render(notice.kind, language, values_of(notice))

    assert links_in(with_address.html) == [PORTAL, PORTAL]
    assert f"\n{PORTAL}\n" in with_address.text
    assert links_in(without.html) == []
    assert "None" not in without.text + without.html
    assert "\n\n\n" not in without.text


@pytest.mark.parametrize("notice", [PASSWORD_CHANGED, ACCESS_DECLINED], ids=by_kind)
def test_a_mail_that_asks_for_nothing_has_nothing_to_click(notice: NoticeRequested) -> None:
    mail = TEMPLATES.render(notice.kind, "de", values_of(notice))

    assert links_in(mail.html) == []


@pytest.mark.parametrize(
    ("language", "forbidden"),
    [("de", "Falls der Link nicht geöffnet werden darf"), ("en", "not allowed to open the link")],
)
def test_an_invitation_shows_the_code_as_the_second_way_in(
    language: Language, forbidden: str
) -> None:
    mail = TEMPLATES.render("invitation", language, values_of(INVITATION))

    for words in (on_one_line(mail.text), on_one_line(text_of(mail.html))):
        assert forbidden in words
        assert words.index(forbidden) < words.index("7K3M-Q9RT-2XWB")
    assert "7K3M-Q9RT-2XWB" not in mail.subject


@pytest.mark.parametrize(
    ("language", "passed_on", "never"),
    [("de", "Ihre IT-Abteilung kann", "nicht weiter"), ("en", "your IT department may", "do not")],
)
def test_an_invitation_may_be_passed_on(language: Language, passed_on: str, never: str) -> None:
    mail = TEMPLATES.render("invitation", language, values_of(INVITATION))

    for words in (on_one_line(mail.text), on_one_line(text_of(mail.html))):
        assert passed_on in words
        assert never not in words


@pytest.mark.parametrize(
    ("notice", "language", "moment"),
    [
        (PASSWORD_RESET, "de", "bis zum 2. März 2026 um 14:30 Uhr gültig"),
        (PASSWORD_RESET, "en", "until 2 March 2026 at 14:30 (Berlin time)"),
        (REGISTRATION, "de", "bis zum 2. Juli 2026 um 09:05 Uhr gültig"),
        (REGISTRATION, "en", "until 2 July 2026 at 09:05 (Berlin time)"),
    ],
)
def test_a_link_that_lives_for_hours_says_until_when_by_the_clock(
    notice: NoticeRequested, language: Language, moment: str
) -> None:
    mail = TEMPLATES.render(notice.kind, language, values_of(notice))

    assert moment in on_one_line(mail.text)
    assert moment in on_one_line(text_of(mail.html))


@pytest.mark.parametrize("unfit", ["2026-03-02", "2026-03-02T14:30", "soon", ""])
def test_a_moment_without_its_offset_is_refused(unfit: str) -> None:
    notice = a_notice(PASSWORD_RESET, parameters={"valid_until": unfit})

    with pytest.raises(UnfitParametersError):
        TEMPLATES.render("password_reset", "de", values_of(notice))


@pytest.mark.parametrize(
    ("notice", "language", "advice"),
    [
        (PASSWORD_CHANGED, "de", "Das waren Sie nicht? Dann fordern Sie bitte sofort"),
        (PASSWORD_CHANGED, "en", "If this was not you, please request a new password at once"),
        (ALREADY_REGISTERED, "de", "Das waren Sie nicht? Dann brauchen Sie nichts zu tun"),
        (ALREADY_REGISTERED, "en", "If this was not you, there is nothing to do"),
    ],
)
def test_who_did_not_do_it_reads_what_to_do(
    notice: NoticeRequested, language: Language, advice: str
) -> None:
    mail = TEMPLATES.render(notice.kind, language, values_of(notice))

    assert advice in on_one_line(mail.text)
    assert advice in on_one_line(text_of(mail.html))


def test_markup_in_the_name_of_who_asks_stays_text() -> None:
    evil = '<a href="https://evil.example">Erika</a>'
    notice = a_notice(ACCESS_REQUEST, parameters={"person_name": evil, "person_email": evil})

    mail = TEMPLATES.render("access_request", "de", values_of(notice))

    assert links_in(mail.html) == [PORTAL, PORTAL]
    assert "evil.example" not in mail.subject


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", [RISKS_FOUND, RISKS_OF_EVERYBODY], ids=by_kind)
def test_every_kind_of_risk_has_its_words_in_the_reminder(
    notice: NoticeRequested, language: Language
) -> None:
    every_code = RiskCode.__args__  # type: ignore[attr-defined]  # a Literal's values
    listed = a_notice(notice, parameters={"risks": ",".join(f"{code}:1" for code in every_code)})

    mail = TEMPLATES.render(notice.kind, language, values_of(listed))

    assert mail.text.count("\n- ") == mail.html.count("<li ") == len(every_code)
    assert "_" not in mail.text


def links_in(html: str) -> list[str]:
    return [str(anchor["href"]) for anchor in BeautifulSoup(html, "html.parser").find_all("a")]


def text_of(html: str) -> str:
    return BeautifulSoup(html, "html.parser").get_text()


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def _variables_of(source: str, replaced: frozenset[str] = frozenset()) -> set[str]:
    """Return what a template, and the frame that it fills in, must be given."""
    tree = Environment(autoescape=True).parse(_without_filters(source))
    blocks = {str(block.name): block for block in tree.find_all(nodes.Block)}
    for name in replaced & blocks.keys():
        blocks[name].body = []
    imported = {str(name) for node in tree.find_all(nodes.FromImport) for name in node.names}
    variables = meta.find_undeclared_variables(tree) - OF_THE_SERVICE - imported
    for frame in tree.find_all(nodes.Extends):
        name = str(frame.template.value) if isinstance(frame.template, nodes.Const) else ""
        text = (files("notifications") / "templates" / name).read_text("utf-8")
        variables |= _variables_of(text, replaced | frozenset(blocks))
    return variables


def _without_filters(template: str) -> str:
    """Return the template as plain Jinja parses it: the service's own filters are unknown there."""
    without = re.sub(r"\| (?:day|last_day|moment)\b", "", template)
    return without.replace("| amount(currency)", "~ currency")
