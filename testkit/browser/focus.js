() => {
  const e = document.activeElement;
  if (!e || e === document.body) return { id: 0, name: "", faults: [] };
  const known = (window.qunliFocused ??= { ids: new WeakMap(), last: 0 });
  if (!known.ids.has(e)) known.ids.set(e, ++known.last);
  const said = e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || e.getAttribute("placeholder") || "";
  const name = e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + (typeof e.className === "string" && e.className ? "." + e.className.split(" ")[0] : "") + " " + said.trim().slice(0, 40);
  const faults = [];
  const opacity = (x) => (x ? Number(getComputedStyle(x).opacity) * opacity(x.parentElement) : 1);
  const light = (text) => {
    const [r, g, b] = text.match(/[\d.]+/g).map(Number).map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (x) => {
    for (; x; x = x.parentElement) {
      const colour = getComputedStyle(x).backgroundColor;
      if (colour.startsWith("rgb(")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  // A ring is seen: wide enough, told from what it lies on by 3:1.
  const ringed = (x) => {
    const s = getComputedStyle(x);
    if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2 || !s.outlineColor.startsWith("rgb(") || opacity(x) < 0.5) return false;
    const [dark, bright] = [light(s.outlineColor), light(ground(x.parentElement))].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05) >= 3;
  };
  // A field may be drawn by what is around it: a tick box, a choice, a list.
  const around = [e];
  while (around.length < 5 && around.at(-1).parentElement) around.push(around.at(-1).parentElement);
  // The page itself takes the focus when it is new: that is told, not drawn.
  if (e.id !== "main" && !around.some(ringed)) faults.push("has no visible focus");
  if (!e.checkVisibility({ visibilityProperty: true })) faults.push("is not shown");
  const drawn = around.find((x) => opacity(x) > 0.5 && x.getBoundingClientRect().width > 1) ?? e;
  const r = drawn.getBoundingClientRect();
  const left = Math.max(0, r.left), right = Math.min(innerWidth, r.right), top = Math.max(0, r.top), bottom = Math.min(innerHeight, r.bottom);
  if (right - left < Math.min(8, r.width) || bottom - top < Math.min(8, r.height)) faults.push("is off the screen");
  else {
    const places = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.2], [0.5, 0.8]].map(([x, y]) => document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y));
    if (!places.some((x) => x && (drawn.contains(x) || x.contains(e)))) faults.push("lies under " + places[0]?.outerHTML.slice(0, 120));
  }
  return { id: known.ids.get(e), name, faults };
}
