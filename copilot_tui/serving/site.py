"""The web pages: what is answered, to whom, and with which headers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import textual_serve
from aiohttp import WSMsgType, hdrs, web

from copilot_tui.serving.access import TOKEN_FIELD, Access, is_own_origin
from copilot_tui.serving.sessions import Refused, Sessions

if TYPE_CHECKING:
    from copilot_tui.serving.app_process import AppProcess

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_OURS: Final = Path(str(files("copilot_tui.serving") / "page"))
_THEIRS: Final = Path(textual_serve.__file__).parent / "static"

INDEX: Final = _OURS / "index.html"
FILES: Final[Mapping[str, Path]] = {
    "page.css": _OURS / "page.css",
    "page.js": _OURS / "page.js",
    "icon.svg": _OURS / "icon.svg",
    "textual.js": _THEIRS / "js/textual.js",
    "xterm.css": _THEIRS / "css/xterm.css",
    "RobotoMono.ttf": _THEIRS / "fonts/RobotoMono-VariableFont_wght.ttf",
    "RobotoMono-Italic.ttf": _THEIRS / "fonts/RobotoMono-Italic-VariableFont_wght.ttf",
}
"""All that a page loads, by the name under /static/."""

HEADERS: Final[Mapping[str, str]] = {
    # xterm.js makes its own style elements, which only 'unsafe-inline' lets it do.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "font-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "private, no-cache",
    "Server": "copilot-tui",
}

LONGEST_MESSAGE: Final = 16_000_000
"""Bytes from a page at once; the longest text that the app takes has 5,000,000 characters."""

_HEARTBEAT_SECONDS: Final = 15.0
_CLOSING_SECONDS: Final = 1.0
_SIZES: Final = range(1, 2_000)

STRANGER: Final = "This page is opened by the address that copilot-tui serve has printed.\n"
OTHER_NAME: Final = "This machine is not known by that name. Use the address that was printed.\n"
OTHER_PAGE: Final = "No other page may use this one.\n"


class Site:
    """Answers requests that have the right to it, and nothing else.

    Args:
        access: who has it.
        sessions: the processes behind the pages.
    """

    def __init__(self, access: Access, sessions: Sessions) -> None:
        self._access = access
        self._sessions = sessions

    def application(self) -> web.Application:
        """What aiohttp runs."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            """Refuse who has no right, before anything else is looked at."""
            if refusal := self._refusal(request):
                return web.Response(status=403, text=refusal)
            return await handler(request)

        made = web.Application(middlewares=[guard])
        made.router.add_get("/", self._index, allow_head=False)
        made.router.add_get("/static/{name}", self._file, allow_head=False)
        made.router.add_get("/tabs/{tab:[0-9a-f]{32}}/{token}", self._draw, allow_head=False)
        made.on_response_prepare.append(_add_headers)
        return made

    def _refusal(self, request: web.Request) -> str:
        """Why a request is not answered; empty when it is."""
        headers, access = request.headers, self._access
        host, origin = headers.get(hdrs.HOST, ""), headers.get(hdrs.ORIGIN)
        if not access.knows_host(host):
            return OTHER_NAME
        is_navigation = headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        if headers.get("Sec-Fetch-Site") == "cross-site" and not is_navigation:
            return OTHER_PAGE
        # A browser always says by which page a WebSocket is opened.
        needs_origin = hdrs.UPGRADE in headers
        if (origin is None and needs_origin) or (
            origin is not None and not is_own_origin(origin, host)
        ):
            return OTHER_PAGE
        if request.path == "/" and access.has_token(request.query.get(TOKEN_FIELD)):
            return ""
        return "" if access.has_pass(request.cookies.get(access.cookie)) else STRANGER

    async def _index(self, request: web.Request) -> web.StreamResponse:
        """The page. Who came with the token gets the cookie for all that follows."""
        response = web.FileResponse(INDEX)
        if self._access.has_token(request.query.get(TOKEN_FIELD)):
            response.set_cookie(
                self._access.cookie,
                self._access.pass_,
                httponly=True,
                samesite="Strict",
                secure=request.secure,
            )
        return response

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = FILES.get(request.match_info["name"])
        return web.Response(status=404) if path is None else web.FileResponse(path)

    async def _draw(self, request: web.Request) -> web.StreamResponse:
        """Connect a page with a process of the app until one of them ends."""
        if not self._access.has_token(request.match_info["token"]):
            return web.Response(status=403, text=STRANGER)
        page = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_SECONDS,
            max_msg_size=LONGEST_MESSAGE,
            timeout=_CLOSING_SECONDS,
            compress=False,
        )
        await page.prepare(request)
        tab = request.match_info["tab"]
        columns, rows = _size(request.query.get("width")), _size(request.query.get("height"))
        try:
            process = await self._sessions.attach(tab, page, columns or 80, rows or 24)
        except Refused as refused:
            closing = refused.closing
            await page.close(code=closing.code, message=closing.sentence.encode())
            return page
        try:
            async for message in page:
                if message.type is WSMsgType.TEXT:
                    await _take(process, message.data)
        finally:
            await self._sessions.detach(tab, process)
        return page


async def _take(process: AppProcess, text: str) -> None:
    """Hand a message of textual-serve's page (1.1.3) to the process; nonsense is left out."""
    try:
        message: object = json.loads(text)
    except ValueError:
        return
    match message:
        case ["stdin", str(typed)] if typed:
            await process.send_bytes(typed.encode("utf-8", "replace"))
        case ["resize", {"width": width, "height": height}]:
            columns, rows = _size(width), _size(height)
            if columns and rows:
                await process.set_terminal_size(columns, rows)
        case ["focus"]:
            await process.focus()
        case ["blur"]:
            await process.blur()


def _size(given: object) -> int:
    """A number of cells; 0 for what cannot be one."""
    try:
        number = int(str(given))
    except ValueError:
        return 0
    return number if number in _SIZES else 0


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    del request
    response.headers.update(HEADERS)
