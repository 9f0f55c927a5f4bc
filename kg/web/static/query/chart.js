// A way to look at rows: the charts that the server draws, as the page without scripts has them.
import { askedOf } from "./answers.js";

const SVG = "http://www.w3.org/2000/svg";

export class Chart {
  priority = 5;
  label = "Chart";

  constructor(yasr) {
    this.yasr = yasr;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.getBindings()?.length && askedOf(this.yasr));
  }

  async draw() {
    await this.show(`?${askedOf(this.yasr)}&chart=`);
  }

  async show(search) {
    const answer = await fetch(new URL(search, location.href.split(/[?#]/)[0]), {
      headers: { Accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const views = page.querySelectorAll(".views a, .views b");
    const figure = page.querySelector("figure.chart");
    this.yasr.resultsEl.replaceChildren(...this.drawn(views, figure));
  }

  drawn(views, figure) {
    if (!figure) {
      const none = document.createElement("p");
      none.textContent =
        "These rows have nothing to draw: no numbers, no years, no councils. The table shows them.";
      return [none];
    }
    const ways = document.createElement("p");
    ways.className = "chart-ways";
    for (const view of views) {
      if (view.textContent !== "Table") ways.append(this.way(view));
    }
    return [ways, document.adoptNode(figure)];
  }

  way(view) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = view.textContent;
    button.setAttribute("aria-pressed", String(view.tagName === "B"));
    if (view.href) button.addEventListener("click", () => this.show(new URL(view.href).search));
    return button;
  }

  getIcon() {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("viewBox", "0 0 16 16");
    icon.setAttribute("aria-hidden", "true");
    const bars = document.createElementNS(SVG, "path");
    bars.setAttribute("d", "M1 8h3v7H1zM6 2h3v13H6zM11 5h3v10h-3z");
    bars.setAttribute("fill", "currentColor");
    icon.append(bars);
    return icon;
  }
}
