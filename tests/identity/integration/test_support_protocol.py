"""After a support session the customer keeps a signed protocol that anybody can check."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from joserfc import jws
from joserfc.jwk import KeySet, OKPKey

from chassis.ids import new_id
from chassis.principal import PrincipalVerifier
from chassis.testing import TestKeys
from contracts.errors import InvalidInput, NotFound, NotSignedIn, SupportSessionRunning
from contracts.principal import Principal
from contracts.support import SupportSession
from contracts.support_changes import DecideSupportChange, RecordSupportOutcome, SupportChange
from contracts.support_protocol import SignedProtocol
from identity.__main__ import main
from tests.identity.integration.support import Support, a_call_in, a_proposal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World


class Keeping(Support):
    """The customer, with a session that has looked at something and proposed something."""

    def __init__(self, world: World, folder: Path) -> None:
        super().__init__(world)
        self.folder = folder
        self.session_token = self.opened(reason='Prüfung der Belege: „ä“ \\ "x" \u2028')
        self.change = self.propose()

    @property
    def id(self) -> Any:
        return self.session_token.session.id

    def propose(self, **changes: Any) -> SupportChange:
        looking = self.looking(self.session_token)
        return self.world.service.propose_support_change(looking, a_proposal(**changes))

    def note(self, **changes: Any) -> None:
        self.world.service.note_document_support_call(
            a_call_in(self.session_token.session, source="billing_docs", **changes)
        )

    def end(self) -> SupportSession:
        return self.world.service.end_support_session(self.staff, self.id)

    def given(self, by: Principal | None = None, **named: Any) -> SignedProtocol:
        return self.world.service.get_support_protocol(by or self.admin, self.id, **named)

    def content(self, signed: SignedProtocol) -> dict[str, Any]:
        """Return what is signed, read as somebody without our programs reads it."""
        keys = KeySet.import_key_set(json.loads(self.world.keys.public.read_bytes()))
        content: dict[str, Any] = json.loads(
            jws.deserialize_compact(signed.jws, keys, algorithms=["Ed25519"]).payload
        )
        return content

    def check(self, text: str) -> int:
        """Return the exit code of the command that checks a protocol."""
        file = self.folder / "protocol.jws"
        file.write_text(text + "\n")
        return main(["verify-protocol", str(file), "--keys", str(self.world.keys.public)])


@pytest.fixture
def support(world: World, tmp_path: Path) -> Keeping:
    return Keeping(world, tmp_path)


@pytest.mark.req("A23")
def test_the_protocol_names_who_looked_why_and_every_record_and_change(support: Keeping) -> None:
    service, document = support.world.service, new_id()
    support.note(method="get_document", arguments={"document_id": str(document)}, shown=(document,))
    support.note(method="list_documents", outcome="area_not_visible")
    decision = DecideSupportChange(support_change_id=support.change.id, approve=True)
    service.decide_support_change(support.admin, decision)
    service.record_support_outcome(
        support.admin, RecordSupportOutcome(support_change_id=support.change.id, status=200)
    )
    declined = support.propose()
    service.decide_support_change(
        support.admin, DecideSupportChange(support_change_id=declined.id, approve=False)
    )
    support.end()

    content = support.content(support.given())

    session = content["session"]
    assert content["organisation"]["name"] == "Musterfabrik GmbH (Demo)"
    assert content["organisation"]["customer_number"] == "10001"
    assert session["opened_by"] == str(support.staff.subject)
    assert session["opened_by_name"] == "Erika Muster"
    assert session["request_id"] == str(support.session_token.session.request_id)
    assert session["reason"].startswith("Prüfung der Belege")
    assert (session["state"], session["end_reason"]) == ("ended", "closed_by_support")
    assert len(session["areas"]) == len(support.session_token.session.areas)
    looked, refused = content["accesses"]
    assert (looked["service"], looked["method"]) == ("billing_docs", "get_document")
    assert (looked["outcome"], looked["shown"]) == ("ok", [str(document)])
    assert refused["outcome"] == "area_not_visible"
    performed, turned_down = content["changes"]
    assert performed["request"]["body"] == {"areas": ["requests", "post"]}
    assert (performed["state"], performed["outcome_status"]) == ("performed", 200)
    assert performed["decided_by"] == str(support.admin.subject)
    assert turned_down["state"] == "declined"


@pytest.mark.req("A23")
def test_the_protocol_is_canonical_and_the_same_facts_give_the_same_bytes(
    support: Keeping,
) -> None:
    support.note()
    support.end()

    first, second = (
        support.given(),
        support.given(support.staff, organisation_id=support.organisation_id),
    )

    payload = base64.urlsafe_b64decode(first.jws.split(".")[1] + "==")
    assert first == second
    assert payload == rfc8785.dumps(support.content(first))
    entries = support.world.service.list_audit(support.admin).items
    given = [each for each in entries if each.action == "support_protocol.given"]
    assert [each.details for each in given] == [{"sha256": first.sha256}]
    assert given[0].subject == f"support_session:{support.id}"


def test_what_is_heard_later_makes_another_protocol_that_is_on_record_too(
    support: Keeping,
) -> None:
    support.end()
    first = support.given()
    support.note()

    second = support.given()

    assert len(support.content(first)["accesses"]) == 0
    assert len(support.content(second)["accesses"]) == 1
    assert support.trail()[:2] == ["support_protocol.given"] * 2


def test_given_to_two_at_once_it_is_on_record_once(support: Keeping) -> None:
    support.end()

    given = at_once(*[support.given] * 4)

    assert len({each.jws for each in given}) == 1
    assert support.trail().count("support_protocol.given") == 1


def test_while_the_session_runs_there_is_no_protocol(support: Keeping) -> None:
    with pytest.raises(SupportSessionRunning):
        support.given()

    assert "support_protocol.given" not in support.trail()


def test_a_foreign_protocol_looks_like_one_that_does_not_exist(support: Keeping) -> None:
    service = support.world.service
    support.end()
    support.world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = support.world.principal_of(support.world.accept("chef@fremd.example"))

    for session_id in (support.id, new_id()):
        with pytest.raises(NotFound) as hidden:
            service.get_support_protocol(foreign, session_id)
        assert hidden.value.arguments == ("support_session",)


def test_a_request_that_no_protocol_could_show_is_not_proposed(support: Keeping) -> None:
    with pytest.raises(InvalidInput) as refused:
        support.propose(body={"number": 2**60})

    assert refused.value.arguments == ("body", "out_of_range")


@pytest.mark.req("A23")
def test_the_command_says_that_a_protocol_is_genuine(
    support: Keeping, capsys: pytest.CaptureFixture[str]
) -> None:
    support.note()
    support.end()
    signed = support.given()

    code = support.check(signed.jws)

    said = capsys.readouterr().out
    assert code == 0
    assert f"genuine, sha256 {signed.sha256}" in said
    assert "1 accesses, 1 proposed changes" in said


@dataclass(frozen=True, kw_only=True)
class Genuine:
    """A protocol as identity gave it, and the private key that signed it."""

    text: str
    key: OKPKey
    principal: str

    @property
    def payload(self) -> bytes:
        return base64.urlsafe_b64decode(self.text.split(".")[1] + "==")

    def signed_by(self, key: OKPKey, *, payload: bytes | None = None, **header: str) -> str:
        """Return it signed again by somebody, with other content or another header."""
        usual = {"alg": "Ed25519", "kid": "test", "typ": "kontor-support-protocol+jws"}
        return jws.serialize_compact(
            usual | header, payload or self.payload, key, algorithms=["Ed25519"]
        )


def another_content(genuine: Genuine) -> str:
    """Return the protocol with another reason, under the same signature."""
    header, _, signature = genuine.text.split(".")
    content = json.loads(genuine.payload)
    content["session"]["reason"] = "Nur ein kurzer Blick"
    changed = base64.urlsafe_b64encode(rfc8785.dumps(content)).decode().rstrip("=")
    return f"{header}.{changed}.{signature}"


def another_signature(genuine: Genuine) -> str:
    """Return the protocol signed by somebody else with a key of the same name."""
    return genuine.signed_by(OKPKey.generate_key("Ed25519"))


def another_key(genuine: Genuine) -> str:
    return genuine.signed_by(OKPKey.generate_key("Ed25519"), kid="mine")


def another_type(genuine: Genuine) -> str:
    return genuine.signed_by(genuine.key, typ="JWT")


def another_order(genuine: Genuine) -> str:
    turned = dict(reversed(json.loads(genuine.payload).items()))
    return genuine.signed_by(genuine.key, payload=json.dumps(turned).encode())


def another_thing(genuine: Genuine) -> str:
    return genuine.signed_by(genuine.key, payload=b'{"aud":"kontor"}')


def without_signature(genuine: Genuine) -> str:
    return genuine.text.rpartition(".")[0]


def with_an_unreadable_header(genuine: Genuine) -> str:
    return "a" + genuine.text[genuine.text.index(".") :]


def a_principal(genuine: Genuine) -> str:
    return genuine.principal


FORGERIES: list[tuple[Callable[[Genuine], str], str]] = [
    (another_content, "the signature does not fit"),
    (another_signature, "the signature does not fit"),
    (another_key, "signed with the key mine"),
    (another_type, "signed as JWT"),
    (another_order, "not in canonical form"),
    (another_thing, "the content is none of a protocol"),
    (without_signature, "not a compact JWS"),
    (with_an_unreadable_header, "the header cannot be read"),
    (a_principal, "signed as"),
]


@pytest.mark.req("A23")
@pytest.mark.parametrize(
    ("forge", "fault"), FORGERIES, ids=lambda each: getattr(each, "__name__", "")
)
def test_the_command_names_what_is_wrong(
    support: Keeping,
    forge: Callable[[Genuine], str],
    fault: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    support.end()
    genuine = Genuine(
        text=support.given().jws,
        key=OKPKey.import_key(json.loads(support.world.keys.private.read_bytes())),
        principal=support.world.authenticate(support.staff_session).principal,
    )

    code = support.check(forge(genuine))

    assert code == 1
    assert fault in capsys.readouterr().err


def test_a_protocol_opens_no_door(support: Keeping, keys: TestKeys) -> None:
    support.end()

    with pytest.raises(NotSignedIn):
        PrincipalVerifier(keys.public).verify(support.given().jws, support.world.clock.now())


def test_the_command_needs_a_file_and_the_public_keys(
    support: Keeping, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KONTOR_PRINCIPAL_KEYS", raising=False)
    keys = str(support.world.keys.public)

    missing = main(["verify-protocol", str(support.folder / "nothing"), "--keys", keys])
    without_keys = main(["verify-protocol", str(support.folder / "nothing")])

    said = capsys.readouterr().err
    assert (missing, without_keys) == (2, 2)
    assert "cannot be read" in said
    assert "Name the public keys" in said
