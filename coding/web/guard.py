"""Who may speak to the desk: rules about the headers of a request, and the headers of every answer.

The desk listens on this computer only, but any page open in the same browser can send it requests
(cross-site request forgery), and any name can be made to lead to 127.0.0.1 (DNS rebinding).  So a request
must name a host that is ours, and one that changes anything must come from one of our own pages.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ANSWER_HEADERS", "is_loopback", "our_hosts", "speaks_from_our_page", "speaks_to_us"]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")

ANSWER_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not no-referrer: with it browsers send "Origin: null" from our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_loopback(host: str) -> bool:
    """Say whether an address can only be reached from this computer."""
    return host in {*LOOPBACK, "::1"}


def our_hosts(port: int) -> frozenset[str]:
    """Give the values of ``Host`` that are ours."""
    return frozenset(f"{name}:{port}" for name in LOOPBACK)


def speaks_to_us(host: str | None, ours: frozenset[str]) -> bool:
    """Say whether a request names one of our hosts; a name that was made to lead here is another name."""
    return (host or "").lower() in ours


def speaks_from_our_page(headers: Mapping[str, str], ours: frozenset[str]) -> bool:
    """Say whether a request that changes something comes from one of our own pages.

    Every browser of today sends ``Origin`` with such a request; one that sends neither that nor
    ``Sec-Fetch-Site`` is not let in.
    """
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site == "same-origin"
    return origin.lower() in {f"http://{host}" for host in ours}
