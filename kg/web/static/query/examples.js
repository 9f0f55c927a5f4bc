// The named queries: a click opens one in a tab of its own, with its parameters above the editor.

let opened = 0; // tells the fields of one tab from those of another

export function openExamples(yasgui, list) {
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    list.open = false;
    open(yasgui, new URL(link.href));
  });
}

async function open(yasgui, address) {
  const [text, page] = await Promise.all([query(address, ""), pageOf(address)]);
  const title = page.querySelector("h1").textContent;
  const name = title.length > 36 ? `${title.slice(0, 35)}…` : title;
  const tab = yasgui.addTab(true, { name, yasqe: { value: text } });
  const form = page.querySelector("form.fields");
  if (form) addForm(tab, document.adoptNode(form), title, address);
  document.getElementById("editor").scrollIntoView({ block: "start" });
  tab.query().catch(() => {});
}

function addForm(tab, form, title, address) {
  opened += 1;
  for (const one of form.querySelectorAll("[id], [for], [list]")) {
    for (const name of ["id", "for", "list"]) {
      if (one.hasAttribute(name)) one.setAttribute(name, `${one.getAttribute(name)}-${opened}`);
    }
  }
  form.setAttribute("aria-label", title);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    tab.setQuery(await query(address, new URLSearchParams(new FormData(form))));
    tab.query().catch(() => {}); // the results panel shows what is wrong
  });
  tab.getYasqe().rootEl.before(form);
}

// The text of the query with these parameters; what is wrong with them, as a comment.
async function query(address, parameters) {
  const answer = await fetch(`${address.pathname}?${parameters}`, {
    headers: { Accept: "application/sparql-query" },
  });
  if (answer.ok) return answer.text();
  return `# ${(await answer.json()).detail}\n`;
}

async function pageOf(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}
