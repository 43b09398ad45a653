// Reloads the page when the site was rebuilt, and shows the problems that stopped a build.
const events = new EventSource(document.currentScript.dataset.events);
let version = null;
let overlay = null;
events.onmessage = (event) => {
  const state = JSON.parse(event.data);
  if (version !== null && state.version !== version) location.reload();
  version = state.version;
  overlay?.remove();
  overlay = null;
  if (!state.problems) return;
  overlay = document.createElement("pre");
  overlay.setAttribute("role", "alert");
  overlay.textContent = state.problems;
  Object.assign(overlay.style, {
    position: "fixed", insetInline: "0", insetBlockEnd: "0", zIndex: "2147483647", maxBlockSize: "60vh",
    overflow: "auto", margin: "0", padding: "1rem", whiteSpace: "pre-wrap", font: "14px/1.5 ui-monospace, monospace",
    color: "#fff", background: "#5c1a1a", borderBlockStart: "4px solid #ff8a80",
  });
  document.body.append(overlay);
};
