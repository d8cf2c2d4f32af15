"""docs/wire.txt is current, and nobody speaks to an empty room."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, package_sources, text_of
from tools import wire


def unheard_events(root: Path, constants: dict[str, str]) -> list[str]:
    """Name the events that a service announces and neither another package nor itself hears."""
    names = {value: name for name, value in constants.items()}
    return [
        f"{package} announces {type_}"
        for package, folder in wire.SERVICES.items()
        for method, type_ in sorted(set(wire.told(root / folder, constants)))
        if method == "announce"
        and not any(
            names[type_] in text_of(root / path)
            if not path.is_relative_to(folder)
            else f'on_event("{package}", {names[type_]})' in text_of(root / path)
            for path in package_sources(root)
            if not path.is_relative_to("libs")
        )
    ]


def test_the_map_of_the_wire_is_current() -> None:
    check = subprocess.run(
        [sys.executable, "-m", "tools.wire", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert check.returncode == 0, f"make wire, and read the diff:\n{check.stdout}{check.stderr}"


def test_in_a_support_session_nothing_changes_but_the_session_itself() -> None:
    marked = [line for line in text_of(ROOT / wire.MAP).splitlines() if "even in support" in line]

    # Whoever adds to this list says why it changes nothing of the customer's (MB-14).
    assert [line.split("(")[0].strip() for line in marked] == [
        "call identity.close_support_session",
        "call identity.propose_support_change",
    ]


def test_every_event_between_services_is_heard() -> None:
    faults = unheard_events(ROOT, wire.event_constants())

    assert not faults, "\n".join(faults)


def test_a_stale_map_is_found_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / wire.MAP).write_text("identity\n  call identity.gone() -> None\n")

    result = wire.main(["--check"], tmp_path)

    assert result == 1
    assert "-  call identity.gone() -> None" in capsys.readouterr().out


def test_an_event_that_nobody_hears_is_found(tmp_path: Path) -> None:
    speaker = tmp_path / "services/tickets/src/tickets/use_cases/reply.py"
    speaker.parent.mkdir(parents=True)
    speaker.write_text("outbox.announce(REPLIED, 1)\noutbox.publish(SENT, 2)\n")
    constants = {"REPLIED": "replied", "SENT": "request.sent.v1"}

    alone = unheard_events(tmp_path, constants)
    hearer = tmp_path / "services/notifications/src/notifications/service.py"
    hearer.parent.mkdir(parents=True)
    hearer.write_text("heard = on_event('tickets', REPLIED)\n")

    assert alone == ["tickets announces replied"]
    assert unheard_events(tmp_path, constants) == []


def test_a_service_may_tell_itself_something(tmp_path: Path) -> None:
    speaker = tmp_path / "services/tickets/src/tickets/service.py"
    speaker.parent.mkdir(parents=True)
    speaker.write_text("outbox.announce(REPLIED, 1)\n")
    alone = unheard_events(tmp_path, {"REPLIED": "replied"})
    speaker.write_text('outbox.announce(REPLIED, 1)\nheard = on_event("tickets", REPLIED)\n')

    assert alone == ["tickets announces replied"]
    assert unheard_events(tmp_path, {"REPLIED": "replied"}) == []
