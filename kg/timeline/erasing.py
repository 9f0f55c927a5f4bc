"""A takedown from end to end: out of the newest release, then out of every older one, of every
backup, and of what is kept of writers; writes to the store and to their folder.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from kg.errors import Unsupported
from kg.load import Loader
from kg.rdf import date_time
from kg.settings import Settings
from kg.stores import Erased, Store
from kg.takedown import Takedown
from kg.timeline.keeping import prune_after_publishing
from kg.writers import forget, writers_folder


def erase(
    store: Store, settings: Settings, loader: Loader, takedown: Takedown, authority: str
) -> Erased:
    """Take what `takedown` names out of all that `store` holds, on this `authority`. Safe to repeat
    where it was killed. Raises what Loader.take_down and Store.erase raise.
    """
    outcome = loader.take_down(takedown, agent=settings.agent)
    newest = sum(map(takedown.holds, outcome.changeset.removed))
    entry = {"at": date_time(datetime.now(UTC)), "authority": authority, "of_newest": newest}
    erased = store.erase(takedown.holds, takedown.scrub, entry)
    with suppress(Unsupported):  # a store without a folder for writers has none to search
        forget(writers_folder(settings.store, settings.writers), takedown.scrub)
    prune_after_publishing(store, settings)
    return erased._replace(statements=max(erased.statements, newest))
