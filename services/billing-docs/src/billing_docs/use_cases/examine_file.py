"""Examine a file: read it, and try its XML against the rules for e-invoices."""

from billing_docs.adapters.reading import Readers
from billing_docs.adapters.rules import RuleBook
from billing_docs.domain.read_document import ReadDocument
from billing_docs.domain.rule_findings import NO_RULES, RuleReport


def examine_file(
    content: bytes, media_type: str, readers: Readers, rule_book: RuleBook
) -> tuple[ReadDocument, RuleReport]:
    """Return what the file says and which rules it breaks; both in processes of their own.

    An invoice that breaks a rule is an invoice all the same: the portal is not the tax office.

    Raises:
        DocumentRefused: the file must not be archived.
        DependencyDown: no process can be started just now.
    """
    read = readers.read(content, media_type)
    if read.xml is None or read.xml_syntax is None:
        return read, NO_RULES
    return read, rule_book.check(read.xml, read.xml_syntax, read.profile)
