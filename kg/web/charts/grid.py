"""Where each council stands on the tile map: one tile each, roughly where it lies; and its name
there. Pure.

The map is this project's own. A code is written short: S49 is S12000049, W06 W06000006, and in
England U is E06 (unitary), M E08 (metropolitan), L E09 (London), C E10 (county).
"""

from __future__ import annotations

import re

TILE_LETTERS = 10  # of a name, in one line of a tile
_SQUEEZED = 14  # of a line that is made narrower
_PREFIXES = {
    "S": "S120000",
    "W": "W060000",
    "U": "E060000",
    "M": "E080000",
    "L": "E090000",
    "C": "E100000",
}
_ROWS = """
.   .   .   .   .   .   .   .   S27
.   .   .   .   .   .   .   S23
S13 .   .   S17 S20 S34 S33
.   .   S35 S30 S48 S41 S42
.   .   S39 S45 S05 S47
.   .   S18 S49 S50 S14 S40 S36 S10
.   .   S38 S11 S29 .   S19 S26
.   .   S21 S08 .   .   .   U57 M21 M22
.   .   S28 S06 .   .   .   M37 M24 M23
.   .   .   .   .   .   .   U47 U04 U01
.   .   .   .   .   U09 C17 C23 U02 U03
.   .   .   .   .   U08 M01 M02 M05 M32 M35
.   .   .   .   .   M10 M06 M03 M04 U13 U12
W01 W03 W04 W05 M15 M11 M09 M07 M08 M19
.   W02 W06 .   .   U07 U21 C07 C24 C19
.   W08 W23 .   U51 U20 C28 U15 U18 .   C20
W09 W10 W16 W24 W19 M31 M30 C18 U17 U31 .
W11 W12 W13 W18 W20 W21 M27 M28 M25 M26 C03 C29
.   .   W14 W15 W22 U19 C34 M29 .   U42 U56 C12
.   .   .   .   .   C13 C25 U60 L17 L14
.   .   .   U24 U23 U25 U30 U37 L13 L33 L11 L04
.   .   .   C27 U22 U54 .   L20 L32 L28 L23 C16
U53 U52 C08 .   U29 C14 U45 U44 L08 L06 C11
.   .   U26 U27 U28 .   U46
"""
# The column and row of each council, by its code.
PLACES = {
    _PREFIXES[short[0]] + short[1:]: (column, row)
    for row, line in enumerate(_ROWS.split("\n")[1:-1])
    for column, short in enumerate(line.split())
    if short != "."
}

_TELLS_LITTLE = re.compile(r"^The |^(?:City|County) of |,? (?:City|County) of$| City$")
_POINT = re.compile(r"\b(North|South|East|West) ")


def tile_lines(name: str) -> list[str]:
    """The name of a council in one line or two: points of the compass as one letter, `shire` by
    itself where it does not fit, and no more than fits.
    """
    short = _TELLS_LITTLE.sub("", name).replace(" and ", " & ")
    short = _POINT.sub(lambda point: f"{point[1][0]} ", short)
    lines: list[str] = []
    for word in _words(short):
        if lines and len(lines[-1]) + 1 + len(word) <= TILE_LETTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > 2:
        lines[1] += "…"
    return [line if len(line) <= _SQUEEZED else f"{line[: _SQUEEZED - 1]}…" for line in lines[:2]]


def _words(name: str) -> list[str]:
    stem = f"{name.removesuffix('shire')}-"
    if name.endswith("shire") and len(name) > TILE_LETTERS and len(stem) < _SQUEEZED:
        return [stem, "shire"]
    return name.replace("-on-", "-on- ").replace(",", "").split()
