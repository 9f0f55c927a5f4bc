// Beside each answer: its release, the address that lasts, files, hints. And errors that teach.

import { parametersOf } from "./address.js";

const NAMES = {
  csv: "CSV",
  json: "JSON",
  xml: "XML",
  tsv: "TSV",
  turtle: "Turtle",
  ntriples: "N-Triples",
  jsonld: "JSON-LD",
  rdfxml: "RDF/XML",
};
const asked = new WeakMap(); // what the answer in a results panel is the answer to

export function askedOf(yasr) {
  return asked.get(yasr);
}

export function watchAnswers(yasgui, root) {
  const watched = new WeakSet();
  yasgui.on("queryBefore", (_, tab) => {
    asked.set(tab.getYasr(), parametersOf(tab));
    if (watched.has(tab)) return;
    watched.add(tab);
    const line = document.createElement("div");
    line.className = "answer-line";
    line.setAttribute("role", "status");
    tab.getYasr().rootEl.before(line);
    tab.getYasqe().on("queryResponse", (_editor, answer) => {
      line.replaceChildren(...(answer instanceof Error ? [] : said(answer, tab, root)));
    });
  });
}

function said(answer, tab, root) {
  const release = answer.headers.get("KG-Release");
  const cited = (answer.headers.get("Link") ?? "").match(/<([^>]*)>; rel="cite-as"/);
  const rows = /SELECT|ASK/.test(tab.getYasqe().getQueryType());
  const formats = rows ? ["csv", "json", "xml", "tsv"] : ["turtle", "ntriples", "jsonld", "rdfxml"];
  const files = formats.map((format) =>
    link(NAMES[format], `${root}/sparql?${parametersOf(tab, { format })}`),
  );
  const line = document.createElement("p");
  line.append("From ", link(`release ${release}`, `${root}/releases/${release}`), ". ");
  if (cited) line.append(link("Cite this answer", cited[1]), ". ");
  line.append(link("Permalink", tab.getShareableLink()), ". Take it away as ", ...spaced(files));
  const hint = answer.headers.get("KG-Hint");
  return hint ? [line, paragraph(decodeURIComponent(hint), "hints")] : [line];
}

// What a problem (RFC 9457) says, with the place in the query.
export async function renderProblem(error) {
  let problem;
  try {
    problem = JSON.parse(error.text);
  } catch {
    return undefined; // not one of ours: the editor has its own way
  }
  const box = document.createElement("div");
  box.className = "error";
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = problem.title;
  box.append(title, paragraph(problem.detail));
  if (problem.excerpt && problem.column) {
    const excerpt = document.createElement("pre");
    excerpt.className = "excerpt";
    excerpt.tabIndex = 0;
    const mark = "^".repeat(Math.max(1, (problem.token ?? "").split("\n")[0].length));
    excerpt.textContent = `${problem.excerpt}\n${" ".repeat(problem.column - 1)}${mark}`;
    box.append(excerpt);
  }
  return box;
}

function link(text, href) {
  const made = document.createElement("a");
  made.textContent = text;
  made.href = href;
  return made;
}

function paragraph(text, name = "") {
  const made = document.createElement("p");
  made.textContent = text;
  made.className = name;
  return made;
}

function spaced(links) {
  return links.flatMap((one, place) => (place ? [" ", one] : [one]));
}
