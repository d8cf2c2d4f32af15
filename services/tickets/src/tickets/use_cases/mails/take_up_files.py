"""Make the files of a mail attachments."""

from dataclasses import dataclass
from uuid import UUID

from contracts.attachments import LARGEST_ATTACHMENT_BYTES
from contracts.conversations import Side
from contracts.errors import InvalidInput
from tickets.adapters.attachment_store import FileTooLarge
from tickets.domain.attachments import CheckedAttachment, NewAttachment
from tickets.domain.mails import MailFile, StoredMail
from tickets.resources import Resources
from tickets.store.records import RecordRoom
from tickets.use_cases.attachments.examine_file import examine_file


@dataclass(frozen=True, kw_only=True, slots=True)
class MailFiles:
    """Which files of a mail are attachments now, and the names of those that are not."""

    ids: tuple[UUID, ...]
    not_taken: tuple[str, ...]


def take_up_files(
    mail: StoredMail,
    organisation_id: UUID,
    person_id: UUID,
    *,
    side: Side = "customer",
    room: RecordRoom,
    resources: Resources,
) -> MailFiles:
    """Return what an entry may have of the mail's files, each looked at like one sent in otherwise.

    Their ids are made of the mail's, so that a mail that is taken up again has the same ones. The
    person is its sender, or on the vendor's `side` whoever hands it over.

    Raises:
        DependencyDown: the object store or the malware scanner is away.
    """
    ids, not_taken = [], list(mail.read.left_out)
    for file in mail.read.files:
        with room.of(organisation_id) as records:
            begun = NewAttachment(
                id=(
                    mail.attachment_id(file.number)
                    if side == "customer"
                    else mail.attachment_id_handed_over(file.number, organisation_id, person_id)
                ),
                organisation_id=organisation_id,
                request_id=None,
                uploaded_by=person_id,
                side=side,
                file_name=file.name or "unnamed",
                begun_at=records.now,
            )
            records.attachments.begin(begun)
        checked = _checked(mail, file, begun, resources)
        if checked is None:
            not_taken.append(file.name)
            continue
        with room.of(organisation_id) as records:
            records.attachments.finish(checked)
            try:
                resources.daily_limits.check(records.attachments.used_today(organisation_id, side))
            except InvalidInput:
                not_taken.append(file.name)
                continue
        ids.append(begun.id)
    return MailFiles(ids=tuple(ids), not_taken=tuple(not_taken))


def _checked(
    mail: StoredMail, file: MailFile, begun: NewAttachment, resources: Resources
) -> CheckedAttachment | None:
    try:
        held = resources.attachments.fetch(
            mail.file_key(file.number), largest_bytes=LARGEST_ATTACHMENT_BYTES
        )
    except FileTooLarge:
        return None
    if held is None:
        return None
    with held:
        checked = examine_file(begun, held, resources.scanner)
        if isinstance(checked, str):
            return None
        resources.attachments.put(begun.object_key, held)
        return checked
