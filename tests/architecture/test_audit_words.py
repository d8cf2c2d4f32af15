"""Whatever identity writes into the trail of an organisation, its administrators read in words."""

import re

import pytest

from gateway.edge.language import Language
from gateway.texts import texts_in
from tests.architecture.sources import ROOT

USE_CASES = ROOT / "services/identity/src/identity/use_cases"
# What varies in an action, and with what.
VARIED = {
    "access.{state}": ("approved", "declined"),
    "identity_provider.domain_{kind}": ("confirmed", "withdrawn"),
    "person.{change}": (
        *("totp_added", "totp_removed", "passkey_added", "passkey_removed"),
        *("recovery_codes_renewed", "second_factors_reset"),
    ),
    "support_change.{settled.state}": ("performed", "failed"),
}
_ACTION = re.compile(
    r"""(?:action=|\belse\s|record_for_person\(\s*[\w.]+,)\s*f?"([a-z_]+\.[a-z_{}.]+)\""""
    r"""|action="([a-z_.]+)" if """
)


def actions_in(source: str) -> set[str]:
    """Return what a module writes into the trail, each way that it varies in."""
    named = {one or other for one, other in _ACTION.findall(source)}
    return {
        re.sub(r"\{[^}]*\}", value, name) for name in named for value in VARIED.get(name, ("",))
    }


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_action_of_the_trail_has_words(language: Language) -> None:
    written = {
        action for path in USE_CASES.rglob("*.py") for action in actions_in(path.read_text("utf-8"))
    }
    texts = texts_in(language)

    assert len(written) > 50
    assert {each for each in written if texts.word("audit_actions", each) == each} == set()


def test_an_action_is_found_however_it_is_written() -> None:
    source = """
        records.audit.record(action="member.removed", subject=f"person:{id}")
        records.audit.record(action="consent.given" if yes else "consent.withdrawn")
        record_for_person(person.id, "person.moved", records)
        record_for_person(
            person.id,
            f"support_change.{settled.state}",
            records,
        )
    """

    assert actions_in(source) == {
        *("member.removed", "consent.given", "consent.withdrawn", "person.moved"),
        *("support_change.performed", "support_change.failed"),
    }
