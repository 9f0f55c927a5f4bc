"""Which module each command of `kg` is in. A module is imported when its command is asked for: one
command must not wait for what the others need.
"""

from __future__ import annotations

# In the order of the help.
_MODULES = {
    "formatting": ("format",),
    "identifiers": ("withdraw", "move", "mint", "resolve", "check-links"),
    "planning": ("plan", "apply"),
    "publishing": ("validate", "load"),
    "reading": ("serve", "query", "get", "export"),
    "releases": (
        "log",
        "diff",
        "rollback",
        "check",
        "prune",
        "erase",
        "w3id",
        "backup",
        "restore",
    ),
    "searching": ("search",),
    "templates": ("template",),
    "deny_list": ("deny-list",),
    "tokens": ("token",),
}
HOMES = {name: module for module, names in _MODULES.items() for name in names}
