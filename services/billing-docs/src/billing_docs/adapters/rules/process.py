"""The rules process: `python -m billing_docs.adapters.rules.process SOCKET`.

Saxon runs the sheets. It is a virtual machine of its own: it holds Python's lock while it works,
ends the process when two threads use it, and reads local files for an XML with a DOCTYPE. So it
gets one thread, a process to itself, and only XML that our own guard has parsed and written anew.
"""

from functools import cache

import msgspec

from billing_docs.adapters.processes.child import Work, work_until_hung_up
from billing_docs.adapters.rules.limits import RULE_LIMITS

_NO_DOCTYPE = (
    "http://saxon.sf.net/feature/parserFeature?uri="
    "http%3A//apache.org/xml/features/disallow-doctype-decl"
)


def prepare() -> Work:
    """Return how an XML is tried against the sheets that are named."""
    import saxonche
    from lxml import etree

    from billing_docs.adapters.reading.xml_text import parse_xml
    from billing_docs.adapters.rules.report import findings_in
    from billing_docs.adapters.rules.sheets import path_of

    saxon = saxonche.PySaxonProcessor(license=False)
    saxon.set_configuration_property(_NO_DOCTYPE, "true")
    compiler = saxon.new_xslt30_processor()

    @cache
    def compiled(sheet: str) -> saxonche.PyXsltExecutable:
        return compiler.compile_stylesheet(stylesheet_file=str(path_of(sheet)))

    def work(words: bytes, content: bytes) -> tuple[bytes, bytes]:
        sheets = msgspec.msgpack.decode(words, type=list[str])
        clean = etree.tostring(parse_xml(content).root, encoding="unicode")
        node = saxon.parse_xml(xml_text=clean)
        reports = [compiled(sheet).transform_to_string(xdm_node=node) for sheet in sheets]
        return msgspec.msgpack.encode(findings_in(reports)), b""

    return work


if __name__ == "__main__":
    work_until_hung_up(RULE_LIMITS, prepare)
