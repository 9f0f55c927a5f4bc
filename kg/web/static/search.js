// Names for a search box as they are typed. Without it the form works as it is.
"use strict";
const box = document.querySelector("input[data-suggest]");
const names = document.getElementById(box.getAttribute("list"));
let waiting = 0;
box.addEventListener("input", () => {
  clearTimeout(waiting);
  const typed = box.value.trim();
  if (typed.length < 2) {
    names.replaceChildren();
    return;
  }
  waiting = setTimeout(async () => {
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || typed !== box.value.trim()) return;
      const [, found] = await answer.json();
      names.replaceChildren(...found.map((name) => new Option(name, name)));
    } catch {
      names.replaceChildren(); // suggestions are a courtesy
    }
  }, 150);
});
