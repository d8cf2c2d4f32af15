"""Take a backup of what Kontor cannot make again, look whether it is whole, and restore it.

    python deploy/backup/kontor_backup.py take    FOLDER [--keys-to FOLDER]
    python deploy/backup/kontor_backup.py verify  FOLDER/STAMP
    python deploy/backup/kontor_backup.py restore FOLDER/STAMP

`KONTOR_BACKUP_URL_<SERVICE>` is each database as somebody reaches it who may read every row
(`postgresql://backup:…@host/identity`): a superuser, or a role with BYPASSRLS and pg_read_all_data.
`--keys-to` also keeps the files of KONTOR_SETTINGS_FOLDER and those that they name. Put them
elsewhere than the databases: together they open every secret. docs/operations.md says what is not
in it.

It ends with 0 when it is done, 1 when a backup is not whole, 2 when it is used wrongly, 3 when a
database does not answer.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

URL = "KONTOR_BACKUP_URL_"
SETTINGS = "KONTOR_SETTINGS_FOLDER"
TOOLS = "KONTOR_POSTGRES_TOOLS"  # the folder of pg_dump, where it is not on the path
MANIFEST = "manifest.json"
DONE, NOT_WHOLE, WRONG_USE, NO_ANSWER = 0, 1, 2, 3
_PIECE = 1024 * 1024


class Fault(Exception):
    """What keeps us from doing it, in a sentence, and the exit code for it."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Place:
    """One database; its password goes by the environment, where no list of processes shows it."""

    service: str
    url: str
    tools: Path

    def address(self) -> str:
        """Return the address without its password."""
        parts = urlsplit(self.url)
        login = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return f"postgresql://{login}{parts.hostname or ''}{port}{parts.path}"

    def run(self, tool: str, *words: str) -> str:
        """Run one of PostgreSQL's tools on the database; return what it says.

        Raises:
            Fault: it failed; with its last line.
        """
        password = unquote(urlsplit(self.url).password or "")
        environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
        command = [str(self.tools / tool), *words]
        try:
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own tools
                command, env=environment, capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise Fault(WRONG_USE, f"there is no {tool} here: set {TOOLS}") from None
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise Fault(NO_ANSWER, f"{self.service}: {tool} says: {said}")
        return done.stdout


def places(environment: Mapping[str, str]) -> list[Place]:
    """Return the databases that the environment names."""
    found = [
        Place(service=name.removeprefix(URL).lower(), url=url, tools=_tools(environment))
        for name, url in sorted(environment.items())
        if name.startswith(URL) and url
    ]
    if not found:
        raise Fault(WRONG_USE, f"set {URL}<SERVICE> for each database")
    return found


def take(folder: Path, keys_to: Path | None, environment: Mapping[str, str]) -> Path:
    """Dump every database into a new folder below `folder`, and return that one.

    Each dump is one instant of its database; all of them begin together. The folder gets its name
    last, so that what has it is complete.
    """
    began = datetime.now(UTC)
    stamp = f"{began:%Y-%m-%dT%H%M%SZ}"
    draft, final = folder / f".{stamp}.unfinished", folder / stamp
    draft.mkdir(parents=True, mode=0o700)
    found = places(environment)
    with ThreadPoolExecutor(len(found)) as pool:
        list(pool.map(lambda place: _dump(place, draft), found))
    manifest = {
        "began_at": began.isoformat(),
        "ended_at": datetime.now(UTC).isoformat(),
        "sha256": {place.service: _digest(draft / f"{place.service}.dump") for place in found},
    }
    (draft / MANIFEST).write_text(json.dumps(manifest, indent=1))
    if keys_to is not None:
        _keep_keys(keys_to / f"{stamp}-keys.tar", environment)
    draft.rename(final)
    return final


