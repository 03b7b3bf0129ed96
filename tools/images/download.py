"""Fetches the picture an images API answers with an address for.

The address is the endpoint's word, and no reason to reach into this network: it leads to the
endpoint itself, or to a public address vetted by `tools.web` right before the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from studiocrew.errors import AddressRefused
from tools.images.backend import ImageFailed
from tools.images.safe import FILE_BYTES
from tools.web.address import Resolve, parse_address, system_resolve

if TYPE_CHECKING:
    from httpcore import AsyncNetworkBackend

_STEP_S = 30.0


async def download(
    url: str,
    base_url: str,
    *,
    resolve: Resolve = system_resolve,
    network: AsyncNetworkBackend | None = None,
) -> bytes:
    """The file at `url`. No key is sent and no redirect followed.

    Raises `ImageFailed` for an address that is refused, does not answer, or holds too much.
    """
    import httpcore

    from tools.web.network import VettedNetwork

    own = _origin(url) == _origin(base_url)
    try:
        if not own:
            url = str(parse_address(url))
        vetted = network if own else VettedNetwork(resolve, network)
        async with (
            httpcore.AsyncConnectionPool(network_backend=vetted) as pool,
            pool.stream("GET", url, extensions=_patience()) as response,
        ):
            if response.status != 200:
                raise ImageFailed(f"the picture's address answers {response.status}")
            return await _capped(response)
    except AddressRefused as err:
        raise ImageFailed(f"the picture's address is refused: {err.what}") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as err:
        raise ImageFailed(f"the picture could not be fetched ({type(err).__name__})") from None
    except httpcore.UnsupportedProtocol:
        raise ImageFailed("the picture's address is not one of the web") from None


async def _capped(response: object) -> bytes:
    import httpcore

    assert isinstance(response, httpcore.Response)
    parts, size = list[bytes](), 0
    async for part in response.aiter_stream():
        size += len(part)
        if size > FILE_BYTES:
            raise ImageFailed(f"the picture has more than {FILE_BYTES} bytes")
        parts.append(part)
    return b"".join(parts)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _patience() -> dict[str, dict[str, float]]:
    return {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _STEP_S)}
