from collections.abc import Mapping
from typing import Any, Literal

def generate_xml(
    data_dict: dict[str, Any],
    flavor: Literal["factur-x", "ubl-2.1"] = ...,
    level: str = ...,
    check_xsd: bool = ...,
    check_schematron: bool | str = ...,
) -> bytes: ...
def generate_from_binary(
    pdf_file: bytes,
    xml: bytes,
    flavor: str = ...,
    level: str = ...,
    *,
    check_xsd: bool = ...,
    check_schematron: bool = ...,
    pdf_metadata: Mapping[str, str] | None = ...,
    lang: str | None = ...,
    afrelationship: Literal["data", "source", "alternative"] = ...,
) -> bytes: ...
def xml_check_xsd(xml: bytes, flavor: str = ..., level: str = ...) -> bool: ...
def parse_ubl_cii_xml(xml: bytes, *, check_xsd: bool = ...) -> dict[str, Any]: ...
