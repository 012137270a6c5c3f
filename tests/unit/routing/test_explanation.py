"""The sentence that explains a decision."""

from callcenter_cti.routing.explanation import Explanation, PassedOver


def test_the_sentence_says_who_was_passed_over_and_by_which_rules() -> None:
    """Counts and reasons, no names."""
    passed_over = {PassedOver.NOT_SKILLED: 12, PassedOver.TALKING: 3, PassedOver.EXCLUDED: 1}

    sentence = str(Explanation("v7", idle_s=312.4, waited_s=41.6, passed_over=passed_over))

    assert sentence == (
        "Longest idle (312 s) of those who can serve it, for the call that waited 42 s; "
        "passed over: 12 not skilled, 3 talking, 1 excluded after RONA; rules v7."
    )


def test_the_sentence_is_whole_when_nobody_was_passed_over() -> None:
    """A roster of one."""
    assert "passed over: nobody;" in str(Explanation("v7", 0, 0, {}))
