// The panel beside the phones: what happens, the switches, the corp with its apps.
import { h, button, field, icon } from './dom.js';
import { t, verb } from './words.js';
import { get, post, clockText, attempt, toast } from './api.js';
import { confirmed } from './picker.js';

const shares = ['duplicate', 'reorder', 'loss', 'deaf', 'drop_reply'];
const numbers = ['delay_ms', 'slow_ms', 'group_lag_ms', 'token_seconds', 'code_seconds', 'group_open'];

/** what names an entry shortly: an act by its word, an event without what all of them begin with. */
function what(e) {
  if (e.kind === 'act') return verb(e.what);
  if (e.kind === 'call') return e.what.replace('externalcontact/', '');
  return e.what.replace(/^change_(external_)?/, '').replace('/', ' · ');
}

export class Panel {
  constructor(changed) {
    this.changed = changed;
    this.open = localStorage.getItem('sandbox.panel') !== '0' && window.innerWidth > 1100;
    this.tab = 'log';
    this.el = h('aside', { class: 'panel' });
  }

  toggle() {
    this.open = !this.open;
    localStorage.setItem('sandbox.panel', this.open ? '1' : '0');
  }

  build() {
    this.el.hidden = !this.open;
    this.el.setAttribute('aria-label', t('panel'));
    if (!this.open) return;
    this.body = h('div', { class: 'panel-body' });
    this.el.replaceChildren(
      h('nav', { class: 'panel-tabs' }, ...['log', 'callbacks', 'faults', 'corp'].map(name => button({ class: name === this.tab ? 'on' : '', 'aria-current': name === this.tab ? 'page' : null, onclick: () => { this.tab = name; this.build(); } }, t(name))),
        button({ class: 'quiet', 'aria-label': t('close'), onclick: () => { this.toggle(); this.build(); document.querySelector('.page').classList.remove('with-panel'); } }, icon('close'))),
      this.body);
    this.last = 0;
    attempt(() => this[this.tab]());
  }

  async refresh(board) {
    this.board = board;
    if (this.open && (this.tab === 'log' || this.tab === 'callbacks')) await this[this.tab]();
  }

  async log() {
    const got = await get('trace?after=' + this.last);
    if (this.tab !== 'log') return;
    const board = this.board || await get('board');
    const c = board.totals.totals;
    if (!this.body.querySelector('.log')) {
      this.figures = h('dl', { class: 'figures' });
      this.list = h('ol', { class: 'log', 'aria-live': 'polite' });
      this.body.replaceChildren(this.figures, this.list);
    }
    const figure = (name, n, bad) => h('div', { class: bad && n ? 'bad' : '' }, h('dt', {}, t(name)), h('dd', { class: 'num' }, n));
    this.figures.replaceChildren(figure('events', c.events), figure('answered', c.sent), figure('waiting', board.totals.waiting), figure('failed', c.failed, true), figure('lost', c.lost, true), figure('copies', c.copies));
    if (!got.entries.length) {
      if (!this.last && !this.list.childElementCount) this.list.append(h('li', { class: 'hint' }, t('noLog')));
      return;
    }
    this.list.querySelector('.hint')?.remove();
    const fresh = got.entries.filter(e => e.n > this.last);
    this.last = got.entries[got.entries.length - 1].n;
    for (const e of fresh) {
      this.list.prepend(h('li', { class: (e.code ? 'bad ' : '') + e.kind }, h('span', { class: 'num' }, clockText(e.at, 'second')), h('b', {}, t(e.kind)),
        h('span', { class: 'what', title: e.what }, what(e)), e.code ? h('em', { class: 'num' }, e.kind === 'call' ? e.code : '✗') : null, e.note ? h('small', {}, e.note) : null));
    }
    while (this.list.childElementCount > 300) this.list.lastElementChild.remove();
  }

