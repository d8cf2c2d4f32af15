"""How large a list may be, before anything of it is believed."""

from typing import Final

LARGEST_BYTES: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 2000
"""Besides the heading; as many readings as one call takes."""
MOST_COLUMNS: Final = 50
LONGEST_CELL: Final = 500
LARGEST_UNPACKED_BYTES: Final = 40 * 1024 * 1024
"""Of a workbook's parts together: a list of 2,000 rows has a twentieth of that."""
MOST_PARTS: Final = 500


class NotATable(Exception):
    """The list cannot be read. Argument: the reason's stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
