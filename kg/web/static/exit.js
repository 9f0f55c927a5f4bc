// "Exit this page": hides the page at once and replaces it, so that the back button does not show it again.
const link = document.getElementById("exit");
const PRESSES = 3; // of Shift
const WITHIN = 5000; // milliseconds
let times = [];

function leave() {
  document.title = "";
  document.documentElement.classList.add("gone");
  location.replace(link.href);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
link.addEventListener("keydown", (event) => {
  if (event.key === " ") {
    event.preventDefault(); // it is a button to those who cannot see it, and a button answers to the space bar
    leave();
  }
});
document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift") {
    times = [];
    return;
  }
  times = [...times.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (times.length >= PRESSES) leave();
});
// A page that the browser kept in memory must not come back blank.
addEventListener("pageshow", () => document.documentElement.classList.remove("gone"));
