// A refresh loses the part of an address after `#`, which names a note.
if (location.hash) location.replace(document.querySelector("main a").href + location.hash);
