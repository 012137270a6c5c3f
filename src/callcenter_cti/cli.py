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
from callcenter_cti.domain.customers import Language
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
journal_app = typer.Typer(help="The router's journal.", no_args_is_help=True)
app.add_typer(journal_app, name="journal")
app.add_typer(prompts_app, name="prompts")
app.add_typer(agent_app, name="agent")
app.add_typer(db_app, name="db")

SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", help="Settings file; without it `settings.yaml` if it exists."),
]

Languages = Annotated[
    list[Language] | None,
    typer.Option("--language", help="Only this language; may be given several times."),
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
    """Check a rules file; every finding on a line of its own, exit code 1 when one is an error."""
    from callcenter_cti.config.rules import RulesError, load_rules

    try:
        warnings = load_rules(rules).warnings
    except RulesError as error:
        typer.echo(str(error))
        raise typer.Exit(1) from None
    for warning in warnings:
        typer.echo(str(warning))
    if not warnings:
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


@app.command("demo-bank")
def demo_bank(  # noqa: PLR0917 - typer calls it by name
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port; 0 picks a free one.")] = 8090,
    database: Annotated[
        str, typer.Option("--database", help="The bank's database, instead of the settings'.")
    ] = "",
    token_file: Annotated[
        Path,
        typer.Option("--token-file", help="The bearer token; made on the first start."),
    ] = Path("var/bank.token"),
    show_messages: Annotated[  # noqa: FBT002 - a flag on the command line
        bool,
        typer.Option("--show-messages", help="Print messages to customers, codes included."),
    ] = False,
    settings: SettingsFile = None,
) -> None:
    """Serve the demo bank over HTTP, as a bank of its own beside the engine."""
    from callcenter_cti.app import SystemClock
    from callcenter_cti.bank.demo_process import DemoBankOptions, serve_demo_bank
    from callcenter_cti.config.settings import load_settings

    loaded = load_settings(settings)
    if database:
        loaded = loaded.model_copy(update={"bank_database_url": database})
    options = DemoBankOptions(host, port, token_file, show_messages)
    asyncio.run(serve_demo_bank(loaded, options, clock=SystemClock(), say=typer.echo))


@prompts_app.command("build")
def prompts_build(settings: SettingsFile = None, language: Languages = None) -> None:
    """Render the prompts that are missing; recordings of a studio stay as they are."""
    from callcenter_cti.administration import build_prompts
    from callcenter_cti.config.settings import load_settings

    made = build_prompts(
        load_settings(settings), progress=typer.echo, languages=language or tuple(Language)
    )
    typer.echo(
        f"{made.rendered} rendered, {made.cached} kept, {made.recorded} from the studio; "
        f"{made.written} files written"
    )


@prompts_app.command("check")
def prompts_check(settings: SettingsFile = None, language: Languages = None) -> None:
    """Find missing, unused, clipped, silent and too loud prompts; exit code 1 if there is one."""
    from callcenter_cti.administration import check_prompts
    from callcenter_cti.config.settings import load_settings

    languages = language or tuple(Language)
    findings = list(check_prompts(load_settings(settings), languages=languages))
    for finding in findings:
        typer.echo(str(finding))
    counted = "1 finding" if len(findings) == 1 else f"{len(findings) or 'no'} findings"
    typer.echo(f"prompts {', '.join(languages)}: {counted}")
    raise typer.Exit(1 if findings else 0)


@prompts_app.command("list")
def prompts_list(
    language: Languages = None,
    csv: Annotated[  # noqa: FBT002 - a flag on the command line
        bool, typer.Option("--csv", help="As CSV for the voice talent: how it sounds, and where.")
    ] = False,
) -> None:
    """Print each text that is recorded, a line each."""
    from callcenter_cti.administration import list_prompts, prompts_as_csv

    listed = prompts_as_csv if csv else list_prompts
    typer.echo(listed(languages=language or tuple(Language)), nl=False)


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


@journal_app.command("replay")
def journal_replay(
    run: Annotated[
        str | None, typer.Option("--run", help="Only this run of the engine; without it all.")
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Let the router live its journal again; exit code 1 when anything comes out otherwise."""
    from callcenter_cti.administration import replay_journal
    from callcenter_cti.config.settings import load_settings

    agrees = asyncio.run(replay_journal(load_settings(settings), run=run or "", say=typer.echo))
    raise typer.Exit(0 if agrees else 1)
