"""Files that mean harm, made when needed: no sample of an attack lies in the repository."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

import pikepdf

from kontor_demo.documents import broken

_HEAD = b"%PDF-1.7\n"


def raw_pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects with a right cross-reference table; the first is its root."""
    out = bytearray(_HEAD)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d /Root 1 0 R %s>>\n" % (len(objects) + 1, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def one_page(*more: bytes, root: bytes = b"", page: bytes = b"") -> bytes:
    """Return a PDF with one empty page, with more in its root, in its page, and more objects."""
    return raw_pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R %s>>" % root,
            b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] %s>>" % page,
            *more,
        ]
    )


def packed(content: bytes, *, entries: bytes = b"", filters: int = 1) -> bytes:
    """Return a stream that is deflated as often as told."""
    for _ in range(filters):
        content = zlib.compress(content, 9)
    names = b" ".join([b"/FlateDecode"] * filters)
    return b"<</Length %d /Filter [%s] %s>>\nstream\n%s\nendstream" % (
        len(content), names, entries, content,
    )  # fmt: skip


def nested(depth: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    """Return a PDF with arrays in arrays, `depth` deep."""
    return one_page(opening * depth + closing * depth, root=b"/Names 4 0 R")


def page_tree_in_a_circle() -> bytes:
    """Return a PDF whose page tree holds itself."""
    return raw_pdf(
        [
            b"<</Type /Catalog /Pages 2 0 R>>",
            b"<</Type /Pages /Kids [2 0 R 3 0 R] /Count 2 /Parent 2 0 R>>",
            b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
        ]
    )


def deep_page_tree(depth: int) -> bytes:
    """Return a PDF whose one page lies `depth` nodes down."""
    nodes = [
        b"<</Type /Pages /Kids [%d 0 R] /Count 1>>" % (number + 1) for number in range(2, depth + 2)
    ]
    page = b"<</Type /Page /MediaBox [0 0 9 9]>>"
    return raw_pdf([b"<</Type /Catalog /Pages 2 0 R>>", *nodes, page])


def cross_references_in_a_circle() -> bytes:
    """Return a PDF whose cross-reference table names itself as the one before it."""
    pdf = one_page()
    place = pdf.rindex(b"xref\n0")
    return pdf.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % place)


def object_stream_bomb(unpacked_mib: int) -> bytes:
    """Return a PDF whose object stream unpacks to a thousand times its size."""
    stream = packed(
        b"4 0 " + b" " * (unpacked_mib * 1024 * 1024),
        entries=b"/Type /ObjStm /N 1 /First 4",
    )
    return one_page(stream)


def content_bomb(unpacked_mib: int, *, filters: int = 1) -> bytes:
    """Return a PDF whose page content unpacks to a thousand (or a million) times its size."""
    drawing = b"0 0 m 9 9 l S\n" * (unpacked_mib * 1024 * 1024 // 14)
    return one_page(packed(drawing, filters=filters), page=b"/Contents 4 0 R")


def image_bomb(pixels: int) -> bytes:
    """Return a PDF with one picture of `pixels` by `pixels`, packed to next to nothing."""
    picture = packed(
        bytes(pixels * pixels // 8),
        entries=b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 1" % (pixels, pixels),
    )
    drawing = b"200 0 0 200 0 0 cm /X Do"
    return one_page(
        picture,
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing),
        page=b"/Contents 5 0 R /Resources <</XObject <</X 4 0 R>>>>",
    )


def forms_drawing_forms(levels: int, width: int) -> bytes:
    """Return a PDF whose page draws a form that draws forms ...: `width` to the power `levels`."""
    objects = []
    for level in range(levels):
        last = level == levels - 1
        drawing = b"0 0 9 9 re f" if last else b"/F Do " * width
        inner = b"" if last else b"/Resources <</XObject <</F %d 0 R>>>>" % (5 + level + 1)
        objects.append(
            b"<</Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Length %d>>\n"
            b"stream\n%s\nendstream" % (inner, len(drawing), drawing)
        )
    start = b"<</Length 5>>\nstream\n/F Do\nendstream"
    return one_page(start, *objects, page=b"/Contents 4 0 R /Resources <</XObject <</F 5 0 R>>>>")


def many_objects(count: int) -> bytes:
    """Return a PDF with so many objects that hold next to nothing."""
    return one_page(*([b"<</A [1 2 3] /B <</C (d)>>>>"] * count))


def with_javascript_in_an_object_stream(pdf: bytes) -> bytes:
    """Return the PDF with a script that no search in its bytes finds."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.Root.OpenAction = opened.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('!')")
        )
        opened.save(saved, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return saved.getvalue()


def with_launch(pdf: bytes) -> bytes:
    """Return the PDF with an annotation that starts a program."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
        )
        opened.pages[0].obj.Annots = pikepdf.Array([annotation])
        opened.save(saved)
    return saved.getvalue()


def with_program_attached(pdf: bytes) -> bytes:
    """Return the PDF with a program attached (EmbeddedFile) beside whatever it holds."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.attachments["../../invoice.exe"] = pikepdf.AttachedFileSpec(
            opened, b"MZ" + bytes(1000), filename="../../invoice.exe"
        )
        opened.save(saved)
    return saved.getvalue()


def zip_bomb(*, levels: int = 3) -> bytes:
    """Return a ZIP of ZIPs of zeros."""
    content = bytes(10 * 1024 * 1024)
    for level in range(levels):
        packed_up = io.BytesIO()
        with zipfile.ZipFile(packed_up, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(1 if level == 0 else 16):
                archive.writestr(f"{copy}.zip", content)
        content = packed_up.getvalue()
    return content


def zip_behind(pdf: bytes) -> bytes:
    """Return the PDF that is a ZIP, too."""
    return pdf + zip_bomb(levels=1)[:-22].replace(b"%%EOF", b"") + zip_bomb(levels=1)[-22:]


def web_page_before(pdf: bytes) -> bytes:
    """Return the PDF that is a web page, too."""
    return b"<html><script>alert(1)</script><!--\n" + pdf


def billion_laughs(xml: bytes) -> bytes:
    """Return the XML with entities that unpack to gigabytes."""
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    start = xml.index(b"?>") + 2
    return xml[:start] + b"<!DOCTYPE i [" + entities + b"]>" + xml[start:]


def deep_xml(depth: int) -> bytes:
    """Return an XML with elements in elements, `depth` deep."""
    return b"<a>" * depth + b"</a>" * depth


def endless_attributes(xml: bytes, count: int) -> bytes:
    """Return the invoice with `count` attributes on its first element."""
    more = b" ".join(b'a%d="x"' % number for number in range(count))
    start = xml.index(b"<", xml.index(b"?>"))
    end = xml.index(b" ", start)
    return xml[:end] + b" " + more + xml[end:]


def inside(pdf: bytes, spoil: Callable[[bytes], bytes], xml: bytes) -> bytes:
    """Return the PDF with a spoiled XML as its invoice."""
    return broken.with_attachments(pdf, {"factur-x.xml": spoil(xml)})
