"""What can go wrong in the laboratory, each error with the sentence that a person needs."""

from callcenter_cti.domain.errors import CallcenterError


class LabError(CallcenterError):
    """The laboratory cannot do what was asked; its text says what to do about it."""
