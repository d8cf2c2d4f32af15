"""The page of what we use names what is pinned, and reads days and licences where they stand."""

from email.message import Message
from pathlib import Path

from tools.dependencies import LOCK, PAGE, Dependency, licence_of, listed, page, publishing_days
from tools.dependencies import pinned as pinned_in

ROOT = Path(__file__).parents[2]


def told(*headers: tuple[str, str]) -> Message:
    message = Message()
    for name, value in headers:
        message[name] = value
    return message


def test_the_page_lists_every_pinned_package_in_its_version() -> None:
    pinned = pinned_in((ROOT / LOCK).read_text(encoding="utf-8"))

    assert listed((ROOT / PAGE).read_text(encoding="utf-8")) == pinned, "run: make lock"
    assert len(pinned) > 50


def test_a_package_that_is_missing_on_the_page_is_seen() -> None:
    written = page([Dependency(name="a", version="1", published_on="2026-11-01", licence="MIT")])

    assert listed(written) == {"a": "1"}
    assert listed(written) != pinned_in("a==1 \\\n    --hash=sha256:00\nb==2.post1 \\\n")


def test_a_version_is_as_old_as_its_first_file() -> None:
    resolved = """
    [[package]]
    name = "a"
    version = "1"
    sdist = { hash = "x", upload-time = "2026-11-03T10:00:00Z" }
    wheels = [{ hash = "y", upload-time = "2026-11-02T09:00:00Z" }]
    """

    assert publishing_days(resolved) == {"a==1": "2026-11-02"}


def test_a_licence_is_read_from_the_clearest_place() -> None:
    classifier = ("Classifier", "License :: OSI Approved :: MIT License")

    assert licence_of(told(("License-Expression", "MIT"), classifier)) == "MIT"
    assert licence_of(told(("License", "x" * 900), classifier)) == "MIT License"
    assert licence_of(told(("License", "BSD"))) == "BSD"
    assert licence_of(told()) == "not said"
