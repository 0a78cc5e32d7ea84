// Escape puts away what a number tells of its sources, for readers who point and for readers who tab.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.activeElement?.closest(".fact")?.blur();
  document.querySelectorAll(".fact:hover").forEach((fact) => {
    fact.classList.add("put-away");
    fact.addEventListener("mouseleave", () => fact.classList.remove("put-away"), { once: true });
  });
});
