"""What can be deployed explains itself: a README, an image, every setting."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, SERVICES, files, package_sources, text_of
from tools.image_packages import IMAGES, package_lists

DEPLOYABLES = (*(f"services/{name}" for name in SERVICES), "gateway")
LIBRARIES = ("libs/contracts", "libs/process", "libs/chassis", "libs/publisher")

OPERATIONS = "docs/operations.md"
_SETTING = re.compile(r"""["'](KONTOR_[A-Z0-9_]+)["']""")
_README_LINES = 5


def unlisted_folders(root: Path) -> set[str]:
    """Return the folders with a distribution that these tests do not know."""
    folders = {path.parent.as_posix() for path in files(root) if path.name == "pyproject.toml"}
    return folders - {".", *DEPLOYABLES, *LIBRARIES}


def readme_faults(root: Path, folder: str) -> list[str]:
    """Say what is missing in a folder's README: all of it, or more than a heading."""
    text = text_of(root / folder / "README.md") if (root / folder / "README.md").exists() else ""
    lines = [line for line in text.splitlines() if line.strip()]
    return [] if len(lines) >= _README_LINES else [f"{folder}/README.md has {len(lines)} lines"]


def undocumented_settings(root: Path, folder: str) -> list[str]:
    """Name the settings of a folder that neither its README nor the operator's page explains."""
    explained = "".join(
        text_of(root / page)
        for page in (f"{folder}/README.md", OPERATIONS)
        if (root / page).exists()
    )
    names = {
        name
        for path in package_sources(root)
        if path.is_relative_to(folder)
        for name in _SETTING.findall(text_of(root / path))
    }
    return sorted(
        name for name in names if not re.search(rf"(?<![A-Z0-9_]){name}(?![A-Z0-9_])", explained)
    )


def test_every_service_and_library_is_known_here() -> None:
    assert unlisted_folders(ROOT) == set()


@pytest.mark.parametrize("folder", [*DEPLOYABLES, *LIBRARIES])
def test_a_readme_tells_what_it_is(folder: str) -> None:
    assert readme_faults(ROOT, folder) == []


@pytest.mark.parametrize("folder", DEPLOYABLES)
def test_an_image_is_described_that_needs_no_rights(folder: str) -> None:
    lines = text_of(ROOT / folder / "Dockerfile").splitlines()

    assert "USER 10001:10001" in lines
    assert any(line.startswith("HEALTHCHECK ") for line in lines)


def test_an_image_takes_the_packages_that_its_program_needs() -> None:
    listed = {folder: text_of(ROOT / folder / "packages.txt") for folder in IMAGES}

    assert listed == package_lists(), "make image-packages writes them"


def test_what_an_image_takes_is_pinned() -> None:
    pinned = {line.split("==")[0] for line in text_of(ROOT / "requirements.lock").splitlines()}

    assert set("".join(package_lists().values()).split()) <= pinned


@pytest.mark.parametrize("folder", [*DEPLOYABLES, *LIBRARIES])
def test_every_setting_is_documented(folder: str) -> None:
    missing = undocumented_settings(ROOT, folder)

    assert not missing, f"not in {folder}/README.md and not in {OPERATIONS}: {missing}"


def test_a_missing_or_empty_readme_is_found(tmp_path: Path) -> None:
    (tmp_path / "gateway").mkdir()
    (tmp_path / "gateway/README.md").write_text("# gateway\n")

    assert readme_faults(tmp_path, "gateway") == ["gateway/README.md has 1 lines"]
    assert readme_faults(tmp_path, "services/tickets") == ["services/tickets/README.md has 0 lines"]


def test_an_undocumented_setting_is_found(tmp_path: Path) -> None:
    source = tmp_path / "gateway/src/gateway/settings.py"
    source.parent.mkdir(parents=True)
    source.write_text('A = setting("KONTOR_PORT")\nB = setting("KONTOR_PORT_RANGE")\n')
    (tmp_path / "gateway/README.md").write_text("KONTOR_PORT_RANGE: where to listen\n")

    assert undocumented_settings(tmp_path, "gateway") == ["KONTOR_PORT"]


def test_an_unlisted_service_is_found(tmp_path: Path) -> None:
    (tmp_path / "services/payments").mkdir(parents=True)
    (tmp_path / "services/payments/pyproject.toml").write_text("")

    assert unlisted_folders(tmp_path) == {"services/payments"}
