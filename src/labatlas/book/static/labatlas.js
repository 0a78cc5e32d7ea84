// Escape puts away what a number tells of its sources, for readers who point and for readers who tab.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.activeElement?.closest(".fact")?.blur();
  document.querySelectorAll(".fact:hover").forEach((fact) => {
    fact.classList.add("put-away");
    fact.addEventListener("mouseleave", () => fact.classList.remove("put-away"), { once: true });
  });
});

// On a phone a table with much text becomes a list of records; each value then needs the name of its column.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("table.records").forEach((table) => {
    const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    table.setAttribute("role", "table");
    table.querySelectorAll("tr").forEach((row) => row.setAttribute("role", "row"));
    table.querySelectorAll("thead th").forEach((head) => head.setAttribute("role", "columnheader"));
    table.querySelectorAll("tbody tr").forEach((row) => {
      [...row.cells].forEach((cell, place) => {
        cell.setAttribute("role", "cell");
        cell.dataset.column = names[place] ?? "";
      });
    });
  });
});
