"""A manager interface whose wire a test can cut or let go silent, Asterisk being well."""

import asyncio
import contextlib
from typing import Self

from callcenter_cti.lab.addresses import AMI_PORT


class AmiRelay:
    """Passes bytes between one engine and an Asterisk, as long as it is let."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._open = asyncio.Event()
        self._open.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()

    @property
    def port(self) -> int:
        """Where the engine connects."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def fall_silent(self) -> None:
        """Keep the connection, and let nothing through."""
        self._open.clear()

    def cut(self) -> None:
        """Reset the connection, and refuse new ones."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        self._open.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._host, AMI_PORT)
        self._writers |= {writer, far_writer}
        async with asyncio.TaskGroup() as both:
            both.create_task(self._pass(reader, far_writer))
            both.create_task(self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self._open.wait()
                writer.write(data)
        writer.close()
