"""What a store answers that keeps the statements of its newest release alone."""

from __future__ import annotations

from collections.abc import Collection

from kg.stores.base import Release


class NewestOnly:
    """The part of a Store that is about older releases."""

    def dropped(self) -> list[Release]:
        """None: the records of all releases stay."""
        return []

    def drop(self, numbers: Collection[int]) -> None:
        """Nothing is left to drop."""

    def touched(self, names: Collection[str], *, release: int) -> bool:
        """True, since it is not recorded; see Store.touched."""
        return True
