"""Write every kind of mail, in both languages, to a folder: `python -m tools.mail_previews FOLDER`.

What is in them are the samples of the tests; `index.html` leads to all of them.
"""

import html
import sys
from pathlib import Path
from typing import get_args

from contracts.events import Language
from notifications.adapters.templates import MailTemplates, RenderedMail, UnknownKindError
from tests.notifications.notices import EVERY_KIND, values_of

_PAGE = '<!doctype html><meta charset="utf-8"><title>Mails</title>'
_PHONE = "phone"


def write_previews(folder: Path) -> int:
    """Write the mails, their texts and the index; return how many there are."""
    templates = MailTemplates(sender_name="Kontor (Demo)", portal_url="https://portal.example")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for notice in sorted(EVERY_KIND, key=lambda each: each.kind):
        for language in get_args(Language):
            mail = templates.render(notice.kind, language, values_of(notice))
            name = f"{notice.kind}.{language}"
            _write(folder, name, mail)
            phone = _text_for_phones(templates, notice.kind, language, values_of(notice))
            rows.append(_row(name, mail, phone))
    index = f"{_PAGE}<h1>Mails</h1><ul>{''.join(rows)}</ul>"
    (folder / "index.html").write_text(index, encoding="utf-8")
    return len(rows)


def _write(folder: Path, name: str, mail: RenderedMail) -> None:
    (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")
    (folder / f"{name}.txt").write_text(f"{mail.subject}\n\n{mail.text}", encoding="utf-8")


def _text_for_phones(
    templates: MailTemplates, kind: str, language: Language, values: dict[str, str]
) -> str:
    try:
        return templates.render_text(kind, language, values)
    except UnknownKindError:
        return ""


def _row(name: str, mail: RenderedMail, phone: str) -> str:
    shown = f'<a href="{name}.html">{name}</a> (<a href="{name}.txt">text</a>)'
    words = f": {html.escape(mail.subject)}" + (f"<br>{_PHONE}: {html.escape(phone)}" * bool(phone))
    return f"<li>{shown}{words}</li>"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    sys.stdout.write(f"{write_previews(target)} mails in {target}\n")
