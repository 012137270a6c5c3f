"""Who broke the AGI protocol: we (a bug of ours) or the peer. A hang-up is neither."""

from callcenter_cti.domain.errors import WireError


class LocalProtocolError(WireError):
    """We asked for something that AGI cannot say, or at a time when it cannot be said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """What was wrong, without the arguments (they may be a secret)."""

    def __str__(self) -> str:
        return f"AGI misused: {self.reason}"


class RemoteProtocolError(WireError):
    """The peer sent something that is not AGI; the connection cannot go on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """What was wrong, without the bytes (they may hold a secret)."""

    def __str__(self) -> str:
        return f"AGI broken by the peer: {self.reason}"
