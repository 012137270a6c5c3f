"""What can go wrong on the manager interface's wire.

    AmiError (WireError)
    ├── LocalProtocolError   we were about to write nonsense; nothing was written
    ├── RemoteProtocolError  Asterisk answered with something that is no answer
    └── ActionRefused        Asterisk understood, and said no

No text holds a field's value: it may be a secret or somebody's number.
"""

from callcenter_cti.domain.errors import WireError


class AmiError(WireError):
    """The base of this package's errors."""


class LocalProtocolError(AmiError):
    """An action that must not be written: it would break the framing or mean something else."""

    def __init__(self, action: str, field: str, reason: str) -> None:
        super().__init__(action, field, reason)
        self.action = action
        """The action's name; its `repr` when the name itself is at fault."""
        self.field = field
        """The field at fault; empty when it is the name."""
        self.reason = reason

    def __str__(self) -> str:
        place = f"{self.action}.{self.field}" if self.field else self.action
        return f"AMI action {place}: {self.reason}"


class RemoteProtocolError(AmiError):
    """An answer that does not fit the question."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(action, reason)
        self.action = action
        self.reason = reason

    def __str__(self) -> str:
        return f"AMI answer to {self.action}: {self.reason}"


class ActionRefused(AmiError):  # noqa: N818 - reads as the fact it states
    """Asterisk refused an action, for example for want of a permission."""

    def __init__(self, action: str, message: str) -> None:
        super().__init__(action, message)
        self.action = action
        self.message = message
        """Asterisk's own words: ``Permission denied``, ``No such channel``."""

    def __str__(self) -> str:
        return f"AMI refused {self.action}: {self.message or 'without a reason'}"
