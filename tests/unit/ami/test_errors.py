"""The errors' texts, as ops read them."""

from callcenter_cti.ami.errors import ActionRefused, LocalProtocolError, RemoteProtocolError


def test_each_error_says_what_happened():
    """The action, the place and Asterisk's own words."""
    assert str(LocalProtocolError("Ping", "", "bad")) == "AMI action Ping: bad"
    assert str(RemoteProtocolError("Ping", "odd")) == "AMI answer to Ping: odd"
    assert str(ActionRefused("Ping", "Permission denied")) == "AMI refused Ping: Permission denied"
    assert str(ActionRefused("Ping", "")) == "AMI refused Ping: without a reason"
