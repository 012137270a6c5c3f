"""An answer says yes, or it does not."""

from callcenter_cti.ami.responses import response_of


def test_success_and_its_kin_are_a_yes():
    """Asterisk has three words for it."""
    for word in ("Success", "Follows", "Goodbye"):
        assert response_of({"Response": word}).success


def test_anything_else_is_a_no_with_asterisks_words():
    """An answer that says nothing is a failure too."""
    refused = response_of({"Response": "Error", "Message": "No such channel"})

    assert not refused.success
    assert refused.message == "No such channel"
    assert not response_of({}).success
