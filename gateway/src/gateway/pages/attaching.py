"""Files that somebody sends along with a form of the portal."""

from dataclasses import dataclass, field
from uuid import UUID

from contracts.attachments import MOST_ATTACHMENTS, FileFor
from contracts.errors import InvalidInput
from gateway.api.attachments import store_attachment
from gateway.call import Call
from gateway.pages.file_forms import FileForm, file_chunks

_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptFile:
    """A file that is stored already and goes along if the form is sent again."""

    id: UUID
    file_name: str

    @property
    def value(self) -> str:
        """What stands for it in the form."""
        return f"{self.id} {self.file_name}"


@dataclass(kw_only=True)
class Attaching:
    """The files of a form: those stored before, and those that came with it just now."""

    kept: list[KeptFile] = field(default_factory=list)
    failed: str | None = None
    """The name of the file that was not taken."""

    @property
    def ids(self) -> tuple[UUID, ...]:
        """What the service is told of them."""
        return tuple(file.id for file in self.kept)

    async def store(self, call: Call, form: FileForm, file_for: FileFor) -> None:
        """Store what came with the form; what is stored stays so if another one is refused.

        Raises:
            InvalidInput, UploadTooLarge, UploadEmpty: one is not taken; `failed` is its name.
        """
        self.kept = [file for file in map(_kept_in, form.kept) if file is not None]
        if len(self.kept) + len(form.files) > MOST_ATTACHMENTS:
            raise InvalidInput("attachments", "too_many_files")
        for sent in form.files:
            name = (sent.filename or "")[:_LONGEST_NAME]
            self.failed = name
            stored = await store_attachment(call, name, file_for, file_chunks(sent))
            self.failed = None
            self.kept.append(KeptFile(id=stored.id, file_name=stored.file_name))


def _kept_in(value: str) -> KeptFile | None:
    """Return the file that a field of the form names; only whoever sent it in may use it."""
    text, _, name = value.partition(" ")
    try:
        return KeptFile(id=UUID(text), file_name=name[:_LONGEST_NAME])
    except ValueError:
        return None
