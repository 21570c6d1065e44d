// The page behind a code: on a phone of the sandbox, opening it is scanning it.
if (window.parent !== window) window.parent.postMessage({ sandboxScan: document.body.dataset.code }, location.origin);
