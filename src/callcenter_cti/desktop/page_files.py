"""The page's files, read once from the package and served with an ETag each.

Browsers ask again each time (`no-cache`) and get 304: an agent never runs an old page against a
new engine, and a reload costs a few hundred bytes.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

from aiohttp import hdrs, web

_TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class _PageFile:
    body: bytes
    content_type: str
    etag: str


class PageFiles:
    """Serves `/desktop/`."""

    def __init__(self) -> None:
        self._files: dict[str, _PageFile] = {}

    def read(self) -> None:
        """Read the files; blocks for a moment, so it runs in a thread at start."""
        self._files = dict(_read())

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/", self._redirect),
            web.get("/desktop", self._redirect),
            web.get("/desktop/{name:[a-z_.]*}", self._serve),
        ]

    async def _redirect(self, _request: web.Request) -> web.Response:
        raise web.HTTPFound("/desktop/")

    async def _serve(self, request: web.Request) -> web.Response:
        file = self._files.get(request.match_info["name"] or "index.html")
        if file is None:
            raise web.HTTPNotFound
        headers = {hdrs.CACHE_CONTROL: "no-cache", hdrs.ETAG: f'"{file.etag}"'}
        known = request.if_none_match or ()
        if any(tag.value == file.etag for tag in known):
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=file.body, content_type=file.content_type, charset="utf-8", headers=headers
        )


def _read() -> list[tuple[str, _PageFile]]:
    found = []
    for entry in (resources.files("callcenter_cti.desktop") / "page").iterdir():
        suffix = "." + entry.name.rpartition(".")[2]
        if suffix in _TYPES:
            body = entry.read_bytes()
            etag = hashlib.sha256(body).hexdigest()[:32]
            found.append((entry.name, _PageFile(body, _TYPES[suffix], etag)))
    return found
