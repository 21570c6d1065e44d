// One phone: its frame, its tabs, and the screen that is open. What a screen shows comes from screens.js and chat.js.
import { h, button, icon, avatar } from './dom.js';
import { t } from './words.js';
import { get, act, clockText, now, toast } from './api.js';
import { screens } from './screens.js';
import { chatScreen } from './chat.js';
import { detailScreen } from './detail.js';
import { webScreen } from './web.js';

export class Phone {
  /** state is that of the board; hooks are close and take. */
  constructor(id, state, hooks) {
    this.id = id;
    this.state = state;
    this.hooks = hooks;
    this.name = '';
    this.data = null;
    this.tab = 'chats';
    this.stack = []; // screens over the tab
    this.seen = JSON.parse(localStorage.getItem('sandbox.seen.' + id) || '{}');
    this.el = h('section', { class: 'phone' });
  }

  get isStaff() { return this.data?.kind === 'staff'; }

  /** as gives the names of an act with this phone's owner in it. */
  as(args) { return this.isStaff ? { staff: this.id, ...args } : { person: this.id, ...args }; }

  /** do carries out an act of this phone's owner. */
  do(verb, args) { return act(verb, this.as(args)); }

  /** refresh asks for what the phone shows and draws what is different. It gives false for a phone of nobody. */
  async refresh() {
    let data;
    try {
      data = await get('phone/' + encodeURIComponent(this.id));
    } catch {
      return this.data !== null;
    }
    const first = this.data === null;
    this.data = data;
    this.name = data.name;
    if (first) this.build();
    else await this.update();
    return true;
  }

  /** build draws the phone anew. */
  build() {
    if (!this.data) return;
    this.clock = h('span', { class: 'num' });
    this.screen = h('div', { class: 'screen' });
    this.el.setAttribute('aria-label', t('phoneOf', this.name));
    this.el.classList.toggle('of-staff', this.isStaff);
    this.el.replaceChildren(
      h('header', { class: 'whose' }, avatar(this.name, this.id, this.isStaff ? 'staff' : ''), h('strong', {}, this.name),
        h('span', { class: 'badge' }, this.isStaff ? (this.data.status === 5 ? t('resigned') : t('staff')) : t('customer')),
        button({ class: 'quiet', 'aria-label': t('closePhone'), title: t('closePhone'), onclick: this.hooks.close }, icon('close'))),
      h('div', { class: 'glass' }, h('div', { class: 'status', 'aria-hidden': 'true' }, this.clock, h('i', { class: 'notch' }), h('i', { class: 'cell' })), this.screen));
    clearInterval(this.ticking);
    this.ticking = setInterval(() => { this.clock.textContent = clockText(now()); }, 1000);
    this.clock.textContent = clockText(now());
    for (const s of this.stack) s.build();
    this.show();
  }

  /** show draws the open screen: the top of the stack, or the tab. */
  show() {
    const top = this.stack[this.stack.length - 1];
    if (top) {
      this.screen.replaceChildren(top.el);
      top.update?.();
      return;
    }
    this.body = h('div', { class: 'body' });
    this.shown = '';
    this.screen.replaceChildren(h('div', { class: 'head' }, h('h2', {}, t(this.tab))), this.body, this.tabs());
    this.drawTab();
  }

  tabs() {
    const names = this.isStaff ? [['chats', 'chat'], ['contacts', 'people'], ['work', 'work'], ['me', 'me']] : [['chats', 'chat'], ['contacts', 'people'], ['scan', 'scan'], ['me', 'me']];
    const due = { work: (this.data.tasks?.length || 0) + (this.isStaff ? this.data.moments.length : 0), contacts: this.isStaff ? this.data.asked.length : 0, chats: this.data.chats.filter(c => this.unread(c)).length };
    return h('nav', { class: 'tabs' }, ...names.map(([name, sign]) => button({
      class: name === this.tab ? 'on' : '', 'aria-current': name === this.tab ? 'page' : null, onclick: () => { this.tab = name; this.show(); },
    }, icon(sign), h('span', {}, t(name)), due[name] ? h('b', { class: 'dot' }, due[name]) : null)));
  }

  drawTab() {
    const text = JSON.stringify([this.tab, this.data, this.tab === 'scan' ? this.state.board.codes : 0, this.seen]);
    if (text === this.shown) return;
    this.shown = text;
    if (!this.body.contains(document.activeElement) || document.activeElement.tagName === 'BUTTON') {
      const focused = this.body.contains(document.activeElement) ? [...this.body.querySelectorAll('button')].indexOf(document.activeElement) : -1;
      const scroll = this.body.scrollTop;
      this.body.replaceChildren(...screens[this.tab](this));
      this.body.scrollTop = scroll;
      if (focused >= 0) this.body.querySelectorAll('button')[focused]?.focus();
    } else {
      this.shown = '';
    }
    this.screen.querySelector('.tabs')?.replaceWith(this.tabs());
  }

  async update() {
    const top = this.stack[this.stack.length - 1];
    if (top) await top.update?.();
    else this.drawTab();
  }

  push(screen) {
    this.stack.push(screen);
    screen.build();
    this.show();
  }

  pop() {
    this.stack.pop();
    this.show();
  }

  home() {
    this.stack = [];
    this.show();
  }

  unread(chat) { return chat.at > (this.seen[chat.id] || 0) && chat.last_from !== this.id; }

  read(id, at) {
    if ((this.seen[id] || 0) >= at) return;
    this.seen[id] = at;
    localStorage.setItem('sandbox.seen.' + this.id, JSON.stringify(this.seen));
  }

  openChat(chat) { this.push(chatScreen(this, chat)); }

  openDetail(chat) { this.push(detailScreen(this, chat)); }

  openWeb(url) {
    if (!/^https?:\/\//.test(url)) url = 'http://' + url.replace(/^[a-z]+:/i, '');
    this.push(webScreen(this, url));
  }

  /** scan holds this phone over a code, or an address. */
  async scan(code) {
    const out = await act('scan', { person: this.id, code });
    if (!out) return;
    if (out.url) return this.openWeb(out.url);
    if (out.waiting) return toast(t('requestSent'));
    if (out.already) toast(out.group ? t('alreadyIn') : t('alreadyFriends'));
    await this.refresh();
    const id = out.group || out.staff + '|' + this.id;
    const chat = this.data.chats.find(c => c.id === id);
    if (chat) {
      this.stack = [];
      this.openChat(chat);
    }
  }
}
