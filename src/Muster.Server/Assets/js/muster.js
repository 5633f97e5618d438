"use strict";
// Small things that only a browser can do. No state of the application lives here.
window.muster = {
  showDialog(dialog) {
    if (!dialog.open) dialog.showModal();
  },
  closeDialog(dialog) {
    if (dialog.open) dialog.close();
  },
  focus(selector) {
    document.querySelector(selector)?.focus();
  },
};

document.addEventListener("click", async (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const copy = target?.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.getAttribute("data-copy") ?? "");
    copy.classList.add("copied");
    setTimeout(() => copy.classList.remove("copied"), 1200);
  }
  if (target?.closest("[data-reload]")) location.reload();
  if (target?.closest("[data-theme-toggle]")) {
    const root = document.documentElement;
    const dark = root.dataset.theme === "dark" || (root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `muster-theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  }
});

// "/" goes to the search of the page, unless somebody is typing.
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector("main [type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
});
