// The query page: puts the editor in the place of the plain form, which stays where anything fails.
import { renderProblem, watchAnswers } from "./answers.js";
import { keepLinksHere, openAsked, shareAddress } from "./address.js";
import { Chart } from "./chart.js";
import { completeTerms } from "./completion.js";
import { openExamples } from "./examples.js";
import { labelParts } from "./labels.js";
import { insertTerms } from "./terms.js";

const place = document.getElementById("editor");
const root = place.dataset.root;
const endpoint = new URL(`${root}/sparql`, location.href).href;
const Yasgui = window.Yasgui.default ?? window.Yasgui;
const { Yasqe, Yasr } = Yasgui;

Yasr.registerPlugin("chart", Chart);
Yasr.defaults.pluginOrder = ["table", "chart", "response"];
Yasr.defaults.errorRenderers = [renderProblem];
const fresh = Yasgui.Tab.getDefaults;
Yasgui.Tab.getDefaults = (yasgui) => {
  const tab = fresh(yasgui);
  tab.yasr.settings.pluginsConfig = { table: { compact: true, isEllipsed: false } };
  return tab;
};
shareAddress(Yasgui, endpoint);
const terms = fetch(`${root}/sparql/terms`).then((answer) => answer.json());
completeTerms(Yasqe, terms);
let prefixes = {};
terms.then((loaded) => (prefixes = loaded.prefixes));

place.hidden = false; // before the editor is drawn, which measures it
const yasgui = new Yasgui(place, {
  persistenceId: "uk-case-reviews",
  autofocus: false,
  populateFromUrl: false, // see openAsked
  requestConfig: { endpoint, method: "POST", acceptHeaderGraph: "text/turtle" },
  yasqe: { value: document.getElementById("query").defaultValue, inputStyle: "contenteditable" },
  yasr: {
    maxPersistentResponseSize: 0, // answers stay out of the browser's storage
    prefixes: () => prefixes,
  },
});
document.getElementById("keys").hidden = false;
document.getElementById("plain").hidden = true;
labelParts(place);
watchAnswers(yasgui, root);
keepLinksHere(place, place.dataset.base, root);
openExamples(yasgui, document.getElementById("examples"));
insertTerms(yasgui, document.getElementById("terms"));
openAsked(yasgui);
