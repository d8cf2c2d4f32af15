"""Mail domains and issuers: what is the same, and what is refused."""

import pytest

from contracts.errors import InvalidInput
from identity.domain.identity_providers import parse_issuer
from identity.domain.mail_domains import NotADomain, mail_domain_of, parse_mail_domain


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("muster.example", "muster.example"),
        (" Muster.EXAMPLE. ", "muster.example"),
        ("müller.example", "xn--mller-kva.example"),
        ("MÜLLER.example", "xn--mller-kva.example"),
        ("xn--mller-kva.example", "xn--mller-kva.example"),
        ("XN--MLLER-KVA.example", "xn--mller-kva.example"),
        ("mail.muster.example", "mail.muster.example"),
    ],
)
def test_a_domain_is_the_same_in_each_spelling(typed: str, domain: str) -> None:
    assert parse_mail_domain(typed) == domain
    assert mail_domain_of(f"Erika@{typed.strip().removesuffix('.')}") == domain


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "@muster.example",
        "a@muster.example",
        "muster",
        "[127.0.0.1]",
        "muster..example",
        "muster.example/x",
        "muster.example\nx.example",
        "*.example",
        "muster.example, fremd.example",
    ],
)
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(NotADomain):
        parse_mail_domain(typed)


def test_sharp_s_and_ss_are_two_domains() -> None:
    assert mail_domain_of("x@straße.example") != mail_domain_of("x@strasse.example")


@pytest.mark.parametrize(
    "issuer",
    [
        "https://login.muster.example",
        "https://login.muster.example/",
        "https://login.muster.example:8443/realms/muster",
    ],
)
def test_an_issuer_is_kept_as_it_is(issuer: str) -> None:
    assert parse_issuer(issuer, allows_plain_loopback=False) == issuer


@pytest.mark.parametrize(
    ("issuer", "reason"),
    [
        ("http://login.muster.example", "https_required"),
        ("http://127.0.0.1:8080", "https_required"),
        ("ftp://login.muster.example", "https_required"),
        ("//login.muster.example", "https_required"),
        ("https://", "not_an_issuer"),
        ("login.muster.example", "not_an_issuer"),
        ("https://login.muster.example?x=1", "not_an_issuer"),
        ("https://login.muster.example/#x", "not_an_issuer"),
        ("https://user@login.muster.example", "not_an_issuer"),
        ("https://login.muster.example:99999", "not_an_issuer"),
        ("https://login.müller.example", "not_an_issuer"),
        ("https://login.muster.example\r\nHost: x", "not_an_issuer"),
        ("https://[::1", "not_an_issuer"),
    ],
)
def test_an_address_that_can_be_no_issuer_is_refused(issuer: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_issuer(issuer, allows_plain_loopback=False)

    assert refused.value.arguments == ("issuer", reason)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"])
def test_only_this_machine_may_speak_in_the_clear_and_never_in_production(host: str) -> None:
    issuer = f"http://{host}"

    assert parse_issuer(issuer, allows_plain_loopback=True) == issuer
    with pytest.raises(InvalidInput):
        parse_issuer(issuer, allows_plain_loopback=False)
    with pytest.raises(InvalidInput):
        parse_issuer("http://192.168.0.1", allows_plain_loopback=True)
