// Completion from this graph's own terms and prefixes. The editor's own completers for classes and
// properties ask another site with every key, so they are taken out.

const MOST = 60;

export function completeTerms(Yasqe, loading) {
  delete Yasqe.Autocompleters.property;
  delete Yasqe.Autocompleters.class;
  Yasqe.Autocompleters.prefixes.persistenceId = null; // they may change with a release
  Yasqe.Autocompleters.prefixes.get = async () =>
    Object.entries((await loading).prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (yasqe) => mayBeTerm(yasqe.getCompleteToken()),
    get: async (_, token) => matching((await loading).terms, token.string),
    postProcessSuggestion: (_yasqe, _token, suggestion) => suggestion,
  });
  Yasqe.defaults.autocompleters = ["prefixes", "variables", "terms"];
}

function mayBeTerm(token) {
  const inside = token.type === "string" || token.type === "comment" || token.type === "variable-2";
  return !inside && /^[A-Za-z][\w-]*:?[\w-]*$/.test(token.string) && token.string.length > 1;
}

// Terms that begin with what was typed, then those whose name has it.
function matching(terms, typed) {
  const wanted = typed.toLowerCase();
  const begins = terms.filter((term) => term.short.toLowerCase().startsWith(wanted));
  const named = wanted.includes(":")
    ? []
    : terms.filter((term) => term.name.toLowerCase().includes(wanted) && !begins.includes(term));
  return [...begins, ...named].slice(0, MOST).map((term) => term.short);
}
