from collections.abc import Mapping

class InvalidAddressError(ValueError):
    errors: dict[str, str]

def normalize_address(address: Mapping[str, str]) -> dict[str, str]: ...
