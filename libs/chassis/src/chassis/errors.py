"""What a handler says when a message cannot be taken, or not just now."""


class Refused(Exception):
    """The message can never be accepted as it is: park it at once, with this reason.

    `code` is stable and reaches the publisher; `explanation` is for a developer to read and holds
    no personal data. `waits_for` names what would make the message acceptable (for example
    `customer:10001`), so that it can be taken up again when that appears.
    """

    def __init__(self, code: str, explanation: str, *, waits_for: str | None = None) -> None:
        super().__init__(code, explanation)
        self.code = code
        self.explanation = explanation
        self.waits_for = waits_for


class DependencyDown(Exception):
    """Something we need does not answer; the message is held, not counted as a failure.

    `dependency` is a short name for logs and metrics, such as `object store`.
    """

    def __init__(self, dependency: str, cause: str = "") -> None:
        super().__init__(dependency, cause)
        self.dependency = dependency
        self.cause = cause
