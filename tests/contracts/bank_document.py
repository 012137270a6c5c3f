"""Checks whatever passes between voice system and bank against `bank/openapi.yaml`."""

import json
import re
from collections.abc import Awaitable, Callable
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

import yaml
from aiohttp import web
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_URI = "urn:bank"


@cache
def document() -> dict[str, Any]:
    """The document, as the package ships it; nobody changes it."""
    text = (resources.files("callcenter_cti.bank") / "openapi.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def _registry() -> Registry[Any]:
    empty: Registry[Any] = Registry()
    found: Registry[Any] = empty.with_resource(_URI, DRAFT202012.create_resource(document()))
    return found


class BankDocument:
    """Remembers what passed by, and what of it is not as the document says."""

    def __init__(self) -> None:
        self.document = document()
        self.seen: set[tuple[str, int]] = set()
        """Operations with the statuses they were answered with."""
        self.complaints: list[str] = []

    @property
    def operations(self) -> dict[str, tuple[str, str]]:
        """Method and path of each operation."""
        return {
            operation["operationId"]: (method.upper(), path)
            for path, item in self.document["paths"].items()
            for method, operation in item.items()
            if method != "parameters"
        }

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Check a request that is answered with success, and every answer."""
        body = await request.read()
        response = await handler(request)
        assert isinstance(response, web.Response)
        found = self._operation(request.method, request.path)
        if found is None:
            if response.status not in (404, 405):
                self._complain(f"{request.method} {request.path} is not in the document")
            return response
        pointer, item, operation = found
        self.seen.add((operation["operationId"], response.status))
        if response.status == 200:
            self._check_request(pointer, item, operation, request, body)
        self._check_response(pointer, operation, response)
        return response

    def _operation(self, method: str, path: str) -> tuple[str, Any, Any] | None:
        for template, item in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)), path):
                operation = item.get(method.lower())
                pointer = f"/paths/{_escaped(template)}/{method.lower()}"
                return (pointer, item, operation) if operation else None
        return None

    def _check_request(
        self, pointer: str, item: Any, operation: Any, request: web.Request, body: bytes
    ) -> None:
        given = {"path": request.match_info, "query": request.query, "header": request.headers}
        parameters = [
            self._resolved(parameter)
            for parameter in item.get("parameters", []) + operation.get("parameters", [])
        ]
        for parameter in parameters:
            values = given[parameter["in"]]
            if parameter["name"] in values:
                value: Any = values[parameter["name"]]
                if parameter["schema"].get("type") == "integer":
                    value = int(value)
                self._check(value, parameter["schema"], parameter["name"])
            elif parameter.get("required"):
                self._complain(f"{pointer}: no {parameter['name']}")
        named = {
            self._resolved(parameter)["name"] for parameter in operation.get("parameters", [])
        }
        if undocumented := set(request.query) - named:
            self._complain(f"{pointer}: undocumented {undocumented}")
        if "requestBody" in operation:
            at = f"{pointer}/requestBody/content/application~1json/schema"
            self._check_at(json.loads(body), at, "request")
        elif body:
            self._complain(f"{pointer}: a body where none is documented")

    def _check_response(self, pointer: str, operation: Any, response: web.Response) -> None:
        status = str(response.status)
        if status not in operation["responses"]:
            self._complain(f"{pointer}: undocumented status {status}")
            return
        at = f"{pointer}/responses/{status}"
        documented = operation["responses"][status]
        if "$ref" in documented:
            at = documented["$ref"].removeprefix("#")
        kind = response.content_type
        if list(self._resolved(documented)["content"]) != [kind]:
            self._complain(f"{pointer}: {status} with {kind}")
            return
        for name in self._resolved(documented).get("headers", {}):
            if name not in response.headers:
                self._complain(f"{pointer}: {status} without {name}")
        assert isinstance(response.body, bytes)
        body = json.loads(response.body)
        self._check_at(body, f"{at}/content/{_escaped(kind)}/schema", status)

    def _resolved(self, node: Any) -> Any:
        while "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    def _check_at(self, value: Any, pointer: str, what: str) -> None:
        self._check(value, {"$ref": f"{_URI}#{quote(pointer)}"}, f"{pointer} {what}")

    def _check(self, value: Any, schema: Any, what: str) -> None:
        if "$ref" in schema and schema["$ref"].startswith("#"):
            schema = {"$ref": f"{_URI}{schema['$ref']}"}
        validator = Draft202012Validator(
            schema,
            registry=_registry(),
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        for error in validator.iter_errors(value):
            self._complain(f"{what}: {error.message}")

    def _complain(self, complaint: str) -> None:
        self.complaints.append(complaint)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
