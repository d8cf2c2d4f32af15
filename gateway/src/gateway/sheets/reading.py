"""A list that somebody sent in, as a table of texts."""

import asyncio
import sys

import msgspec

from contracts.errors import InvalidInput
from contracts.meters import ReadingTable
from gateway.sheets.csv_lists import read_csv
from gateway.sheets.limits import NotATable
from gateway.sheets.workbooks import Answer

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"  # before 2007, or encrypted
_PROGRAM = ("-I", "-m", "gateway.sheets.workbooks")
# Wide: a good list must not be refused because the machine is busy.
_WALL_SECONDS = 30.0
_AT_ONCE = 2


class SheetReader:
    """Reads lists; workbooks in processes of their own, two at once."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)

    async def read(self, content: bytes) -> ReadingTable:
        """Return the list's columns and rows, whichever form it has.

        Raises:
            InvalidInput: it is no list, or a larger one than anybody reads meters by.
        """
        try:
            is_workbook = content.startswith(_WORKBOOK)
            rows = await self._workbook(content) if is_workbook else _csv(content)
        except NotATable as error:
            raise InvalidInput("file", error.reason) from None
        if not rows:
            raise InvalidInput("file", "empty")
        return ReadingTable(columns=tuple(rows[0]), rows=tuple(map(tuple, rows[1:])))

    async def _workbook(self, content: bytes) -> list[list[str]]:
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *_PROGRAM,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={},
            )
            try:
                said, _ = await asyncio.wait_for(process.communicate(content), _WALL_SECONDS)
            except TimeoutError:
                raise NotATable("too_costly_to_read") from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        try:
            answer = msgspec.json.decode(said, type=Answer)
        except msgspec.DecodeError:
            # Ended by one of its limits before it could answer.
            raise NotATable("too_costly_to_read") from None
        if answer.reason is not None:
            raise NotATable(answer.reason)
        return answer.rows


def _csv(content: bytes) -> list[list[str]]:
    if content.startswith(_OLD_WORKBOOK):
        raise NotATable("old_workbook")
    return read_csv(content)
