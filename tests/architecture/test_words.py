"""What a person reads exists in German and in English, and says the same with the same values."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT, files, text_of

LANGUAGES = ("de", "en")

_PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")


def unequal_text_files(root: Path) -> list[str]:
    """Name what differs between de.toml and en.toml: keys, empty values, placeholders."""
    faults = []
    for folder in sorted({path.parent for path in files(root) if path.name in _toml_names()}):
        texts = {
            language: dict(_texts(root / folder / f"{language}.toml")) for language in LANGUAGES
        }
        faults += [
            f"{folder}: {key} is in one language only"
            for key in sorted(texts["de"].keys() ^ texts["en"].keys())
        ]
        faults += [
            f"{folder}/{language}.toml: {key} is empty"
            for language in LANGUAGES
            for key, text in texts[language].items()
            if not text.strip()
        ]
        faults += [
            f"{folder}: {key} has other placeholders in de than in en"
            for key in sorted(texts["de"].keys() & texts["en"].keys())
            if set(_PLACEHOLDER.findall(texts["de"][key]))
            != set(_PLACEHOLDER.findall(texts["en"][key]))
        ]
    return faults


def _toml_names() -> set[str]:
    return {f"{language}.toml" for language in LANGUAGES}


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    if path.exists():
        yield from _flat(tomllib.loads(text_of(path)), "")


def _flat(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def unequal_template_folders(root: Path) -> list[str]:
    """Name the files that stand in a folder `de` and not in its sister `en`, or are empty."""
    found: dict[Path, dict[str, set[Path]]] = {}
    faults = []
    for path in files(root):
        for depth, part in enumerate(path.parts[:-1]):
            if part in LANGUAGES:
                folder = Path(*path.parts[:depth])
                rest = Path(*path.parts[depth + 1 :])
                found.setdefault(folder, {name: set() for name in LANGUAGES})[part].add(rest)
                if not text_of(root / path).strip():
                    faults.append(f"{path} is empty")
    faults += [
        f"{folder}: {name} is in one language only"
        for folder, names in found.items()
        for name in sorted(names["de"] ^ names["en"])
    ]
    return faults


Check = Callable[[Path], list[str]]


@pytest.mark.parametrize("check", [unequal_text_files, unequal_template_folders])
def test_german_and_english_say_the_same(check: Check) -> None:
    faults = check(ROOT)

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("check", "german", "english"),
    [
        (unequal_text_files, {"de.toml": '[a]\nb = "Ja"'}, {"en.toml": '[a]\nc = "Yes"'}),
        (unequal_text_files, {"de.toml": '[a]\nb = "Ja"'}, {"en.toml": '[a]\nb = " "'}),
        (unequal_text_files, {"de.toml": 'b = "Ja"'}, {}),
        (unequal_text_files, {"de.toml": 'b = "{n} neu"'}, {"en.toml": 'b = "{number} new"'}),
        (unequal_template_folders, {"de/subject.txt": "Ja"}, {}),
        (unequal_template_folders, {"de/subject.txt": "Ja"}, {"en/subject.txt": ""}),
        (unequal_template_folders, {"de/a.txt": "Ja"}, {"en/a.txt": "Yes", "en/b.txt": "No"}),
    ],
)
def test_a_difference_is_found(
    tmp_path: Path, check: Check, german: dict[str, str], english: dict[str, str]
) -> None:
    write(tmp_path / "texts", german | english)

    assert check(tmp_path)


@pytest.mark.parametrize(
    ("check", "texts"),
    [
        (unequal_text_files, {"de.toml": '[a]\nb = "{n} neu"', "en.toml": 'a.b = "new: {n}"'}),
        (unequal_template_folders, {"de/subject.txt": "Ja", "en/subject.txt": "Yes"}),
    ],
)
def test_equal_texts_pass(tmp_path: Path, check: Check, texts: dict[str, str]) -> None:
    write(tmp_path / "texts", texts)

    assert check(tmp_path) == []


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
