"""Lines that tell what is wrong and where."""

import pytest

from callcenter_cti.config.findings import Finding, FindingsError, Mark, suggestion


def test_a_finding_is_a_line_that_editors_understand() -> None:
    """FILE:LINE:COL: error: what; in the environment there is no line."""
    assert str(Finding("r.yaml", Mark(3, 7), "wrong")) == "r.yaml:3:7: error: wrong"
    assert str(Finding("CALLCENTER_X", None, "wrong")) == "CALLCENTER_X: error: wrong"


def test_findings_are_told_by_place() -> None:
    """Whatever found them first."""
    findings = [
        Finding("r.yaml", Mark(10, 1), "c"),
        Finding("r.yaml", Mark(9, 5), "b"),
        Finding("r.yaml", Mark(9, 5), "a"),
        Finding("ENV", None, "z"),
    ]

    assert str(FindingsError(findings)).splitlines() == [
        "ENV: error: z",
        "r.yaml:9:5: error: a",
        "r.yaml:9:5: error: b",
        "r.yaml:10:1: error: c",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [("qeue", ", did you mean `queue`?"), ("agnet", ", did you mean `agent`?"), ("zzz", "")],
)
def test_the_nearest_name_is_suggested_if_one_is_near(wrong: str, said: str) -> None:
    """And no name that is only the least far."""
    assert suggestion(wrong, {"queue", "agent", "site"}) == said
