"""The register of OWASP ASVS 5.0 is whole, names what exists, and stands on its page."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tools.asvs import LEVELS, PAGE, faults, page, read_register

# Content is hashed everywhere; encrypting, signing and comparing happen in few places.
_CRYPTOGRAPHY = re.compile(
    r"^\s*(?:import|from) (?:hmac|ssl|cryptography|joserfc|argon2|webauthn)\b", re.MULTILINE
)
_HASHES = re.compile(r"\bhashlib\.(\w+)")
_STRONG = {"sha256", "sha512", "file_digest"}


def sources() -> list[Path]:
    folders = ("services/*/src", "libs/*/src", "gateway/src")
    found = [path for folder in folders for path in ROOT.glob(f"{folder}/**/*.py")]
    return [path for path in found if "testing" not in path.parts]


def test_every_requirement_of_every_level_is_there() -> None:
    answers = read_register(ROOT)

    assert Counter(answer.level for answer in answers) == LEVELS
    assert len({answer.id for answer in answers}) == len(answers)


@pytest.mark.req("S17")
def test_each_of_the_first_level_is_answered_and_nine_in_ten_of_the_second() -> None:
    """An answer that is missing in part counts as missing."""
    missing = Counter(answer.level for answer in read_register(ROOT) if answer.open)

    assert missing[1] == 0
    assert missing[2] <= LEVELS[2] // 10


def test_everything_that_answers_exists() -> None:
    assert not list(faults(ROOT))


def test_the_page_is_current() -> None:
    written = (ROOT / PAGE).read_text(encoding="utf-8")

    assert written == page(read_register(ROOT)), "run `make asvs`"


def test_every_place_that_encrypts_signs_or_hashes_is_in_the_inventory() -> None:
    inventory = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    texts = {path: path.read_text(encoding="utf-8") for path in sources()}

    unlisted = [
        name
        for path, text in texts.items()
        if _CRYPTOGRAPHY.search(text)
        and (name := path.as_posix().partition("/src/")[2]) not in inventory
    ]
    weak = [path for path, text in texts.items() if set(_HASHES.findall(text)) - _STRONG]

    assert not unlisted
    assert not weak


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('tests = ["nowhere/test_nothing.py::test_it"]', "no test"),
        ('rules = ["EM101"]', "ruff"),
        ('commands = ["make money"]', "no command"),
        ('pages = ["security.md#nothing"]', "no docs"),
    ],
)
def test_what_does_not_exist_is_found(tmp_path: Path, entry: str, fault: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/asvs.toml").write_text(f'[1.1]\n1 = {{level = 1, about = "x", {entry}}}\n')
    for name in ("pyproject.toml", "Makefile", "docs/security.md"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"))

    assert [fault in each for each in faults(tmp_path)] == [True]


@pytest.mark.parametrize("said", ["", ', open = "x", not_applicable = "y"', ', colour = "red"'])
def test_an_entry_that_says_nothing_or_too_much_is_refused(tmp_path: Path, said: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/asvs.toml").write_text(f'[1.1]\n1 = {{level = 1, about = "x"{said}}}\n')

    with pytest.raises(ValueError, match=r"1\.1\.1"):
        read_register(tmp_path)