  async callbacks() {
    const got = (await get('events?limit=60' + (this.state ? '&state=' + this.state : ''))).events;
    if (this.tab !== 'callbacks') return;
    const text = JSON.stringify([got, this.state]);
    if (text === this.shown && this.body.querySelector('.events')) return;
    this.shown = text;
    const open = new Set([...this.body.querySelectorAll('details[open]')].map(d => d.dataset.id));
    const states = ['', 'waiting', 'sent', 'failed', 'lost'];
    const names = { waiting: 'waiting', sent: 'answered', failed: 'failed', lost: 'lost' };
    this.body.replaceChildren(
      h('div', { class: 'chips' }, ...states.map(x => button({ class: 'chip' + ((this.state || '') === x ? ' on' : ''), 'aria-pressed': String((this.state || '') === x), onclick: () => { this.state = x; this.callbacks(); } }, x ? t(names[x]) : t('all')))),
      h('div', { class: 'events' }, ...got.map(e => h('details', { 'data-id': e.id, open: open.has(e.id) },
        h('summary', {}, h('span', { class: 'num' }, clockText(e.at, 'second')), h('b', { class: e.state }, t(names[e.state])), h('span', { class: 'what' }, what({ kind: 'event', what: e.kind })), e.tries > 1 ? h('small', { class: 'num' }, '×' + e.tries) : null, e.again ? h('small', {}, t('copies')) : null),
        e.last ? h('p', { class: 'bad' }, e.last) : null, h('pre', { tabIndex: 0 }, e.xml.replace(/>(?=<[A-Za-z])/g, '>\n')),
        e.state === 'waiting' ? null : button({ onclick: () => attempt(async () => { await post(`events/${e.id}/again`); }) }, t('again'))))),
      got.length ? '' : h('p', { class: 'hint' }, t('noLog')));
  }

  async faults() {
    const s = await get('settings');
    if (this.tab !== 'faults') return;
    const change = (name, v) => attempt(async () => { await post('settings', { [name]: v }); toast(t('saved')); this.changed(); });
    const share = name => field(t(name), h('span', { class: 'row' }, h('input', { type: 'range', min: 0, max: 100, value: Math.round(s[name] * 100), 'aria-label': t(name), oninput: e => { e.target.nextSibling.textContent = e.target.value + ' %'; }, onchange: e => change(name, e.target.value / 100) }), h('output', { class: 'num' }, Math.round(s[name] * 100) + ' %')));
    const count = name => field(t(name), h('input', { type: 'number', min: 0, value: s[name], onchange: e => change(name, Number(e.target.value)) }));
    const path = h('input', { placeholder: 'externalcontact/get', 'aria-label': t('path') });
    const code = h('input', { type: 'number', value: 45009, 'aria-label': t('errcode') });
    const times = h('input', { type: 'number', value: 3, 'aria-label': t('times') });
    const tokens = what => attempt(async () => { await post('tokens/' + what); toast(t('saved')); });
    const to = h('input', { type: 'datetime-local', step: 1, 'aria-label': t('travelTo') });
    this.body.replaceChildren(h('div', { class: 'form' },
      h('h3', {}, t('travelTo')), h('div', { class: 'row' }, to, button({ onclick: () => to.value && attempt(async () => { await post('clock', { to_ms: Date.parse(to.value + '+08:00') }); this.changed(); }) }, t('ok'))),
      h('h3', {}, t('callbacks')), ...shares.slice(0, 4).map(share), count('delay_ms'),
      h('h3', {}, 'API'), share('drop_reply'), count('slow_ms'), count('group_lag_ms'), count('token_seconds'), count('code_seconds'), count('group_open'),
      field(t('mass_policy'), h('select', { onchange: e => change('mass_policy', e.target.value) }, ...['monthly', 'weekly', 'daily', 'legacy'].map(v => h('option', { value: v, selected: s.mass_policy === v }, t(v))))),
      h('label', { class: 'tick' }, h('input', { type: 'checkbox', checked: s.half_add, onchange: e => change('half_add', e.target.checked) }), t('half_add')),
      h('div', { class: 'acts wide' }, button({ onclick: () => tokens('expire') }, t('expireTokens')), button({ onclick: () => tokens('revoke') }, t('revokeTokens'))),
      h('h3', {}, t('failPath')), field(t('path'), path), h('div', { class: 'two' }, field(t('errcode'), code), field(t('times'), times)),
      button({ class: 'main', onclick: () => change('faults', { [path.value.trim() || '*']: { code: Number(code.value), left: Number(times.value) } }) }, t('ok')),
    ));
  }

