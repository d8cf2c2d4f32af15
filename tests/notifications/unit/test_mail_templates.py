from importlib.resources import files

import pytest
from bs4 import BeautifulSoup

from contracts.events import Language, NoticeRequested
from notifications.adapters.templates import (
    MailTemplates,
    UnfitParametersError,
    UnknownKindError,
)
from tests.notifications.notices import (
    DOCUMENT,
    INVITATION,
    PASSWORD_RESET,
    REGISTRATION,
    a_notice,
    values_of,
)

TEMPLATES = MailTemplates(sender_name="Kontor", portal_url="https://portal.example")
DOCUMENT_TYPES = ("invoice", "credit_note", "reminder", "contract", "delivery_note", "letter")


@pytest.mark.req("FD-06")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "notice",
    [DOCUMENT, INVITATION, PASSWORD_RESET, REGISTRATION],
    ids=lambda notice: notice.kind,
)
def test_every_mail_has_one_button_and_the_same_link_to_read(
    notice: NoticeRequested, language: Language
) -> None:
    link = values_of(notice)["link"]

    mail = TEMPLATES.render(notice.kind, language, values_of(notice))

    anchors = BeautifulSoup(mail.html, "html.parser").find_all("a")
    assert [anchor["href"] for anchor in anchors] == [link, link]
    assert anchors[0].text != link
    assert anchors[1].text == link
    assert f"\n{link}\n" in mail.text


def test_a_german_office_reads_german_dates_and_amounts() -> None:
    mail = TEMPLATES.render("document_arrived", "de", DOCUMENT.parameters)

    assert mail.subject == "Rechnung RE-2026-0815 vom 2. März 2026 liegt für Sie bereit"
    assert "Betrag: 1.190,00\N{NO-BREAK SPACE}€" in mail.text
    assert "für Muster & Söhne GmbH liegt eine neue Rechnung" in mail.text
    assert "Muster &amp; Söhne GmbH" in mail.html


def test_an_english_reader_reads_english_dates_and_amounts() -> None:
    mail = TEMPLATES.render("document_arrived", "en", DOCUMENT.parameters)

    assert mail.subject == "Invoice RE-2026-0815 of 2 March 2026 is ready for you"
    assert "Amount: €1,190.00" in mail.text


def test_an_amount_has_as_many_decimals_as_its_currency() -> None:
    yen = a_notice(parameters={"total_minor_units": "119000", "currency": "JPY"})

    mail = TEMPLATES.render("document_arrived", "en", yen.parameters)

    assert "Amount: JP¥119,000" in mail.text


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("document_type", DOCUMENT_TYPES)
def test_every_type_of_document_has_its_own_words(document_type: str, language: Language) -> None:
    notice = a_notice(parameters={"document_type": document_type})

    mail = TEMPLATES.render("document_arrived", language, notice.parameters)

    assert document_type == "invoice" or "Rechnung" not in mail.subject
    assert document_type == "invoice" or "Invoice" not in mail.subject


def test_a_document_without_a_total_says_nothing_about_an_amount() -> None:
    parameters = {**DOCUMENT.parameters, "total_minor_units": "", "currency": ""}
    without = {
        name: value
        for name, value in DOCUMENT.parameters.items()
        if name not in {"total_minor_units", "currency"}
    }

    empty_total = TEMPLATES.render("document_arrived", "de", parameters)
    no_total = TEMPLATES.render("document_arrived", "de", without)

    assert "Betrag" not in empty_total.text + empty_total.html
    assert "Betrag" not in no_total.text + no_total.html


def test_an_invitation_that_ends_at_night_promises_the_day_before() -> None:
    notice = a_notice(INVITATION, parameters={"valid_until": "2026-03-31T22:30:00+00:00"})

    mail = TEMPLATES.render("invitation", "de", values_of(notice))

    assert "bis zum 31. März 2026 gültig" in mail.text  # it ends on 1 April at 0:30 in Berlin


@pytest.mark.req("SE-23")
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_invitation_asks_for_an_own_password_and_names_none(language: Language) -> None:
    mail = TEMPLATES.render("invitation", language, values_of(INVITATION))

    assert {"de": "vergeben Sie Ihr eigenes Passwort", "en": "choose your own password"}[
        language
    ] in mail.text


def test_markup_in_a_parameter_stays_text() -> None:
    notice = a_notice(parameters={"organisation_name": '<a href="https://evil.example">x</a>'})

    mail = TEMPLATES.render("document_arrived", "de", notice.parameters)

    assert "evil.example" in mail.html
    assert not BeautifulSoup(mail.html, "html.parser").find_all("a", href="https://evil.example")


@pytest.mark.parametrize("missing", ["number", "issued_on", "link", "organisation_name"])
def test_a_mail_with_a_gap_is_never_made(missing: str) -> None:
    parameters = {name: value for name, value in DOCUMENT.parameters.items() if name != missing}

    with pytest.raises(UnfitParametersError):
        TEMPLATES.render("document_arrived", "de", parameters)


@pytest.mark.parametrize(
    "unfit",
    [
        {"issued_on": "yesterday"},
        {"total_minor_units": "12,5"},
        {"document_type": "poem"},
        {"number": "1\r\nBcc: all@muster.example"},
        {"number": "1\x00"},
        {"link": "https://evil.example/post/1"},
        {"link": "https://portal.example.evil.example/"},
        {"link": "javascript:alert(1)"},
        {"link": "//evil.example/post"},
        {"link": "/post/1\n2"},
    ],
    ids=str,
)
def test_parameters_that_do_not_fit_are_refused_without_repeating_them(
    unfit: dict[str, str],
) -> None:
    notice = a_notice(parameters=unfit)

    with pytest.raises(UnfitParametersError) as refusal:
        TEMPLATES.render("document_arrived", "de", notice.parameters)

    assert all(value not in str(refusal.value) for value in unfit.values())


def test_a_name_with_odd_spaces_is_no_obstacle() -> None:
    name = "Muster\N{NO-BREAK SPACE}\t&\N{SOFT HYPHEN} Söhne\N{RIGHT-TO-LEFT OVERRIDE} GmbH"
    notice = a_notice(INVITATION, parameters={"organisation_name": name})

    mail = TEMPLATES.render("invitation", "de", values_of(notice))

    assert mail.subject.endswith("für Muster\N{NO-BREAK SPACE} & Söhne GmbH")


def test_a_path_leads_into_the_portal() -> None:
    notice = a_notice(parameters={"link": "/post/1"})

    mail = TEMPLATES.render("document_arrived", "de", notice.parameters)

    assert "https://portal.example/post/1" in mail.text


@pytest.mark.parametrize("kind", ["", "unknown", "../invitation", "invitation/de"])
def test_a_kind_without_templates_is_named(kind: str) -> None:
    with pytest.raises(UnknownKindError):
        TEMPLATES.render(kind, "de", {})


def test_every_kind_has_every_part_in_both_languages() -> None:
    folder = files("notifications") / "templates"
    kinds = {entry.name for entry in folder.iterdir() if entry.is_dir()}

    assert TEMPLATES.kinds == kinds
    for kind in kinds:
        german, english = (
            {part.name for part in (folder / kind / language).iterdir()}
            for language in ("de", "en")
        )
        assert german == english
