"""Looks for malware in files that are to be archived."""

from billing_docs.domain.faults import DocumentRefused, RefusalCode
from chassis.malware import MalwareFound, NotScanned
from chassis.malware import Scanner as MalwareScanner


class Scanner:
    """A scanner at `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str, *, seconds: float = 30.0) -> None:
        self._scanner = MalwareScanner(address, seconds=seconds)

    def check(self, content: bytes) -> None:
        """Return if the scanner has found nothing in the file.

        Raises:
            DocumentRefused: `malware_found`, or `not_scanned` if the scanner refuses this very file
                (larger than its StreamMaxLength, say): what was not looked at is not archived.
            DependencyDown: the scanner is away, or says what nobody understands. Nothing is lost.
        """
        try:
            self._scanner.check((content,))
        except MalwareFound as found:
            raise DocumentRefused(
                RefusalCode.MALWARE_FOUND, f"The malware scanner found {found.name}."
            ) from found
        except NotScanned as refused:
            raise DocumentRefused(
                RefusalCode.NOT_SCANNED, "The malware scanner could not look at the file."
            ) from refused
