"""What a decorated method wants: its parameters' types, read once from its annotations."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
from nameko.exceptions import IncorrectSignature, MalformedRequest

from chassis.decoding import UNDECODABLE, field_and_reason
from contracts.errors import InvalidInput
from contracts.principal import Principal

CALLER = "caller"


@dataclass(frozen=True, slots=True)
class CallSignature:
    """The parameters of an RPC method, and how to decode each of them."""

    method: str
    signature: inspect.Signature
    decoders: Mapping[str, msgspec.json.Decoder[Any]]
    required: frozenset[str]
    wants_caller: bool

    def bind(
        self, args: Sequence[msgspec.Raw], kwargs: Mapping[str, msgspec.Raw]
    ) -> dict[str, Any]:
        """Return the decoded arguments by name.

        Raises:
            IncorrectSignature: they do not fit the method's parameters.
            InvalidInput: a value does not fit its type; names the field.
            MalformedRequest: a value is no JSON at all.
        """
        given = kwargs
        if args or not self.required <= kwargs.keys() <= self.decoders.keys():
            # Only what is not simply named: it takes Python longer than all the decoding.
            try:
                given = self.signature.bind(*args, **kwargs).arguments
            except TypeError as error:
                raise IncorrectSignature(f"{self.method}() {error}") from error
        return {name: self._decode(name, raw) for name, raw in given.items()}

    def _decode(self, name: str, raw: msgspec.Raw) -> Any:
        try:
            return self.decoders[name].decode(raw)
        except msgspec.ValidationError as error:
            raise InvalidInput(*field_and_reason(name, error)) from error
        except UNDECODABLE as error:
            raise MalformedRequest(f"{name} is no JSON: {type(error).__name__}") from error


def call_signature(function: Callable[..., Any]) -> CallSignature:
    """Return what the RPC method `function` takes; `self` and `caller` do not cross the wire."""
    hints = get_type_hints(function)
    parameters = [
        parameter
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in ("self", CALLER)
    ]
    return CallSignature(
        method=function.__name__,
        signature=inspect.Signature(parameters),
        decoders={each.name: msgspec.json.Decoder(hints[each.name]) for each in parameters},
        required=frozenset(
            each.name for each in parameters if each.default is inspect.Parameter.empty
        ),
        wants_caller=hints.get(CALLER) is Principal,
    )
