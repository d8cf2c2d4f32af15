"""Say which files of a document a standing recipient gets, and make what is missing."""

from dataclasses import dataclass
from pathlib import PurePath

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.mail_parts import MailParts
from billing_docs.adapters.printing.press import Press
from billing_docs.adapters.reading import Readers
from billing_docs.domain.delivery_rules import MailedFile, Recipient, files_for
from billing_docs.domain.document import BillingDocument, Language
from billing_docs.domain.sending import attachment_of, fits_a_mail
from billing_docs.use_cases.viewing.fetch_content import fetch_content
from chassis.log import get_logger
from contracts.errors import ArchiveDamaged
from contracts.events import Attachment

_log = get_logger(__name__)
_COPY_SUFFIX = {"de": "Lesefassung", "en": "reading-copy"}


@dataclass(frozen=True, kw_only=True, slots=True)
class MailRoom:
    """Who opens documents and makes parts of them."""

    archive: Archive
    readers: Readers
    press: Press


def attach_files(
    recipient: Recipient, document: BillingDocument, room: MailRoom
) -> tuple[Attachment, ...]:
    """Return the files that the recipient has chosen: the PDF, the XML, or both (SE-48).

    Nobody goes without: where there is no such file, or no mail carries all of them, the original
    goes by itself, byte for byte.

    Raises:
        TooLargeToMail: no usual mail server takes the original.
        DependencyDown: the object store is away, or no process can be started.
    """
    original = attachment_of(document)
    attached = [
        original if wanted == "original" else _made(wanted, recipient.language, document, room)
        for wanted in files_for(recipient.form, document.format)
    ]
    files = tuple(each for each in attached if each is not None)
    return files if files and fits_a_mail(files) else (original,)


def _made(
    wanted: MailedFile, language: Language, document: BillingDocument, room: MailRoom
) -> Attachment | None:
    """Return a part that was made of the document, None where it cannot be made."""
    try:
        content = fetch_content(document, room.archive)
    except ArchiveDamaged:
        _log.error("archive damaged", document_id=str(document.id))
        return None
    stem = PurePath(document.file_name).stem
    if wanted == "invoice_xml":
        part, media_type = room.readers.xml(content, document.media_type), "application/xml"
        file_name = f"{stem}.xml"
    else:
        part, media_type = _reading_copy(content, language, document, room), "application/pdf"
        file_name = f"{stem}-{_COPY_SUFFIX[language]}.pdf"
    if part is None:
        return None
    return MailParts(room.archive).keep(
        document.id, part, media_type=media_type, file_name=file_name
    )


def _reading_copy(
    content: bytes, language: Language, document: BillingDocument, room: MailRoom
) -> bytes | None:
    invoice = room.readers.view(content, document.media_type)
    if invoice is None:
        return None
    return room.press.reading_copy(
        invoice, language=language, file_name=document.file_name, sha256=document.sha256
    )
