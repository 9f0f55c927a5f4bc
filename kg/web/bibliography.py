"""A cited answer in the words of bibliographies: BibTeX, CSL-JSON, a line of text; pure."""

from __future__ import annotations

import json
from typing import NamedTuple

from kg.formats import Format, Kind

BIBTEX = Format("bibtex", "application/x-bibtex", "bib", Kind.PAGE, ("text/x-bibtex",), True)
CSL = Format("csl", "application/vnd.citationstyles.csl+json", "csl", Kind.PAGE)
TEXT = Format("text", "text/x-bibliography", "txt", Kind.PAGE, (), True)
STYLES = (BIBTEX, CSL, TEXT)

_NAME = "UK Case Reviews"


class Reference(NamedTuple):
    """What a bibliography says: `address` lasts, `date` is the day of the release, `form` the
    label of the format.
    """

    address: str
    title: str
    release: int
    date: str
    form: str
    digest: str

    def written(self, style: Format) -> str:
        """The reference in one of STYLES."""
        return {BIBTEX: self._bibtex, CSL: self._csl, TEXT: self._text}[style]()

    @property
    def year(self) -> str:
        """The year of the release."""
        return self.date[:4]

    def _bibtex(self) -> str:
        fields = {
            "title": f"{{{_bib(self.title)}}}",
            "author": f"{{{_NAME}}}",
            "year": self.year,
            "version": f"Release {self.release}",
            "howpublished": f"Data set ({self.form})",
            "url": self.address,
            "note": f"SHA-256 of the answer begins {self.digest}",
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{ukcasereviews-r{self.release}-{self.digest[:8]},\n{lines},\n}}\n"

    def _csl(self) -> str:
        item = {
            "id": f"ukcasereviews-r{self.release}-{self.digest[:8]}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": _NAME}],
            "issued": {"date-parts": [[int(part) for part in self.date.split("-")]]},
            "version": f"Release {self.release}",
            "medium": self.form,
            "URL": self.address,
        }
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"

    def _text(self) -> str:
        return (
            f"{_NAME} ({self.year}). {self.title}. Release {self.release} of {self.date} "
            f"[data set, {self.form}]. {self.address}\n"
        )


def _bib(text: str) -> str:
    """`text` with what BibTeX would read as its own escaped."""
    return "".join(f"\\{one}" if one in "{}%&#$_\\" else one for one in text)
