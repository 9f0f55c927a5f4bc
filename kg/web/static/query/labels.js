// Names and roles that the editor leaves out, for those who do not see it.

const LABELS = {
  ".CodeMirror-code": { role: "textbox", "aria-multiline": "true", "aria-label": "Query" },
  ".tableSizer": { "aria-label": "Rows on a page" },
  ".tableFilter": { "aria-label": "Filter the rows" },
  ".addTab": { role: "tab", "aria-selected": "false", "aria-label": "New tab" },
};

export function labelParts(place) {
  label(place);
  new MutationObserver(() => label(place)).observe(place, { childList: true, subtree: true });
}

function label(place) {
  for (const [selector, names] of Object.entries(LABELS)) {
    for (const part of place.querySelectorAll(`${selector}:not([data-labelled])`)) {
      for (const [name, value] of Object.entries(names)) part.setAttribute(name, value);
      part.dataset.labelled = "";
    }
  }
}
