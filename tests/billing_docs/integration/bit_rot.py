"""Damage in the object store: bytes flipped in its own files, behind everybody's back."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kontor_local.places import local_folder, scratch_folder

_CRC32C = 0x82F63B78  # Castagnoli, reflected: what the store guards each block with
# A block's checksum stands behind its bytes and a few words about them.
_NEAR = 4096


def flip_bytes(bucket: str, content: bytes, *, silently: bool = True) -> int:
    """Flip one bit of each place where the store's files hold `content`; return how many.

    Silently: the store's own checksum of the block is made to fit, as where the damage came before
    it, so that it serves wrong bytes with a good conscience. Otherwise it finds the block broken
    and does not answer.
    """
    flipped = 0
    broken = bytearray(content)
    broken[len(content) // 2] ^= 1
    for file in _volumes(bucket):
        held = file.read_bytes()
        place = held.find(content)
        while place >= 0:
            with file.open("r+b") as disk:
                disk.seek(place + len(content) // 2)
                disk.write(bytes([broken[len(content) // 2]]))
                if silently:
                    after = place + len(content)
                    guard = held.find(_crc32c(content), after, after + _NEAR)
                    assert guard > 0, "the store guards its blocks otherwise"
                    disk.seek(guard)
                    disk.write(_crc32c(bytes(broken)))
            flipped += 1
            place = held.find(content, place + len(content))
    return flipped


def _volumes(bucket: str) -> list[Path]:
    home = local_folder() / "test"
    folders = [folder for folder in (scratch_folder(home), home) if folder is not None]
    return [file for folder in folders for file in (folder / "s3/data").glob(f"{bucket}_*.dat")]


def _crc32c(data: bytes) -> bytes:
    table, value = _table(), 0xFFFFFFFF
    for byte in data:
        value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
    return (value ^ 0xFFFFFFFF).to_bytes(4, "big")


@cache
def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = (value >> 1) ^ _CRC32C if value & 1 else value >> 1
        table.append(value)
    return tuple(table)
