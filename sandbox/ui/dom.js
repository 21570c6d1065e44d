// Building blocks of the page: elements, icons, avatars. Nothing here knows what the page is about.

/**
 * h makes an element. Properties beginning with "on" are listeners, "class" and "data-*" attributes, the rest properties of the element.
 * Children that are null or false are left out.
 */
export function h(tag, props, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) el.addEventListener(name.slice(2), value);
    else if (name === 'class' || name === 'role' || name === 'for' || name === 'list' || name.includes('-')) el.setAttribute(name, value);
    else el[name] = value;
  }
  el.append(...children.flat(3).filter(c => c !== null && c !== undefined && c !== false && c !== ''));
  return el;
}

const paths = {
  chat: 'M4 5h16v11H9l-5 4z',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 9c0-3.3 2.7-6 6-6s6 2.7 6 6M16 4.5a3 3 0 0 1 0 6M17.5 14c2.2.7 3.5 3 3.5 6',
  scan: 'M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4M4 12h16',
  me: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-8 10c0-4 3.6-7 8-7s8 3 8 7',
  work: 'M4 7h16v12H4zM9 7V4h6v3M4 12h16',
  back: 'M15 5l-7 7 7 7',
  forward: 'M14 6l6 6-6 6M20 12H9a5 5 0 0 0-5 5v1',
  next: 'M9 5l7 7-7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M4 12l16-8-6 16-3-6z',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  card: 'M3 6h18v12H3zM8 13a2 2 0 1 0 0-4 2 2 0 0 0 0 4zm6-3h4M14 14h4',
  code: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 20h2',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  panel: 'M4 5h16v14H4zM14 5v14',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M19 5l-1.5 1.5M6.5 17.5L5 19',
  web: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  up: 'M7 17L17 7M9 7h8v8',
};

const svg = 'http://www.w3.org/2000/svg';

/** icon draws one of the page's own icons. */
export function icon(name) {
  const el = document.createElementNS(svg, 'svg');
  el.setAttribute('viewBox', '0 0 24 24');
  el.setAttribute('class', 'icon');
  el.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', paths[name]);
  el.append(path);
  return el;
}

/** button is an icon, a word, or both. */
export function button(props, ...children) {
  return h('button', { type: 'button', ...props }, ...children);
}

function hue(text) {
  let n = 0;
  for (const c of text) n = (n * 31 + c.codePointAt(0)) % 360;
  return n;
}

/** avatar shows the last character of a name on a colour of its own. */
export function avatar(name, id, kind) {
  const letters = [...(name || '?')];
  const el = h('span', { class: 'avatar' + (kind ? ' ' + kind : ''), 'aria-hidden': 'true' }, letters[letters.length - 1]);
  el.style.setProperty('--hue', hue(id || name || ''));
  return el;
}

/** collage is the avatar of a group. */
export function collage(names) {
  return h('span', { class: 'avatar collage', 'aria-hidden': 'true' }, ...names.slice(0, 4).map(n => {
    const el = h('i', {}, [...n].pop());
    el.style.setProperty('--hue', hue(n));
    return el;
  }));
}

/** field is a label with its control. */
export function field(label, control) {
  return h('label', { class: 'field' }, h('span', {}, label), control);
}