  async corp() {
    const [apps, s] = await Promise.all([get('apps'), get('settings')]);
    if (this.tab !== 'corp') return;
    const read = (label, v) => h('div', { class: 'copy' }, h('span', {}, label), h('code', {}, v), button({ class: 'quiet', onclick: () => navigator.clipboard.writeText(v).then(() => toast(t('copied'))) }, t('copy')));
    const list = v => v.split(/[\s,，]+/).filter(Boolean);
    const app = a => {
      const url = h('input', { value: a.url, placeholder: 'http://127.0.0.1:8080/hook/wecom/…', autocomplete: 'off' });
      const token = h('input', { value: a.token, autocomplete: 'off' });
      const key = h('input', { value: a.aes_key, autocomplete: 'off' });
      const save = (name, v) => attempt(async () => { await post('apps', { agent_id: a.agent_id, [name]: v }); toast(t('saved')); });
      const random = n => [...crypto.getRandomValues(new Uint8Array(n))].map(b => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'[b % 62]).join('');
      return h('article', { class: 'app' }, h('h3', {}, a.name || t('agent'), h('small', {}, ' ' + a.agent_id)), read(t('secret'), a.secret),
        field(t('url'), url), field(t('token'), token), field(t('aesKey'), key),
        h('div', { class: 'acts' }, button({ onclick: () => { token.value = random(16); key.value = random(43); } }, t('random')),
          button({ class: 'main', onclick: () => attempt(async () => { await post('callback', { agent_id: a.agent_id, url: url.value.trim(), token: token.value.trim(), aes_key: key.value.trim() }); toast(t('saved')); }) }, t('verify'))),
        field(t('users'), h('input', { value: (a.users || []).join(' '), onchange: e => save('users', list(e.target.value)) })),
        field(t('ips'), h('input', { value: (a.ips || []).join(' '), onchange: e => save('ips', list(e.target.value)) })),
        field(t('domains'), h('input', { value: (a.domains || []).join(' '), onchange: e => save('domains', list(e.target.value)) })),
        h('label', { class: 'tick' }, h('input', { type: 'checkbox', checked: a.callable, onchange: e => save('callable', e.target.checked) }), t('callable')));
    };
    const seeds = { members: h('input', { type: 'number', min: 0, value: 3 }), customers: h('input', { type: 'number', min: 0, value: 60 }), groups: h('input', { type: 'number', min: 0, value: 3 }), group_size: h('input', { type: 'number', min: 0, value: 20 }), tags: h('input', { type: 'number', min: 0, value: 20 }), strangers: h('input', { type: 'number', min: 0, value: 6 }) };
    const names = { members: 'membersN', customers: 'customersCount', groups: 'groupsN', group_size: 'groupSize', tags: 'tagsN', strangers: 'strangers' };
    this.body.replaceChildren(h('div', { class: 'form' }, read(t('corpId'), s.corp_id), ...apps.map(app),
      h('h3', {}, t('seed')), h('p', { class: 'hint' }, t('seedHint')), h('div', { class: 'two' }, ...Object.entries(seeds).map(([k, el]) => field(t(names[k]), el))),
      button({ class: 'main', onclick: () => attempt(async () => { await post('seed', { ...Object.fromEntries(Object.entries(seeds).map(([k, el]) => [k, Number(el.value)])), marked: 30 }); toast(t('saved')); this.changed(); }) }, t('ok')),
      button({ class: 'danger', onclick: async () => { if (await confirmed(t('reset'))) attempt(async () => { await post('reset'); localStorage.removeItem('sandbox.phones'); location.reload(); }); } }, t('reset'))));
  }
}

// Every switch of the panel has words; this line makes a missing one fail at once.
for (const name of [...shares, ...numbers]) t(name);
