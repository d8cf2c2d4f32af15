"""A message in the form that travels: MIME with text and HTML, the same bytes each time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from contracts.events import Attachment, Language
from contracts.message_history import MessageWords
from notifications.adapters.dkim import DkimSigner
from notifications.adapters.mail_headers import MAIL, header_faults_told, literal, one_id
from notifications.adapters.templates import (
    MailTemplates,
    RenderedMail,
    UnfitParametersError,
    UnknownKindError,
)
from notifications.adapters.text_gateway import TextMessage
from notifications.domain.message import (
    FROM_NAME,
    REPLY_TO,
    THREAD_ID,
    Message,
    deliverable_address,
)
from notifications.domain.return_path import ReturnPath
from notifications.domain.shown_words import LEFT_OUT_LINK
from notifications.domain.unsubscribing import PATH, TOKEN

# Headers with something in them that we have not made ourselves.
_SAID_BY_OTHERS = frozenset({"From", "Subject", "Reply-To", "References"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What is handed to the mail server: two plain addresses and the bytes, CRLF line ends."""

    sender: str
    recipient: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the bytes, kept with each attempt as proof of what was handed over."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who a mail is from instead of the platform; its bounces come to that address."""

    name: str
    address: str


class Composer:
    """Turns messages into mails from the one configured sender (SE-36, G7).

    With a return path the envelope's sender is an address of each message's own, to which bounces
    come; what people see stays the configured one.
    """

    def __init__(
        self,
        *,
        mail_from: str,
        portal_url: str | None = None,
        return_path: ReturnPath | None = None,
        signer: DkimSigner | None = None,
    ) -> None:
        self._return_path = return_path
        self._signer = signer
        self._portal_url = portal_url.rstrip("/") if portal_url else None
        name, address = parseaddr(mail_from)
        self._sender = Address(display_name=name, addr_spec=deliverable_address(address))
        self._templates = MailTemplates(sender_name=name or address, portal_url=portal_url)

    @property
    def sender_name(self) -> str:
        """The name that stands on mails where an organisation has entered none."""
        return self._sender.display_name or self._sender.addr_spec

    @property
    def sender_address(self) -> str:
        """The address that every mail of the platform is from."""
        return self._sender.addr_spec

    @property
    def sender_domain(self) -> str:
        """The part of the sender's address that Message-IDs end in."""
        return self._sender.domain

    def compose(
        self, message: Message, files: Sequence[bytes] = (), *, sender: Sender | None = None
    ) -> Envelope:
        """Return the mail; the same message always gives the same bytes while templates stay.

        `files` are the bytes of the message's attachments, in their order; they travel as they are.
        `sender` is an organisation's own, for what goes through its own account.

        Raises:
            UnknownKindError: no template has the message's kind.
            UnfitParametersError: the parameters do not fit the template.
            InvalidRecipientError: the recipient cannot be written to.
        """
        rendered = self._rendered(message)
        recipient = deliverable_address(message.recipient)
        mail = EmailMessage(policy=MAIL)
        with header_faults_told():
            for name, value in self._headers(message, rendered.subject, recipient, sender).items():
                mail[name] = value
        # RFC 3834: vacation responders stay silent; Exchange wants its own header for that.
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content(rendered.text, cte="quoted-printable")
        mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
        for attachment, content in zip(message.attachments, files, strict=True):
            _attach(mail, attachment, content)
        # Only now: setting the content takes away what speaks about content.
        mail["Content-Language"] = message.language
        # Random boundaries would make every attempt another mail to whoever compares bytes.
        digest = hashlib.sha256(message.message_id.encode()).hexdigest()[:32]
        for depth, part in enumerate(part for part in mail.walk() if part.is_multipart()):
            part.set_boundary(f"={'_' * (depth + 1)}{digest}")
        return Envelope(
            sender=sender.address if sender else self._comes_back_to(message),
            recipient=recipient,
            content=self._signed(mail.as_bytes(), message, sender),
        )

    def require_fit(self, message: Message) -> None:
        """Return if a mail can be made of the message, at a quarter of what making it costs.

        Raises:
            UnknownKindError, UnfitParametersError, InvalidRecipientError: as `compose`.
        """
        if message.attachments:
            # Their names and types are judged where they are attached.
            self.compose(message, [b""] * len(message.attachments))
            return
        rendered = self._rendered(message)
        recipient = deliverable_address(message.recipient)
        headers = EmailMessage(policy=MAIL)
        with header_faults_told():
            for name, value in self._headers(message, rendered.subject, recipient, None).items():
                if name in _SAID_BY_OTHERS and (name != "From" or FROM_NAME in message.parameters):
                    headers[name] = value
            # Folded as they will be, and the words in the one encoding that they travel in.
            headers.as_bytes()
            f"{rendered.text}{rendered.html}".encode()

    def compose_text(self, message: Message) -> TextMessage:
        """Return the text message; the same message always gives the same text.

        Raises:
            UnknownKindError: the message's kind has no text for phones.
            UnfitParametersError: the parameters do not fit it.
        """
        values = {**message.parameters, **message.secrets}
        return TextMessage(
            reference=message.message_id.strip("<>"),
            recipient=message.recipient,
            text=self._templates.render_text(message.kind, message.language, values),
        )

    def words_of(
        self,
        kind: str,
        language: Language,
        parameters: dict[str, str],
        *,
        is_for_phone: bool,
    ) -> MessageWords | None:
        """Return what a past message said; None if templates have gone on and it cannot be told.

        A link that was secret is left out.
        """
        values = {"link": LEFT_OUT_LINK, **parameters}
        try:
            if is_for_phone:
                return MessageWords(
                    subject="", text=self._templates.render_text(kind, language, values)
                )
            rendered = self._templates.render(kind, language, values)
        except (UnknownKindError, UnfitParametersError):
            return None
        return MessageWords(subject=rendered.subject, text=rendered.text)

    def _rendered(self, message: Message) -> RenderedMail:
        unsubscribe = self._unsubscribe_link(message) or ""
        parameters = {**message.parameters, **message.secrets, "unsubscribe_link": unsubscribe}
        return self._templates.render(message.kind, message.language, parameters)

    def _headers(
        self, message: Message, subject: str, recipient: str, sender: Sender | None
    ) -> dict[str, str | Address]:
        """Return what stands above the words, in its order.

        Raises:
            ValueError: a name or an address cannot stand there.
        """
        headers: dict[str, str | Address] = {
            "From": self._from(message, sender),
            "To": Address(addr_spec=recipient),
            "Subject": literal(subject),
            "Date": format_datetime(message.created_at),
            "Message-ID": message.message_id,
        }
        if REPLY_TO in message.parameters and sender is None:
            reply_to = deliverable_address(message.parameters[REPLY_TO])
            headers["Reply-To"] = Address(addr_spec=reply_to)
        if THREAD_ID in message.parameters:
            headers["References"] = one_id(message.parameters[THREAD_ID])
        unsubscribe = self._unsubscribe_link(message)
        if unsubscribe is not None:
            # RFC 2369, and RFC 8058: mail programs show a button, which asks with one POST.
            headers["List-Unsubscribe"] = f"<{unsubscribe}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def _from(self, message: Message, sender: Sender | None) -> Address:
        if sender is not None:
            return Address(display_name=sender.name, addr_spec=sender.address)
        if FROM_NAME in message.parameters:
            name = literal(message.parameters[FROM_NAME])
            return Address(display_name=name, addr_spec=self._sender.addr_spec)
        return self._sender

    def _signed(self, content: bytes, message: Message, sender: Sender | None) -> bytes:
        # An organisation's own mails are of its own domain, whose key is not ours.
        if self._signer is None or sender is not None:
            return content
        return self._signer.sign(content, message.created_at)

    def _unsubscribe_link(self, message: Message) -> str | None:
        if TOKEN not in message.secrets:
            return None
        if self._portal_url is None:
            raise UnfitParametersError("news needs the portal's address, to be switched off there")
        return f"{self._portal_url}{PATH}{message.secrets[TOKEN]}"

    def _comes_back_to(self, message: Message) -> str:
        if self._return_path is None:
            return self._sender.addr_spec
        return self._return_path.address_of(message.id)


def _attach(mail: EmailMessage, attachment: Attachment, content: bytes) -> None:
    main, _, sub = attachment.media_type.partition("/")
    try:
        mail.add_attachment(
            content,
            maintype=main,
            subtype=sub,
            filename=_plain_name(attachment.file_name),
            cte="base64",
        )
    except (ValueError, LookupError) as error:
        raise UnfitParametersError(f"attachment: {type(error).__name__}") from None


def _plain_name(file_name: str) -> str:
    """Return a name without folders, controls or line ends: it stands in a header."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in last if character.isprintable()) or "document"
    return literal(plain)
