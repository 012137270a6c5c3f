"""Runs benchmarks: ``python -m benchmarks [NAME]... [--json FILE] [--instance FILE]``.

Without a name, all of them.

Exit codes: 0 measured, whether targets are met or not; 1 could not measure; 2 usage.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from benchmarks import policy, router, self_service
from benchmarks.targets import CannotMeasureError, Outcome, Say
from callcenter_cti.domain.errors import CallcenterError

Measure = Callable[[Say], Coroutine[Any, Any, Outcome]]
BENCHMARKS: Final[dict[str, Measure]] = {
    policy.NAME: policy.measure,
    router.NAME: router.measure,
    self_service.NAME: self_service.measure,
}
COULD_NOT: Final = 1
app = typer.Typer(add_completion=False)


@app.command()
def run(
    names: Annotated[
        list[str] | None, typer.Argument(help="Which benchmarks; none: all.", metavar="[NAME]...")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the figures to this file.")
    ] = None,
    instance: Annotated[
        Path | None,
        typer.Option(help="A contact centre for `policy`, as docs/reference/instances.md has it."),
    ] = None,
) -> None:
    """Measure, and compare with the targets."""
    chosen = names or list(BENCHMARKS)
    unknown = [name for name in chosen if name not in BENCHMARKS]
    if unknown:
        raise typer.BadParameter(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}")
    known = dict(BENCHMARKS)
    if instance is not None:
        known[policy.NAME] = partial(policy.measure, instance=instance)
    measured = [_measured(name, known[name]) for name in chosen]
    outcomes = [outcome for outcome in measured if outcome is not None]
    if json_file is not None:
        figures = {outcome.name: outcome.as_json() for outcome in outcomes}
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if len(outcomes) < len(chosen):
        raise typer.Exit(COULD_NOT)


def _measured(name: str, measure: Measure) -> Outcome | None:
    """Run one; None when it could not measure, and that was said."""
    try:
        outcome = asyncio.run(measure(typer.echo))
    except (CannotMeasureError, CallcenterError, OSError) as error:  # a time-out is an OSError
        typer.echo(f"bench-{name}: could not measure: {str(error) or repr(error)}", err=True)
        return None
    typer.echo("\n".join(outcome.lines()))
    return outcome


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
