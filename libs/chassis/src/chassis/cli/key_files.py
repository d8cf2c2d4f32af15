"""Files of keys that change in steps: a new key is accepted everywhere before anything uses it.

A set of symmetric keys is a JWK Set (RFC 7517) whose first key seals or signs while all of them are
accepted. A signing key is a JWK of its own; whoever verifies has the public parts in a JWK Set.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from joserfc.jwk import OKPKey

from chassis.cli.services import UsageError

KeyState = Literal["in_use", "accepted", "waiting"]

_KEY_BYTES = 32
# When a key was made, and since when it is the one in use; RFC 7517 (4) allows further members.
_MADE, _USED = "iat", "used_since"
_NEXT = ".next"


class NotYet(Exception):
    """A step cannot be taken now; the message says what comes before it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyLine:
    """One key as it may be shown: nothing of it but its name and its ages."""

    id: str
    state: KeyState
    made_at: datetime | None
    used_since: datetime | None


class KeySetFile:
    """A set of symmetric keys in one file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def lines(self) -> list[KeyLine]:
        """Return the keys, the one in use first."""
        return [
            _line(key, "in_use" if place == 0 else "accepted")
            for place, key in enumerate(self._keys())
        ]

    def add(self, now: datetime) -> str:
        """Put a new key behind the others, where it is accepted and not used; return its id."""
        keys = self._keys()
        key_id = _free_id(now, {str(key.get("kid")) for key in keys})
        fresh = base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).rstrip(b"=").decode()
        key = {"kty": "oct", "kid": key_id, "k": fresh, _MADE: int(now.timestamp())}
        self._write([*keys, key])
        return key_id

    def use(self, now: datetime) -> str:
        """Put the newest key first, so that it is used; return its id.

        Raises:
            NotYet: there is no newer key.
        """
        keys = self._keys()
        newest = max(keys, key=lambda key: int(key.get(_MADE, 0)))
        if len(keys) == 1 or newest is keys[0]:
            raise NotYet("the newest key is in use already: add one first")
        others = [key for key in keys if key is not newest]
        self._write([{**newest, _USED: int(now.timestamp())}, *others])
        return str(newest["kid"])

    def drop(self, now: datetime, *, kept_for: timedelta) -> list[str]:
        """Take out every key but the one in use; return their ids.

        Raises:
            NotYet: the one in use is not in use for so long.
        """
        first, *others = self._keys()
        if not others:
            raise NotYet("there is no other key")
        since = datetime.fromtimestamp(int(first.get(_USED, first.get(_MADE, 0))), UTC)
        if since + kept_for > now:
            raise NotYet(
                f"the present key is in use since {since:%Y-%m-%d %H:%M}; what others signed or "
                f"sealed may be met until {since + kept_for:%Y-%m-%d %H:%M}"
            )
        self._write([first])
        return [str(key.get("kid", "?")) for key in others]

    def _keys(self) -> list[dict[str, Any]]:
        keys = _read(self.file).get("keys")
        if not isinstance(keys, list) or not keys:
            raise UsageError(f"{self.file} holds no keys")
        return keys

    def _write(self, keys: list[dict[str, Any]]) -> None:
        replace_file(self.file, json.dumps({"keys": keys}, indent=1))


class SigningKeyFile:
    """A private Ed25519 key in one file; the public parts of all that ever signed in another."""

    def __init__(self, file: Path, public_file: Path) -> None:
        self.file = file
        self.public_file = public_file

    def lines(self) -> list[KeyLine]:
        """Return the keys, the one that signs first."""
        present = _read(self.file)
        used = datetime.fromtimestamp(self.file.stat().st_mtime, UTC)
        shown = [KeyLine(id=_id(present), state="in_use", made_at=None, used_since=used)]
        waiting = _id(_read(self._next)) if self._next.exists() else None
        for key in self._public():
            if _id(key) != _id(present):
                state: KeyState = "waiting" if _id(key) == waiting else "accepted"
                shown.append(KeyLine(id=_id(key), state=state, made_at=None, used_since=None))
        return shown

    def add(self, now: datetime) -> str:
        """Make a key that waits, and let everybody believe it already; return its id.

        Raises:
            NotYet: one waits already.
        """
        if self._next.exists():
            raise NotYet(f"the key {_id(_read(self._next))} waits already: use it first")
        present = OKPKey.import_key(_read(self.file))
        present.ensure_kid()
        known = self._public() or [dict(present.as_dict(private=False))]
        key_id = _free_id(now, {_id(key) for key in known})
        fresh = OKPKey.generate_key("Ed25519", {"kid": key_id, "use": "sig", "alg": "Ed25519"})
        public = [*known, dict(fresh.as_dict(private=False))]
        # The public part first: a key that signs and is not believed would be an outage.
        replace_file(self.public_file, json.dumps({"keys": public}, indent=1))
        replace_file(self._next, json.dumps(fresh.as_dict(private=True)), like=self.file)
        return key_id

    def use(self, now: datetime) -> str:
        """Put the waiting key in the place of the present one; return its id.

        Raises:
            NotYet: none waits, or the public file does not hold it.
        """
        del now
        if not self._next.exists():
            raise NotYet("no key waits: add one first")
        waiting = _id(_read(self._next))
        if waiting not in {_id(key) for key in self._public()}:
            raise NotYet(f"{self.public_file} lacks the key {waiting}: nobody would believe it")
        self._next.replace(self.file)
        return waiting

    @property
    def _next(self) -> Path:
        return self.file.with_name(self.file.name + _NEXT)

    def _public(self) -> list[dict[str, Any]]:
        if not self.public_file.exists():
            return []
        keys: list[dict[str, Any]] = _read(self.public_file).get("keys", [])
        return keys


def replace_file(file: Path, text: str, *, like: Path | None = None) -> None:
    """Replace a file in one step: nobody reads half of it; owner and rights stay as they were.

    A file that is new gets those of `like`, or is readable for its owner alone.
    """
    pattern = file if file.exists() else like
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as output:
            output.write(text)
            output.flush()
            os.fsync(output.fileno())
        if pattern is not None:
            known = pattern.stat()
            draft.chmod(known.st_mode & 0o777)
            if (known.st_uid, known.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(draft, known.st_uid, known.st_gid)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _read(file: Path) -> dict[str, Any]:
    try:
        content: Any = json.loads(file.read_text())
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is no JSON") from error
    if not isinstance(content, dict):
        raise UsageError(f"{file} holds no keys")
    return content


def _free_id(now: datetime, taken: set[str]) -> str:
    """Return the day as a name, with a number behind it where the day has one already."""
    day = f"{now:%Y-%m-%d}"
    names = [day, *(f"{day}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _id(key: Mapping[str, Any]) -> str:
    return str(key.get("kid") or OKPKey.import_key(dict(key)).thumbprint())


def _line(key: Mapping[str, Any], state: KeyState) -> KeyLine:
    return KeyLine(
        id=str(key.get("kid", "?")),
        state=state,
        made_at=_instant(key.get(_MADE)),
        used_since=_instant(key.get(_USED)),
    )


def _instant(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None
