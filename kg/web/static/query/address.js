// The address of a question: the path and its parameters, which work without scripts too.

const OURS = new Set(["query", "format", "chart", "value"]);

export function shareAddress(Yasgui, endpoint) {
  Yasgui.Tab.prototype.getShareableLink = function () {
    return `${endpoint}?${parametersOf(this)}`;
  };
}

// What the tab asks, as the parameters of the protocol.
export function parametersOf(tab, more = {}) {
  const args = tab.getRequestConfig().args ?? [];
  const given = args.map(({ name, value }) => [name, value]);
  return new URLSearchParams([["query", tab.getQuery()], ...given, ...Object.entries(more)]);
}

// The question that this page was opened with, in a tab of its own.
export function openAsked(yasgui) {
  const parameters = new URLSearchParams(location.search);
  const value = parameters.get("query");
  if (!value) return;
  const args = [...parameters]
    .filter(([name]) => !OURS.has(name))
    .map(([name, given]) => ({ name, value: given }));
  const tab = yasgui.addTab(true, { yasqe: { value }, requestConfig: { args } });
  tab.query().catch(() => {}); // the results panel shows what is wrong
}

// Links on our own identifiers lead to their pages on this server. The table makes its links as it
// is paged through, so each is set when somebody reaches for it.
export function keepLinksHere(place, base, root) {
  const set = (event) => {
    const link = event.target.closest?.("a.iri");
    if (!link?.href.startsWith(base)) return;
    link.href = `${root}/${link.href.slice(base.length).replace(/^id\//, "doc/")}`;
    link.target = "_self";
  };
  for (const kind of ["pointerover", "focusin"]) place.addEventListener(kind, set);
}