def verify(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Return the services whose dumps are whole and can be read.

    Raises:
        Fault: one of them is missing, changed or cut off.
    """
    digests = _manifest(folder)["sha256"]
    for service, digest in digests.items():
        dump = folder / f"{service}.dump"
        if not dump.exists() or _digest(dump) != digest:
            raise Fault(NOT_WHOLE, f"{dump} is not what was written")
        place = Place(service=service, url="", tools=_tools(environment))
        place.run("pg_restore", "--list", str(dump))
    return sorted(digests)


def restore(folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Fill empty databases from a backup, and return whose they are; each wholly or not at all.

    The databases and their roles exist already, as for a new installation, and hold no table.

    Raises:
        Fault: the backup is not whole, or a database holds something.
    """
    kept = verify(folder, environment)
    known = {place.service: place for place in places(environment)}
    missing = sorted(set(kept) - set(known))
    if missing:
        raise Fault(WRONG_USE, f"set {URL}<SERVICE> for {', '.join(missing)} too")
    for service in kept:
        _require_empty(known[service])
    with ThreadPoolExecutor(len(kept)) as pool:
        list(pool.map(lambda service: _fill(known[service], folder), kept))
    return kept


def _tools(environment: Mapping[str, str]) -> Path:
    return Path(environment.get(TOOLS, ""))


def _dump(place: Place, folder: Path) -> None:
    # Also for a superuser: a dump that row-level security has thinned out must not come about.
    file = folder / f"{place.service}.dump"
    place.run("pg_dump", "--format=custom", f"--file={file}", f"--dbname={place.address()}")


def _fill(place: Place, folder: Path) -> None:
    place.run(
        "pg_restore",
        "--single-transaction",
        "--exit-on-error",
        f"--dbname={place.address()}",
        str(folder / f"{place.service}.dump"),
    )


def _require_empty(place: Place) -> None:
    query = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    words = ("--no-align", "--tuples-only", f"--command={query}", f"--dbname={place.address()}")
    if int(place.run("psql", *words)):
        raise Fault(WRONG_USE, f"{place.service}: the database is not empty; nothing was restored")


def _keep_keys(archive: Path, environment: Mapping[str, str]) -> None:
    """Keep the settings and every file that they name, each under its whole path."""
    named = environment.get(SETTINGS)
    if not named or not Path(named).is_dir():
        raise Fault(WRONG_USE, f"--keys-to: set {SETTINGS} to the folder of the settings")
    files = {file.resolve() for file in Path(named).glob("*.env")}
    for settings in list(files):
        for line in settings.read_text().splitlines():
            value = line.partition("=")[2].strip("'\"")
            if value.startswith("/") and Path(value).is_file():
                files.add(Path(value).resolve())
    archive.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        os.fdopen(os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output,
        tarfile.open(fileobj=output, mode="w") as tar,
    ):
        for file in sorted(files):
            tar.add(file)


def _manifest(folder: Path) -> dict[str, dict[str, str]]:
    try:
        manifest: dict[str, dict[str, str]] = json.loads((folder / MANIFEST).read_text())
    except (OSError, json.JSONDecodeError) as error:
        raise Fault(NOT_WHOLE, f"{folder} holds no whole backup: no {MANIFEST}") from error
    return manifest


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("take", help="dump every database into a new folder")
    taking.add_argument("folder", type=Path)
    taking.add_argument("--keys-to", type=Path, help="keep settings and keys there; elsewhere")
    for name, words in (("verify", "is a backup whole?"), ("restore", "fill empty databases")):
        commands.add_parser(name, help=words).add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.command == "take":
            said = str(take(given.folder, given.keys_to, os.environ))
        elif given.command == "verify":
            said = f"whole: {', '.join(verify(given.folder, os.environ))}"
        else:
            said = f"restored: {', '.join(restore(given.folder, os.environ))}"
    except Fault as fault:
        sys.stderr.write(f"kontor_backup: {fault}\n")
        return fault.code
    except OSError as error:
        sys.stderr.write(f"kontor_backup: {error.filename}: {error.strerror}\n")
        return WRONG_USE
    sys.stdout.write(said + "\n")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
