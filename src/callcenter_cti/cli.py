"""The command line ``callcenter-cti``: reads options, says what went wrong, decides nothing.

Exit codes: 0 done, 1 findings, 2 usage or a wrong file, 3 a peer is unreachable. Heavy packages
are imported by the command that needs them, so that ``--help`` and ``check`` answer at once.
"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from callcenter_cti import __version__
from callcenter_cti.domain.errors import ConfigError, PeerUnavailable
from callcenter_cti.domain.identifiers import AgentId

app = typer.Typer(
    name="callcenter-cti",
    help="Call routing and IVR engine for bank-card contact centres on Asterisk.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its tracebacks show local variables, which may be secrets
    add_completion=False,
)
prompts_app = typer.Typer(help="What callers hear.", no_args_is_help=True)
agent_app = typer.Typer(help="Agents' log-ins.", no_args_is_help=True)
db_app = typer.Typer(help="The databases.", no_args_is_help=True)
app.add_typer(prompts_app, name="prompts")
app.add_typer(agent_app, name="agent")
app.add_typer(db_app, name="db")

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="Settings file; without it `settings.yaml` if it exists."),
]


def main() -> None:
    """Run a command and turn this project's errors into exit codes."""
    try:
        app()
    except ConfigError as error:
        typer.echo(f"callcenter-cti: {error}", err=True)
        sys.exit(2)
    except PeerUnavailable as error:
        typer.echo(f"callcenter-cti: {error}", err=True)
        sys.exit(3)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer's callback signature
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: FBT002 - typer hands it to the callback
        bool, typer.Option("--version", callback=_show_version, help="Print the version.")
    ] = False,
) -> None:
    """Call routing and IVR engine for bank-card contact centres on Asterisk."""


@app.command()
def serve(settings: SettingsFile = None) -> None:
    """Run the engine: FastAGI for the dialplan, AMI to each site, the agents' desktop."""
    from callcenter_cti.app import serve as run_engine
    from callcenter_cti.config.settings import load_settings

    asyncio.run(run_engine(load_settings(settings)))


@app.command()
def check(
    rules: Annotated[Path, typer.Argument(help="The rules file.")] = Path("routing_rules.yaml"),
) -> None:
    """Check a rules file; every finding on a line of its own, exit code 1 when there is one."""
    from callcenter_cti.config.rules import RulesError, load_rules

    try:
        load_rules(rules)
    except RulesError as error:
        typer.echo(str(error))
        raise typer.Exit(1) from None
    typer.echo(f"{rules}: no findings")


@app.command()
def demo(
    once: Annotated[  # noqa: FBT002 - a flag on the command line
        bool, typer.Option("--once", help="Run a fixed set of calls; exit 0 if each went right.")
    ] = False,
    http_port: Annotated[
        int, typer.Option("--http-port", help="Port of the desktop page; 0 picks a free one.")
    ] = 0,
) -> None:
    """Start a real Asterisk, callers, phones, the engine and the desktop, and let them talk."""
    from callcenter_cti.lab.demo import run_demo
    from callcenter_cti.lab.errors import LabError

    try:
        code = asyncio.run(run_demo(once=once, http_port=http_port, say=typer.echo))
    except LabError as error:  # its text says what to install
        typer.echo(f"callcenter-cti: {error}", err=True)
        code = 3
    raise typer.Exit(code)


@prompts_app.command("build")
def prompts_build(settings: SettingsFile = None) -> None:
    """Render the prompts that are missing; recordings of a studio stay as they are."""
    from callcenter_cti.administration import build_prompts
    from callcenter_cti.config.settings import load_settings

    made = build_prompts(load_settings(settings), progress=typer.echo)
    typer.echo(
        f"{made.rendered} rendered, {made.cached} kept, {made.recorded} from the studio; "
        f"{made.written} files written"
    )


@prompts_app.command("list")
def prompts_list() -> None:
    """Print key and sentence of each prompt as CSV, for the voice talent."""
    from callcenter_cti.administration import list_prompts

    typer.echo(list_prompts(), nl=False)


@agent_app.command("password")
def agent_password(
    agent: Annotated[str, typer.Argument(help="The agent's id in the rules.")],
    settings: SettingsFile = None,
) -> None:
    """Set an agent's password; asked for twice, or read from standard input when it is piped."""
    from callcenter_cti.administration import set_agent_password
    from callcenter_cti.config.settings import load_settings

    loaded = load_settings(settings)
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\n")
    asyncio.run(set_agent_password(loaded, AgentId(agent), password))
    typer.echo(f"password of {agent} set")


@db_app.command("upgrade")
def db_upgrade(settings: SettingsFile = None) -> None:
    """Bring the databases to this version's schema; `serve` does it itself on SQLite."""
    from callcenter_cti.administration import upgrade_databases
    from callcenter_cti.config.settings import load_settings

    asyncio.run(upgrade_databases(load_settings(settings)))
    typer.echo("databases are up to date")
