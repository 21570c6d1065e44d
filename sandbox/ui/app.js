// The board: a row of phones, the clock, and the panel.
import { h, button, icon } from './dom.js';
import { t, switchLang, lang } from './words.js';
import { get, post, listen, setClock, clockText, now, attempt, toast } from './api.js';
import { Phone } from './phone.js';
import { openPicker } from './picker.js';
import { Panel } from './panel.js';

const state = { board: null, phones: [], current: '' };
const saved = JSON.parse(localStorage.getItem('sandbox.phones') || 'null');

const row = h('div', { class: 'phones', role: 'list' });
const strip = h('nav', { class: 'strip' });
const time = h('span', { class: 'time num' });
const page = h('div', { class: 'page' });
const panel = new Panel(() => refresh());

function keep() {
  localStorage.setItem('sandbox.phones', JSON.stringify(state.phones.map(p => p.id)));
}

/** take puts somebody's phone on the board and shows it. */
export async function take(id) {
  if (await place(id)) show(id);
}

/** place puts somebody's phone on the board and tells whether it is there. */
async function place(id) {
  if (state.phones.some(p => p.id === id)) return true;
  const phone = new Phone(id, state, { close: () => putAway(id), take });
  if (!(await phone.refresh())) return false;
  state.phones.push(phone);
  row.insertBefore(h('div', { class: 'place', role: 'listitem' }, phone.el), row.lastElementChild);
  keep();
  drawStrip();
  return true;
}

function putAway(id) {
  const phone = state.phones.find(p => p.id === id);
  state.phones = state.phones.filter(p => p !== phone);
  phone.el.parentElement.remove();
  keep();
  show(state.phones[0]?.id || '');
}

/** show brings one phone to the front where only one has room. */
function show(id) {
  state.current = id;
  for (const p of state.phones) p.el.parentElement.classList.toggle('front', p.id === id);
  const phone = state.phones.find(p => p.id === id);
  row.lastElementChild.classList.toggle('front', !phone);
  phone?.el.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'smooth' });
  drawStrip();
}

function drawStrip() {
  strip.replaceChildren(...state.phones.map(p => button({
    class: 'chip' + (p.id === state.current ? ' on' : ''), 'aria-current': p.id === state.current ? 'true' : null, onclick: () => show(p.id),
  }, p.name)), button({ class: 'chip add', 'aria-label': t('addPhone'), onclick: () => openPicker(state, take) }, icon('plus')));
}

function adder() {
  const empty = state.board.staff.length === 0 && !state.phones.length;
  return h('div', { class: 'place adder' + (state.phones.length ? '' : ' front') }, empty
    ? h('div', { class: 'invite' }, icon('people'), h('h2', {}, t('emptyWorld')), h('p', {}, t('emptyWorldHint')),
      button({ class: 'main', onclick: fill }, t('fillWorld')))
    : button({ class: 'invite', onclick: () => openPicker(state, take) }, icon('plus'), h('strong', {}, t('addPhone')), h('span', {}, t('addPhoneHint'))));
}

/** fill puts a few people into an empty world. */
async function fill() {
  await attempt(async () => {
    const made = [];
    for (const name of ['小美', '小刚', '店长阿珍']) made.push((await post('act', { verb: 'hire', name })).staff);
    const people = [];
    for (const name of ['王芳', '李雷', '韩梅梅', '张伟', '刘洋', '陈静']) people.push((await post('act', { verb: 'person', name })).person);
    await refresh();
    await take(people[0]);
    await take(made[0]);
    await take(people[1]);
    show(people[0]);
  });
}

function top() {
  const step = (label, body) => button({ class: 'quiet', onclick: () => attempt(async () => { await post('clock', body); await refresh(); }) }, label);
  return h('header', { class: 'top' },
    h('div', { class: 'brand' }, h('img', { src: '/icon.svg', alt: '', width: 28, height: 28 }), h('h1', {}, t('title')), h('span', { class: 'badge' }, state.board.corp)),
    h('p', { class: 'claim' }, t('banner')),
    h('div', { class: 'clock', role: 'group', 'aria-label': t('clock') }, icon('clock'), time,
      step(t('hour'), { add_seconds: 3600 }), step(t('day'), { add_seconds: 86400 }),
      step(state.board.frozen ? t('run') : t('freeze'), { frozen: !state.board.frozen }),
      Math.abs(state.board.offset_ms) > 2000 || state.board.frozen ? step(t('real'), { real: true }) : null),
    h('div', { class: 'tools' },
      button({ class: 'quiet more-phones', 'aria-label': t('addPhone'), title: t('addPhone'), onclick: () => openPicker(state, take) }, icon('plus'), icon('phone')),
      button({ class: 'quiet', 'aria-label': t('theme'), title: t('theme'), onclick: switchTheme }, icon('sun')),
      button({ class: 'quiet', onclick: () => { switchLang(); build(); } }, t('lang')),
      button({ class: 'quiet', 'aria-label': t('panel'), title: t('panel'), 'aria-pressed': String(panel.open), onclick: () => { panel.toggle(); build(); } }, icon('panel'))));
}

function switchTheme() {
  const dark = (document.documentElement.dataset.theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  document.documentElement.dataset.theme = dark ? 'light' : 'dark';
  localStorage.setItem('sandbox.theme', document.documentElement.dataset.theme);
}

/** build draws everything anew: at the start and when the language changes. */
function build() {
  document.title = t('title');
  row.setAttribute('aria-label', t('phoneOf', ''));
  row.replaceChildren(...state.phones.map(p => { p.build(); return h('div', { class: 'place', role: 'listitem' }, p.el); }), adder());
  panel.build();
  page.replaceChildren(top(), strip, h('main', { class: 'board' }, row), panel.el);
  page.classList.toggle('with-panel', panel.open);
  show(state.current);
  page.dataset.lang = lang();
}

let running = null;
let again = false;

/** refresh asks for what is shown; while one is under way another waits. */
async function refresh() {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    do {
      again = false;
      const before = JSON.stringify([state.board?.staff.length === 0, state.board?.frozen, Math.abs(state.board?.offset_ms) > 2000]);
      state.board = await get('board');
      setClock(state.board);
      await Promise.all([...state.phones.map(p => p.refresh()), panel.refresh(state.board)]);
      drawStrip();
      const after = JSON.stringify([state.board.staff.length === 0, state.board.frozen, Math.abs(state.board.offset_ms) > 2000]);
      if (before !== after) {
        page.querySelector('.top')?.replaceWith(top());
        row.lastElementChild?.replaceWith(adder());
        show(state.current);
      }
    } while (again);
  })().catch(e => toast(e.message, true)).finally(() => { running = null; });
  return running;
}

/** first chooses the phones of somebody who has never been here: a customer, one of the staff, another customer. */
async function first() {
  const people = (await get('people')).people;
  const staff = state.board.staff.filter(s => s.status === 1);
  return [people[0], staff[0], people[1]].filter(Boolean).map(x => x.id);
}

async function start() {
  const theme = localStorage.getItem('sandbox.theme');
  if (theme) document.documentElement.dataset.theme = theme;
  document.body.append(page);
  state.board = await get('board');
  setClock(state.board);
  const tick = () => { time.textContent = clockText(now(), 'full'); };
  tick();
  build();
  for (const id of saved || await first()) {
    if (await place(id).catch(() => false) && !state.current) show(id); // whoever presses another one meanwhile keeps it
  }
  listen(refresh);
  setInterval(tick, 250);
}

start().catch(e => toast(e.message, true));
