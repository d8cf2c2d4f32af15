"""The mail sink keeps every mail and shows it."""

from __future__ import annotations

import secrets
import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx

from kontor_local.servers import Servers


def send(servers: Servers, to: str, subject: str = "Neues Dokument: Rechnung 4711") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Kontor <kontor@example.com>", to, subject
    mail["Message-ID"] = "<4711@example.com>"
    mail.set_content("Guten Tag,\nIhre Rechnung über 1.190,00 € liegt bereit.")
    mail.add_alternative("<h1>Guten Tag</h1><script>steal()</script>", subtype="html")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="rechnung.pdf")
    address = urlsplit(servers.smtp_url)
    with smtplib.SMTP(address.hostname or "", address.port or 25) as smtp:
        smtp.send_message(mail)


def somebody() -> str:
    return f"Buchhaltung-{secrets.token_hex(4)}@muster.example"


def test_a_test_finds_the_mail_that_was_sent_to_one_address(servers: Servers) -> None:
    to = somebody()

    send(servers, to)
    send(servers, somebody())

    answer = httpx.get(f"{servers.mail_page_url}/mails.json", params={"to": to.lower()}, timeout=60)
    (mail,) = answer.json()
    assert mail["recipients"] == [to]
    assert mail["sender"] == "kontor@example.com"
    assert mail["subject"] == "Neues Dokument: Rechnung 4711"
    assert mail["headers"]["Message-ID"] == "<4711@example.com>"
    assert "1.190,00 €" in mail["text"]
    assert "<h1>Guten Tag</h1>" in mail["html"]
    assert mail["attachments"] == ["rechnung.pdf"]


def test_the_newest_mail_comes_first(servers: Servers) -> None:
    to = somebody()

    for number in range(3):
        send(servers, to, subject=f"Nummer {number}")

    mails = httpx.get(f"{servers.mail_page_url}/mails.json", params={"to": to}, timeout=60).json()
    assert [mail["subject"] for mail in mails] == ["Nummer 2", "Nummer 1", "Nummer 0"]


def test_a_person_reads_the_text_and_the_html_of_a_mail(servers: Servers) -> None:
    to = somebody()
    send(servers, to, subject="<script>alert(1)</script>")
    (mail,) = httpx.get(f"{servers.mail_page_url}/mails.json", params={"to": to}, timeout=60).json()

    overview = httpx.get(f"{servers.mail_page_url}/", params={"to": to}, timeout=60)
    page = httpx.get(f"{servers.mail_page_url}/mails/{mail['id']}", timeout=60)
    frame = httpx.get(f"{servers.mail_page_url}/mails/{mail['id']}/html", timeout=60)
    raw = httpx.get(f"{servers.mail_page_url}/mails/{mail['id']}/raw", timeout=60)

    for shown in (overview.text, page.text):
        assert "&lt;script&gt;alert(1)" in shown
        assert "<script>alert(1)" not in shown
    assert "1.190,00 €" in page.text
    assert "<h1>Guten Tag</h1>" in frame.text
    assert frame.headers["Content-Security-Policy"].startswith("sandbox")
    assert "Subject: <script>" in raw.text


def test_a_mail_that_never_came_is_not_found(servers: Servers) -> None:
    for path in ("/mails/unknown", "/mails/unknown/html", "/mails", "/elsewhere"):
        assert httpx.get(f"{servers.mail_page_url}{path}", timeout=60).status_code == 404


def test_a_text_message_is_kept_once_however_often_it_is_handed_in(servers: Servers) -> None:
    number = f"+49171{secrets.randbelow(10**7):07}"
    message = {"id": somebody(), "to": number, "text": "Angebot <A-1> angenommen", "from": "Kontor"}
    url = f"{servers.mail_page_url}/texts"

    answers = [httpx.post(url, json=message, timeout=60).status_code for _ in range(2)]
    no_message = httpx.post(url, content=b"[1]", timeout=60).status_code

    (text,) = httpx.get(f"{url}.json", params={"to": number}, timeout=60).json()
    page = httpx.get(url, params={"to": number}, timeout=60).text
    assert (answers, no_message) == ([202, 202], 400)
    assert (text["text"], text["sender"]) == ("Angebot <A-1> angenommen", "Kontor")
    assert "Angebot &lt;A-1&gt; angenommen" in page


def test_every_kind_of_mail_is_shown(servers: Servers) -> None:
    index = httpx.get(f"{servers.mail_page_url}/dev/mails", follow_redirects=True, timeout=90)
    one = httpx.get(f"{servers.mail_page_url}/dev/mails/document_arrived.de.html", timeout=60)
    other = httpx.get(f"{servers.mail_page_url}/dev/mails/..%2f..%2fkeys.json", timeout=60)

    assert "document_arrived.en.html" in index.text
    assert "Rechnung ansehen" in one.text
    assert other.status_code == 404
