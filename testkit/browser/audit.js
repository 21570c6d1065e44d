async (lang, phone) => {
  // What depends on sizes is drawn a frame later.
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const found = [];
  const say = (what, e) => found.push(what + (e ? ": <" + e.tagName.toLowerCase() + (e.id ? " id=" + e.id : "") +
    (typeof e.className === "string" && e.className ? " class=" + e.className : "") + "> " + e.textContent.trim().slice(0, 40) : ""));
  const root = document.documentElement;
  const scrolls = ".scroll, .sheet, pre"; // what may be wider than the window
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const each = (selector, f) => document.querySelectorAll(selector).forEach((e) => { if (shown(e)) f(e); });

  if (root.lang !== lang && !root.lang.startsWith(lang + "-")) say("the page says its language is " + root.lang + ", not " + lang);
  if (!document.title.trim()) say("the page has no title");

  if (root.scrollWidth > root.clientWidth) {
    say("the page is " + root.scrollWidth + " wide in a window of " + root.clientWidth);
    each("body *", (e) => {
      if (e.getBoundingClientRect().right > root.clientWidth + 1 && !e.parentElement.closest(scrolls)) say("sticks out", e);
    });
  }
  each(scrolls, (e) => {
    if (e.scrollWidth > e.clientWidth && e.tabIndex < 0) say("scrolls, but not by keyboard", e);
  });

  document.querySelectorAll(".swipe").forEach((e) => {
    const box = e.parentElement.querySelector(".scroll"), wide = box.scrollWidth > box.clientWidth;
    if (shown(box) && wide !== (e.getBoundingClientRect().height > 4)) say(wide ? "does not say that its table scrolls" : "says that its table scrolls", e.parentElement);
  });

  const name = (e) => e.getAttribute("aria-label") || (e.labels && [...e.labels].map((l) => l.textContent).join(" ")) || e.title;
  each("input:not([type=hidden]), select, textarea, progress", (e) => { if (!(name(e) || "").trim()) say("has no label", e); });
  each("button, a, summary", (e) => { if (!(e.textContent + (e.getAttribute("aria-label") || "")).trim()) say("has no name", e); });
  each("img", (e) => { if (!e.hasAttribute("alt")) say("has no alt", e); });
  // An input is pressed with the frame that is drawn around it, or with its label; a small mark (a switch, a tick box) may
  // take room around it by a pseudo-element.
  const frames = "label, .ant-select, .ant-picker, .ant-input-affix-wrapper, .ant-input-number, .ant-segmented, .ant-upload-drag";
  const around = (e) => {
    const style = getComputedStyle(e, "::after");
    return style.content !== "none" && style.position === "absolute" ? parseFloat(style.height) || 0 : 0;
  };
  // A chooser of files that a button opens is not pressed itself.
  if (phone) each("button, input:not([type=hidden], [type=file][tabindex='-1']), select, textarea, summary, a.button, nav a, header a", (e) => {
    const boxes = [e, e.tagName === "INPUT" && e.closest(frames)].filter(Boolean);
    const height = Math.max(...boxes.map((box) => box.getBoundingClientRect().height), around(e));
    if (height < 43.5) say("is only " + height + " high", e);
  });

  const ids = new Set();
  document.querySelectorAll("[id]").forEach((e) => { if (ids.has(e.id)) say("shares its id", e); ids.add(e.id); });
  ["aria-labelledby", "for", "popovertarget"].forEach((a) => document.querySelectorAll("[" + a + "]").forEach((e) => {
    if (!document.getElementById(e.getAttribute(a))) say(a + " leads nowhere", e);
  }));

  let level = 0;
  each("h1, h2, h3, h4, h5, h6", (e) => {
    const next = Number(e.tagName[1]);
    if (next > level + 1) say("follows a heading of level " + level, e);
    level = next;
  });
  const tops = [...document.querySelectorAll("h1")].filter(shown).length;
  if (tops !== 1) say("there are " + tops + " headings of level 1");

  const colour = (text) => {
    const n = text.match(/[\d.]+(e-\d+)?/g).map(Number);
    const scale = text.startsWith("color(srgb ") ? 255 : 1; // what a mixture of colours is computed to
    return { rgb: n.slice(0, 3).map((v) => v * scale), alpha: n.length > 3 ? n[3] : 1 };
  };
  const over = (top, below) => top.rgb.map((v, i) => v * top.alpha + below[i] * (1 - top.alpha));
  const ground = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const c = colour(getComputedStyle(e).backgroundColor);
      if (c.alpha > 0) layers.push(c);
      if (c.alpha === 1) break;
    }
    return layers.reverse().reduce((below, c) => over(c, below), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const judged = new Set(); // what cannot be used just now may be pale
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || judged.has(e) || e.closest(".skip, :disabled") || !shown(e)) continue;
    judged.add(e);
    const style = getComputedStyle(e), below = ground(e);
    const [a, b] = [light(over(colour(style.color), below)), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
    const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    if (ratio < (large ? 3 : 4.5)) say("has a contrast of " + ratio.toFixed(2), e);
  }
  return found;
}
