"""Prüft Exporte von Kontor ohne Netz / Checks exports of Kontor offline.

    python3 check_export.py EXPORT-1.zip [EXPORT-2.zip …] [--key PUBLIC-KEY.json]

Nennt jede geänderte, fehlende oder hinzugefügte Datei und prüft die Unterschrift. Names each file
that was changed, is missing or was added, and checks the signature. Needs Python 3.9 or newer and
nothing else. Ends with 0 if everything is in order, with 1 if not, with 2 if there is nothing to
check. Without --key the enclosed key is used: compare the fingerprint shown with the one in the
portal.
"""

import argparse
import base64
import hashlib
import json
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.jws", "public-key.json"
# What the signature itself covers, or is made of.
_OUTSIDE = {MANIFEST, SIGNATURE, KEY}
_TYPE = "kontor-export+jws"
_CHUNK = 1024 * 1024
_NOTHING = "0" * 64
_SEGMENTS = 3


class Part:
    """One ZIP file of an export: what its manifest says, and what is wrong with it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.faults: list[str] = []
        self.manifest: dict[str, Any] = {}
        self.manifest_sha256 = ""
        self.fingerprint = ""

    def fault(self, german: str, english: str, what: str) -> None:
        """Note one thing that is wrong."""
        self.faults.append(f"{german} / {english}: {what}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files that the command line names, and say what is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="EXPORT.zip")
    parser.add_argument("--key", type=Path, metavar="FILE", help="public key (JWK) of the portal")
    options = parser.parse_args(arguments)
    try:
        trusted = json.loads(options.key.read_bytes()) if options.key else None
        parts = [check_part(file, trusted) for file in options.files]
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    faults = check_parts_together(parts)
    for part in parts:
        _say(f"{part.file.name}:")
        for fault in part.faults:
            _say(f"  {fault}")
        if not part.faults:
            _say(f"  in Ordnung / in order: {len(part.manifest['files'])}")
        if not trusted and part.fingerprint:
            _say(f"  Fingerabdruck / fingerprint: {part.fingerprint}")
    for fault in faults:
        _say(fault)
    return 1 if faults or any(part.faults for part in parts) else 0


def check_part(file: Path, trusted: dict[str, Any] | None) -> Part:
    """Return one ZIP file with everything that is wrong inside it."""
    part = Part(file)
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if any(name not in names for name in (*_OUTSIDE,)):
            part.fault("fehlt", "missing", ", ".join(sorted(_OUTSIDE - set(names))))
            return part
        text = archive.read(MANIFEST)
        enclosed = json.loads(archive.read(KEY))
        signature = archive.read(SIGNATURE).decode("ascii", "replace").strip()
        part.fingerprint = thumbprint(enclosed)
        if not is_signed(signature, text, trusted or enclosed):
            part.fault("Unterschrift passt nicht", "the signature does not fit", MANIFEST)
        part.manifest_sha256 = hashlib.sha256(text).hexdigest()
        try:
            part.manifest = json.loads(text)
            _check_files(part, archive, names)
        except (ValueError, KeyError, TypeError) as error:
            part.fault("unlesbar", "unreadable", f"{MANIFEST}: {error}")
            part.manifest = {}
    return part


def _check_files(part: Part, archive: zipfile.ZipFile, names: list[str]) -> None:
    said = {entry["path"]: entry for entry in part.manifest["files"]}
    for name in sorted(set(names) - set(said) - _OUTSIDE):
        part.fault("hinzugefügt", "added", name)
    for name in sorted({name for name in names if names.count(name) > 1}):
        part.fault("doppelt", "twice", name)
    chain = part.manifest["chain_begins_with"]
    for entry in part.manifest["files"]:
        chain = link(chain, entry["path"], entry["size_bytes"], entry["sha256"])
        if chain != entry["chain"]:
            part.fault("Kette gebrochen", "the chain is broken", entry["path"])
            chain = entry["chain"]
        if entry["path"] not in names:
            part.fault("fehlt", "missing", entry["path"])
        elif _digest_in(archive, entry["path"]) != (entry["sha256"], entry["size_bytes"]):
            part.fault("geändert", "changed", entry["path"])


def _digest_in(archive: zipfile.ZipFile, name: str) -> tuple[str, int]:
    digest, size_bytes = hashlib.sha256(), 0
    try:
        with archive.open(name) as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                size_bytes += len(chunk)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        return "", -1  # its bytes do not even fit the ZIP's own checksum
    return digest.hexdigest(), size_bytes


def check_parts_together(parts: list[Part]) -> list[str]:
    """Return what is wrong between the parts: one is missing, twice there, or of another export."""
    known = sorted(
        (part for part in parts if part.manifest), key=lambda part: part.manifest["part"]
    )
    if not known:
        return []
    faults = []
    if len({part.manifest["export_id"] for part in known}) > 1:
        return ["verschiedene Exporte / different exports"]
    numbers = [part.manifest["part"] for part in known]
    last = next((part.manifest["part"] for part in known if part.manifest["is_last"]), None)
    wanted = range(1, (last or max(numbers) + 1) + 1)
    faults += [f"Teil fehlt / part missing: {n}" for n in wanted if n not in numbers]
    previous = None
    for part in known:
        is_next = previous is not None and part.manifest["part"] == previous.manifest["part"] + 1
        begins = (part.manifest["chain_begins_with"], part.manifest["previous_manifest_sha256"])
        if part.manifest["part"] == 1 and begins != (_NOTHING, None):
            faults.append("Kette gebrochen / the chain is broken: 1")
        elif is_next and previous is not None:
            files = previous.manifest["files"]
            if begins != (files[-1]["chain"], previous.manifest_sha256):
                faults.append(f"Kette gebrochen / the chain is broken: {part.manifest['part']}")
        previous = part
    return faults


def link(previous: str, path: str, size_bytes: int, sha256: str) -> str:
    """Return the next link of the chain: the digest of the one before and of what is said now."""
    return hashlib.sha256(f"{previous}\n{path}\n{size_bytes}\n{sha256}".encode()).hexdigest()


def thumbprint(key: dict[str, Any]) -> str:
    """Return a public key's fingerprint (RFC 7638) in hexadecimal, in groups of eight."""
    needed = {name: key[name] for name in ("crv", "kty", "x")}
    text = json.dumps(needed, separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return " ".join(digest[start : start + 8] for start in range(0, 64, 8))


def is_signed(jws: str, payload: bytes, key: dict[str, Any]) -> bool:
    """Return whether `jws`, in compact form (RFC 7515), is `payload` signed with the key."""
    segments = jws.split(".")
    try:
        header, said, signature = (_decoded(segment) for segment in segments)
        described = json.loads(header)
        public = _decoded(key["x"])
    except (ValueError, KeyError, TypeError):
        return False
    if said != payload or described.get("typ") != _TYPE:
        return False
    signed = ".".join(segments[: _SEGMENTS - 1]).encode()
    return described.get("alg") == "Ed25519" and verify_ed25519(public, signed, signature)


def _decoded(segment: str) -> bytes:
    return base64.b64decode(segment + "=" * (-len(segment) % 4), altchars=b"-_", validate=True)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


# Ed25519, verification alone, as RFC 8032 (section 6) writes it down. Slow, and quick enough for
# one signature in each file.
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_Point = tuple[int, int, int, int]
_NEUTRAL: _Point = (0, 1, 1, 0)


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the signature fits message and public key (RFC 8032, 5.1.7)."""
    if (len(public), len(signature)) != (32, 64):
        return False
    key, commitment = _point(public), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= _ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    left = _times(scalar, _base())
    right = _add(commitment, _times(challenge, key))
    same_x = (left[0] * right[2] - right[0] * left[2]) % _P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def _base() -> _Point:
    y = 4 * pow(5, _P - 2, _P) % _P
    x = _x_of(y, 0) or 0
    return (x, y, 1, x * y % _P)


def _point(encoded: bytes) -> _Point | None:
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % _P)


def _x_of(y: int, sign: int) -> int | None:
    if y >= _P:
        return None
    squared = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    if squared == 0:
        return None if sign else 0
    x = pow(squared, (_P + 3) // 8, _P)
    if (x * x - squared) % _P != 0:
        x = x * _ROOT % _P
    if (x * x - squared) % _P != 0:
        return None
    return _P - x if x & 1 != sign else x


def _add(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f, g * h, f * g, e * h)


def _times(scalar: int, point: _Point) -> _Point:
    result = _NEUTRAL
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point, scalar = _add(point, point), scalar >> 1
    return result


if __name__ == "__main__":
    sys.exit(main())
