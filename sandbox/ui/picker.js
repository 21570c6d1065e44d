// Choosing whose phone to hold, and asking for a few words: dialogs of the board and of phones.
import { h, button, avatar, field, icon } from './dom.js';
import { t } from './words.js';
import { get, act } from './api.js';

/** dialog shows a sheet with a title over the page, or over a phone. It gives the element; close() takes it away. */
export function dialog(title, ...content) {
  const el = h('dialog', { class: 'dialog', 'aria-label': title },
    h('header', {}, h('h2', {}, title), button({ class: 'quiet', 'aria-label': t('close'), onclick: () => el.close() }, icon('close'))), ...content);
  el.addEventListener('close', () => el.remove());
  el.addEventListener('click', e => { if (e.target === el) el.close(); });
  document.body.append(el);
  el.showModal();
  el.querySelector('input, textarea, .line, .list button, .main')?.focus();
  return el;
}

/** askFor asks for some texts; fields are [name, label, value, kind]. */
export function askFor(title, fields, label) {
  return new Promise(done => {
    const inputs = fields.map(([name, , value, kind]) => kind === 'area'
      ? h('textarea', { name, value: value || '', rows: 3 }) : h('input', { name, value: value ?? '', type: kind || 'text', required: kind !== 'optional', autocomplete: 'off' }));
    for (const i of inputs) if (i.type === 'optional') i.type = 'text';
    let out = null;
    const form = h('form', {
      method: 'dialog',
      onsubmit: () => { out = Object.fromEntries(inputs.map(i => [i.name, i.value.trim()])); },
    }, ...fields.map(([, text], i) => field(text, inputs[i])), h('div', { class: 'acts' }, button({ onclick: () => el.close() }, t('cancel')), h('button', { class: 'main' }, label || t('ok'))));
    const el = dialog(title, form);
    el.addEventListener('close', () => done(out));
    inputs[0]?.focus();
  });
}

/** choose shows a list of {id, name, note} and gives the id of the one pressed; with many, the ids of all that are ticked. */
export function choose(title, items, many) {
  return new Promise(done => {
    let out = many ? [] : null;
    const list = h('div', { class: 'list' }, ...items.map(i => many
      ? h('label', { class: 'line' }, h('input', { type: 'checkbox', value: i.id }), avatar(i.name, i.id, i.kind), h('span', { class: 'grow' }, i.name, i.note ? h('small', {}, i.note) : null))
      : button({ class: 'line', onclick: () => { out = i.id; el.close(); } }, avatar(i.name, i.id, i.kind), h('span', { class: 'grow' }, i.name, i.note ? h('small', {}, i.note) : null))));
    const el = dialog(title, items.length ? list : h('p', { class: 'hint' }, t('none')),
      many ? h('div', { class: 'acts' }, button({ class: 'main', onclick: () => { out = [...list.querySelectorAll('input:checked')].map(i => i.value); el.close(); } }, t('ok'))) : null);
    el.addEventListener('close', () => done(out));
  });
}

/** confirmed asks before what cannot be taken back. */
export function confirmed(title) {
  return new Promise(done => {
    let out = false;
    const el = dialog(title, h('div', { class: 'acts' }, button({ onclick: () => el.close() }, t('cancel')), button({ class: 'danger', onclick: () => { out = true; el.close(); } }, t('ok'))));
    el.addEventListener('close', () => done(out));
  });
}

/** openPicker lets one choose whose phone to hold, or put somebody new into the world. */
export async function openPicker(state, take) {
  const found = h('div', { class: 'list' });
  const search = h('input', { type: 'search', placeholder: t('search'), 'aria-label': t('search'), autocomplete: 'off' });
  const el = dialog(t('addPhone'), h('div', { class: 'row' }, search), found, h('div', { class: 'acts wide' },
    button({ onclick: () => make('person', t('newCustomer')) }, icon('plus'), t('newCustomer')), button({ onclick: () => make('hire', t('newStaff')) }, icon('plus'), t('newStaff'))));

  async function make(verb, title) {
    const got = await askFor(title, [['name', t('name')]], t('create'));
    if (!got?.name) return;
    const out = await act(verb, { name: got.name });
    if (out) pick(out.staff || out.person);
  }
  function pick(id) {
    el.close();
    take(id);
  }
  async function fill() {
    const q = search.value.trim();
    const people = (await get('people?q=' + encodeURIComponent(q))).people;
    const line = (x, kind) => button({ class: 'line', onclick: () => pick(x.id) }, avatar(x.name, x.id, kind), h('span', { class: 'grow' }, x.name), state.phones.some(p => p.id === x.id) ? h('small', {}, '✓') : null);
    const none = h('p', { class: 'hint' }, t('none'));
    found.replaceChildren(h('h3', {}, t('customer')), ...(people.length ? people.map(p => line(p)) : [none]),
      h('h3', {}, t('staff')), ...state.board.staff.filter(s => s.name.includes(q)).slice(0, 50).map(s => line(s, 'staff')));
  }
  search.addEventListener('input', fill);
  await fill();
}
