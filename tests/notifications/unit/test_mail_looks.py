"""What every mail has, in Outlook and on phones too: frame, button, link, colours, plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

import pytest
from bs4 import BeautifulSoup, Tag

from contracts.events import Language, NoticeRequested
from notifications.adapters.templates import MailTemplates, RenderedMail
from tests.notifications.notices import EVERY_KIND, values_of
from tools.mail_frame import stale

TEMPLATES = MailTemplates(sender_name="Kontor", portal_url="https://portal.example")
LANGUAGES: tuple[Language, ...] = get_args(Language)
# Nothing is to be opened: what they are about is attached, or goes wrong by following links.
WITHOUT_BUTTON = {
    *("access_declined", "document_delivered", "document_sent"),
    *("email_change_requested", "email_changed", "email_in_use", "password_changed"),
    *("provider_linked", "recovery_code_used", "second_factor_changed", "sign_in_warning"),
}
_BUTTON = re.compile(r"display:\s*inline-block")
_COLOUR = re.compile(r"(?<![-\w])(background(?:-color)?|color):(#[0-9a-f]{6})")
_ENOUGH = 4.5  # WCAG 2.2, 1.4.3
_WHITE = "#ffffff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One mail in one language, and its HTML taken apart."""

    kind: str
    language: Language
    mail: RenderedMail
    html: BeautifulSoup

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"

    @property
    def preheader(self) -> str:
        """What lists of mails show beside the subject."""
        hidden = self.html.find("div", style=re.compile("display:none"))
        return hidden.get_text(strip=True) if isinstance(hidden, Tag) else ""

    @property
    def buttons(self) -> list[Tag]:
        """The links that look like a button."""
        return [each for each in self.html.find_all("a") if _BUTTON.search(str(each["style"]))]


def looks() -> list[Look]:
    return [look_of(notice, language) for notice in EVERY_KIND for language in LANGUAGES]


def look_of(notice: NoticeRequested, language: Language) -> Look:
    values = {**values_of(notice), "unsubscribe_link": "https://portal.example/news/leave"}
    mail = TEMPLATES.render(notice.kind, language, values)
    html = BeautifulSoup(mail.html, "html.parser")
    return Look(kind=notice.kind, language=language, mail=mail, html=html)


@pytest.fixture(scope="module")
def every_mail() -> list[Look]:
    return looks()


def test_the_compiled_frame_is_what_its_source_says() -> None:
    assert stale() == [], "make mail-frame"


def test_every_mail_says_its_language_its_title_and_its_preheader(every_mail: list[Look]) -> None:
    for look in every_mail:
        root, title = look.html.html, look.html.title
        assert root is not None, look
        assert root["lang"] == look.language, look
        assert title is not None, look
        assert title.get_text(strip=True), look
        assert look.preheader, look


def test_a_button_is_one_for_outlook_too_and_its_link_stands_readable_below(
    every_mail: list[Look],
) -> None:
    for look in every_mail:
        wanted = 0 if look.kind in WITHOUT_BUTTON else 1
        assert len(look.buttons) == wanted, look
        for button in look.buttons:
            cell = button.find_parent("td")
            assert cell is not None, look
            # Word's engine knows no padding of links: the cell around it has it.
            assert "mso-padding-alt:13px 28px" in str(cell["style"]), look
            assert cell["bgcolor"] == "#1257a8", look
            readable = [each for each in look.html.find_all("a") if each.text == button["href"]]
            assert len(readable) == 1, look
            assert str(button["href"]) in look.mail.text, look


def test_every_link_stands_in_the_plain_text(every_mail: list[Look]) -> None:
    for look in every_mail:
        for link in look.html.find_all("a"):
            assert str(link["href"]) in look.mail.text, look


def test_the_plain_text_says_what_the_html_says(every_mail: list[Look]) -> None:
    for look in every_mail:
        said = set(words(look.mail.text))
        missing = [word for word in words(shown(look)) if word not in said]
        # Where a link stands differs, and with it a word or two beside it.
        assert len(missing) <= 3, (str(look), missing)


def shown(look: Look) -> str:
    html = BeautifulSoup(look.mail.html, "html.parser")
    for unseen in html(["style", "title"]):
        unseen.decompose()
    for link in html.find_all("a", style=_BUTTON):
        link.decompose()
    for line in html.find_all("div"):
        if is_hidden(line):
            line.clear()
        elif line.find("div") is None and line.get_text().startswith(
            ("Falls die Sch", "If the but")
        ):
            line.decompose()
    return html.get_text(" ")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_every_text_stands_out_from_its_ground(every_mail: list[Look]) -> None:
    for look in every_mail:
        for element in look.html.find_all(string=re.compile(r"\S")):
            holder = element.parent
            if holder is None or holder.name in {"style", "title"} or is_hidden(holder):
                continue
            ink, ground = colour_of(holder, "color"), colour_of(holder, "background")
            if "[if" in element or ink is None:
                continue
            assert contrast(ink, ground or _WHITE) >= _ENOUGH, (str(look), ink, ground, element)


def is_hidden(element: Tag) -> bool:
    return any("display:none" in str(each.get("style", "")) for each in ancestry(element))


def colour_of(element: Tag, name: str) -> str | None:
    for each in ancestry(element):
        for declared, value in _COLOUR.findall(str(each.get("style", ""))):
            if declared.removesuffix("-color") == name:
                return str(value)
    return None


def ancestry(element: Tag) -> list[Tag]:
    return [element, *element.parents]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_pale_grey_would_be_found() -> None:
    assert contrast("#8896a5", _WHITE) < _ENOUGH < contrast("#52606d", "#f2f4f7")
