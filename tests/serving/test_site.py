"""What is answered, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import DummyCookieJar, WSServerHandshakeError

from copilot_tui.serving.site import FILES, HEADERS, OTHER_NAME, OTHER_PAGE, STRANGER
from tests.serving.serving import TAB, Pages, drawn, pages

PATHS = ["/", *(f"/static/{name}" for name in FILES), "/static/no", f"/tabs/{TAB}/x", "/no"]


@pytest.fixture
async def site() -> AsyncIterator[Pages]:
    async with pages() as served:
        yield served


async def answer(
    site: Pages, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> tuple[int, str]:
    async with site.client.request(method, f"{site.base}{path}", headers=headers) as response:
        assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
        return response.status, await response.text("utf-8", "replace")


@pytest.mark.parametrize("path", PATHS)
async def test_without_token_and_cookie_nothing_is_answered(site: Pages, path: str) -> None:
    wrong = [path, f"{path}?token=", f"{path}?token=wrong", f"{path}?token={site.access.pass_}"]
    for asked in wrong:
        assert await answer(site, asked) == (403, STRANGER)
    cookie = {"Cookie": f"{site.access.cookie}={site.access.token}"}
    assert await answer(site, path, cookie) == (403, STRANGER)


async def test_a_page_may_load_nothing_from_elsewhere_and_be_in_no_frame(site: Pages) -> None:
    async with site.client.get(f"{site.base}/?token={site.access.token}") as response:
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    sources = {source for rule in policy for source in rule.split()[1:]}
    assert sources == {"'none'", "'self'", "'unsafe-inline'"}
    assert [rule for rule in policy if "unsafe" in rule] == ["style-src 'self' 'unsafe-inline'"]


async def test_the_token_opens_the_page_and_its_cookie_the_rest(site: Pages) -> None:
    status, page = await answer(site, f"/?token={site.access.token}")
    assert status == 200
    assert "<title>copilot-tui</title>" in page

    for name in FILES:
        assert (await answer(site, f"/static/{name}"))[0] == 200
    assert (await answer(site, "/"))[0] == 200
    assert await answer(site, "/static/..%2Fsite.py") == (404, "")
    assert (await answer(site, "/", method="POST"))[0] == 405


async def test_the_cookie_is_for_our_own_pages_and_no_script(site: Pages) -> None:
    async with site.client.get(f"{site.base}/?token={site.access.token}") as response:
        (cookie,) = response.headers.getall("Set-Cookie")

    name, _, given = cookie.partition("=")
    assert name == f"copilot-tui-{site.address.port}"
    assert given.startswith(site.access.pass_)
    assert given.endswith("; HttpOnly; Path=/; SameSite=Strict")
    assert site.access.token not in cookie


async def test_the_token_opens_nothing_but_the_page(site: Pages) -> None:
    site.client._cookie_jar = DummyCookieJar()
    for path in PATHS[1:]:
        assert await answer(site, f"{path}?token={site.access.token}") == (403, STRANGER)


async def test_a_name_that_leads_here_from_elsewhere_is_refused(site: Pages) -> None:
    await site.enter()
    host = {"Host": f"evil.example:{site.address.port}"}

    for path in PATHS:
        assert await answer(site, path, host) == (403, OTHER_NAME)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null"])
async def test_a_page_from_elsewhere_is_refused_whatever_it_knows(site: Pages, origin: str) -> None:
    await site.enter()
    for path in PATHS:
        assert await answer(site, path, {"Origin": origin}) == (403, OTHER_PAGE)
    loaded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert await answer(site, "/static/page.js", loaded) == (403, OTHER_PAGE)
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert (await answer(site, "/", followed))[0] == 200

    with pytest.raises(WSServerHandshakeError, match="403"):
        await site.open(headers={"Origin": origin})


async def test_the_app_is_open_only_to_a_page_of_ours_with_token_and_cookie(site: Pages) -> None:
    with pytest.raises(WSServerHandshakeError, match="403"):
        await site.open()
    await site.enter()
    with pytest.raises(WSServerHandshakeError, match="403"):
        await site.open(headers={})
    for token in ("wrong", site.access.pass_):
        with pytest.raises(WSServerHandshakeError, match="403"):
            await site.open(token=token)
    assert not site.sessions.processes

    page = await site.open()
    assert "begun 100x30" in await drawn(page, "begun")


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "{",
        "[]",
        "null",
        '["stdin"]',
        '["stdin", 5]',
        '["stdin", ""]',
        '["resize", {"width": 0, "height": 5}]',
        '["resize", {"width": "x", "height": 5}]',
        '["resize", {"width": 1e9, "height": 5}]',
        '["resize", {"width": 1000000000, "height": 5}]',
        '["resize", {"width": 80, "height": -5}]',
        '["resize", {}]',
        '["unknown", {}]',
    ],
)
async def test_nonsense_from_a_page_is_left_out(site: Pages, nonsense: str) -> None:
    await site.enter()
    page = await site.open()
    await drawn(page, "begun")

    await page.send_str(nonsense)
    await page.send_bytes(b"binary")
    await page.send_str('["stdin", "x"]')

    assert (await page.receive()).data == b"typed x"


async def test_what_a_page_says_is_handed_on(site: Pages) -> None:
    await site.enter()
    page = await site.open()

    await page.send_str('["resize", {"width": 90, "height": 20}]')
    assert await drawn(page, "resize") == '{"type": "resize", "width": 90, "height": 20}'
    await page.send_str('["focus"]')
    await drawn(page, "focus")
    await page.send_str('["blur"]')
    await drawn(page, "blur")
