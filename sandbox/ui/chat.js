// A chat: bubbles and the line to write in. It keeps its composer while messages come in.
import { h, button, icon, avatar } from './dom.js';
import { t } from './words.js';
import { get, act, when, toast } from './api.js';
import { askFor, choose } from './picker.js';
import { forward, write } from './forward.js';

const causes = { welcome: 'welcomeTag', mass: 'massTag', console: 'consoleTag', group_welcome: 'group_welcomeTag', transfer: 'transferTag' };

function notice(m) {
  const who = m.ref_name || m.ref;
  switch (m.text) {
    case 'added': return t('added');
    case 'joined': return t('joinedBy', who) + (m.cause === '3' ? `（${t('scannedIn')}）` : '');
    case 'left': return m.cause === '1' ? t('removedBy', who) : t('leftBy', who);
    default: return t(m.text, who);
  }
}

/** inner is what a bubble holds. */
function inner(phone, m) {
  switch (m.kind) {
    case 'text': return h('p', {}, m.text);
    case 'link': case 'miniprogram':
      return button({ class: 'attached', onclick: () => m.url ? phone.openWeb(m.url) : toast(m.text) }, h('strong', {}, m.title || m.url), m.title && m.text ? h('small', {}, m.text) : null, h('small', { class: 'foot' }, icon('link'), m.kind === 'link' ? t('address') : t('miniprogram')));
    case 'image': return m.url ? h('img', { class: 'picture', src: m.url, alt: t('image'), loading: 'lazy' }) : h('p', {}, '[' + t('image') + ']');
    case 'card':
      return button({ class: 'attached', disabled: phone.isStaff, onclick: async () => { const out = await act('card', { person: phone.id, staff: m.ref }); if (out?.waiting) toast(t('requestSent')); else if (out?.already) toast(t('alreadyFriends')); } },
        h('span', { class: 'row' }, avatar(m.ref_name, m.ref, 'staff'), h('strong', {}, m.ref_name)), h('small', { class: 'foot' }, icon('card'), t('cardOf'), phone.isStaff ? '' : ' · ' + t('tapToAdd')));
    case 'code': return button({ class: 'attached', disabled: phone.isStaff, onclick: () => phone.scan(m.ref) }, h('span', { class: 'qr' }, icon('code')), h('small', { class: 'foot' }, t('code')));
    default: return h('p', {}, `[${t(m.kind)}] ${m.title || m.file || m.text || ''}`);
  }
}

/** onward is what is sent when a message is forwarded; null for what cannot be. */
function onward(m) {
  if (m.kind === 'link') return { url: m.url, name: m.title, text: m.text };
  if (m.kind === 'card') return { to: m.ref };
  if (m.kind === 'code') return { code: m.ref };
  return null;
}

const isCustomer = id => /^w[mo][\w-]{30}$/.test(id);

function bubble(phone, m, group) {
  if (m.kind === 'notice') return h('p', { class: 'said notice-line' }, notice(m));
  const mine = m.from === phone.id;
  return h('div', { class: 'said' + (mine ? ' mine' : '') }, avatar(m.name, m.from, isCustomer(m.from) ? '' : 'staff'),
    h('div', {}, group && !mine ? h('small', {}, m.name) : null, h('div', { class: 'bubble ' + m.kind }, inner(phone, m)),
      onward(m) ? button({ class: 'quiet onward', 'aria-label': t('forward'), title: t('forward'), onclick: () => forward(phone, onward(m)) }, icon('forward')) : null, m.cause && causes[m.cause] ? h('small', {}, t(causes[m.cause])) : null));
}

/** chatScreen is a chat on a phone. */
export function chatScreen(phone, chat) {
  let shown = '';
  const self = {
    el: h('div', { class: 'layer' }),
    build() {
      shown = '';
      self.talk = h('div', { class: 'talk', role: 'log', 'aria-label': chat.name, tabIndex: 0 });
      self.input = h('input', { placeholder: t('say'), 'aria-label': t('say'), autocomplete: 'off', enterKeyHint: 'send' });
      self.title = h('h2', {}, chat.name);
      self.el.replaceChildren(
        h('div', { class: 'head' }, button({ class: 'quiet', 'aria-label': t('back'), onclick: () => phone.pop() }, icon('back')), self.title,
          chat.kind === 'friend' ? h('span', { class: 'spacer' }) : button({ class: 'quiet', 'aria-label': t('more'), onclick: () => phone.openDetail(chat) }, icon('more'))),
        self.talk,
        h('form', { class: 'compose', onsubmit: e => { e.preventDefault(); send({ text: self.input.value.trim() }); } },
          button({ class: 'quiet', 'aria-label': t('sendLink'), title: t('sendLink'), onclick: link }, icon('link')),
          button({ class: 'quiet', 'aria-label': t('sendCard'), title: t('sendCard'), onclick: card }, icon('card')),
          self.input, h('button', { class: 'main', 'aria-label': t('send') }, icon('send'))));
    },
    async update() {
      let data;
      try {
        data = await get('chat/' + encodeURIComponent(chat.id));
      } catch {
        return;
      }
      const text = JSON.stringify(data);
      if (text === shown) return;
      const low = self.talk.scrollHeight - self.talk.scrollTop - self.talk.clientHeight < 60;
      const first = shown === '';
      shown = text;
      if (data.members) self.title.textContent = `${data.name} (${data.members.length})`;
      const lines = [];
      let last = 0;
      for (const m of data.messages) {
        if (m.at - last > 5 * 60000) lines.push(h('p', { class: 'said stamp num' }, when(m.at)));
        last = m.at;
        lines.push(bubble(phone, m, data.members));
      }
      if (data.ended) lines.push(h('p', { class: 'said notice-line' }, t('groupEnded')));
      self.talk.replaceChildren(...(lines.length ? lines : [h('p', { class: 'said notice-line' }, t('noMessages'))]));
      if (low || first) self.talk.scrollTop = self.talk.scrollHeight;
      phone.read(chat.id, last);
    },
  };

  async function send(body) {
    if (!body.text && !body.url && !body.to) return;
    const out = await write(phone, chat, body);
    if (out) self.input.value = '';
    await self.update();
  }
  async function link() {
    const got = await askFor(t('sendLink'), [['url', t('address'), 'http://', 'url'], ['name', t('linkTitle'), '', 'optional']], t('send'));
    if (got?.url) send(got);
  }
  async function card() {
    const staff = await choose(t('sendCard'), phone.state.board.staff.filter(s => s.status === 1).map(s => ({ ...s, kind: 'staff' })));
    if (staff) send({ to: staff });
  }
  return self;
}
