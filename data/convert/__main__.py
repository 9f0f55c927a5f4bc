"""Generates Turtle from the fact tables: `python -m data.convert`. May write below the root.

A module of this package takes part by offering `files() -> dict[path, Turtle]`, each path being
relative to the root of the repository.
"""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def generated() -> dict[str, str]:
    """The text of every generated file by its path from the repository root."""
    names = sorted(module.name for module in iter_modules([str(HERE)]) if module.name != "__main__")
    modules = [import_module(f"data.convert.{name}") for name in names]
    return {
        path: content
        for module in modules
        if hasattr(module, "files")
        for path, content in module.files().items()
    }


def main() -> None:
    """Write the files, and say which."""
    for path, content in generated().items():
        (ROOT / path).write_text(content, encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
