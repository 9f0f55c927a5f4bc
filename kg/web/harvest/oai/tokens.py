"""Resumption tokens: all it takes to go on with a list, in the token itself; pure.

Nothing is kept on the server. A token is of one release, and ends with it: what comes next would be
another list (OAI-PMH 2.0, section 3.5: badResumptionToken).
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import NamedTuple

from kg.web.harvest.oai.requests import Refused, Span

_LONGEST = 2000


class Position(NamedTuple):
    """A place in a list: which list, of what identity of the release, and how many were given."""

    verb: str
    prefix: str
    span: Span
    kind: str
    identity: str
    given: int

    def token(self) -> str:
        """The position as a token."""
        text = json.dumps([*self[:2], *self.span, *self[3:]], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(token: str, verb: str, identity: str) -> Position:
    """The position that a token of this verb holds. Raises Refused: badResumptionToken."""
    said = _unpacked(token)
    if not (isinstance(said, list) and [type(one) for one in said] == [*[str] * 6, int]):
        raise _no_token()
    read_verb, prefix, start, end, kind, of_release, given = said
    if given <= 0:
        raise _no_token()
    if read_verb != verb:
        raise Refused("badResumptionToken", f"This token goes on with {read_verb[:60]}.")
    if of_release != identity:
        raise Refused(
            "badResumptionToken",
            "A new release has been published since. Ask again, from the last datestamp you have.",
        )
    return Position(verb, prefix, Span(start, end), kind, identity, given)


def _unpacked(token: str) -> object:
    """The JSON that a token holds. Raises Refused: badResumptionToken."""
    try:
        padded = token[:_LONGEST] + "=" * (-len(token[:_LONGEST]) % 4)
        return json.loads(base64.b64decode(padded.encode("ascii"), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _no_token() from error


def _no_token() -> Refused:
    return Refused("badResumptionToken", "This is no token of this service.")
