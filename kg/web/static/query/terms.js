// The panel of terms: a button beside each puts it into the query, where the cursor is.

export function insertTerms(yasgui, panel) {
  for (const link of panel.querySelectorAll("[data-term]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "insert";
    button.textContent = "Insert";
    button.setAttribute("aria-label", `Insert ${link.dataset.term}`);
    button.addEventListener("click", () => insert(yasgui, link.dataset.term));
    link.after(" ", button);
  }
}

function insert(yasgui, term) {
  const editor = yasgui.getTab().getYasqe();
  editor.getDoc().replaceSelection(term, "end");
  editor.focus();
}
