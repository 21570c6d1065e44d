// The tabs of a phone.
import { h, button, icon, avatar, collage } from './dom.js';
import { t } from './words.js';
import { get, act, when, length, now, toast } from './api.js';
import { askFor, choose, confirmed } from './picker.js';

const hint = (text, sign) => h('div', { class: 'blank' }, icon(sign), h('p', {}, text));

/** preview is the last message of a chat in one line. */
function preview(chat) {
  if (!chat.at) return '';
  switch (chat.last_kind) {
    case 'notice': {
      const who = chat.last_ref;
      if (chat.last === 'added') return t('added');
      if (chat.last === 'joined') return t('joinedBy', who);
      if (chat.last === 'left') return t('leftBy', who);
      return t(chat.last, who);
    }
    case 'text': return chat.last;
    case 'link': return '[' + t('address') + '] ' + chat.last;
    case 'card': return '[' + t('cardOf') + ']';
    default: return '[' + t(chat.last_kind) + '] ' + chat.last;
  }
}

function chatLine(phone, chat) {
  const unread = phone.unread(chat);
  return button({ class: 'line' + (unread ? ' unread' : ''), onclick: () => phone.openChat(chat) },
    chat.kind === 'group' ? collage(chat.faces) : avatar(chat.name, chat.with, chat.kind === 'pair' && !phone.isStaff ? 'staff' : ''),
    h('span', { class: 'grow' }, h('span', { class: 'name' }, chat.name, chat.size ? h('small', {}, ` (${chat.size})`) : null), h('small', {}, preview(chat))),
    h('small', { class: 'num' }, when(chat.at)), unread ? h('b', { class: 'dot', 'aria-label': t('noMessages') }) : null);
}

function asking(phone) {
  return phone.data.asked.map(a => phone.isStaff
    ? h('div', { class: 'notice' }, avatar(a.name, a.with), h('p', { class: 'grow' }, t('wantsYou', a.name)), button({ class: 'main', onclick: () => act('accept', { staff: phone.id, id: a.id }) }, t('accept')))
    : h('div', { class: 'notice' }, avatar(a.name, a.with, 'staff'), h('p', { class: 'grow' }, t('waitingFor', a.name))));
}

function moving(phone) {
  return (phone.data.transfers || []).map(x => h('div', { class: 'notice' }, icon('bell'),
    h('p', { class: 'grow' }, t('transferAsk', x.from, x.to, length(x.due - now()))), button({ onclick: () => act('refuse', { person: phone.id }) }, t('refuse'))));
}

async function writeFriend(phone) {
  const people = (await get('people?q=')).people.filter(p => p.id !== phone.id);
  const to = await choose(t('writeFriend'), people);
  if (!to) return;
  const name = people.find(p => p.id === to).name;
  phone.openChat({ id: [to, phone.id].sort().join('|'), kind: 'friend', with: to, name });
}

async function addStaff(phone) {
  const known = new Set(phone.data.contacts.map(c => c.id));
  const staff = await choose(t('addStaff'), phone.state.board.staff.filter(s => s.status === 1 && !known.has(s.id)).map(s => ({ ...s, kind: 'staff' })));
  if (!staff) return;
  const out = await act('search', { person: phone.id, staff });
  if (out?.waiting) toast(t('requestSent'));
}

async function openGroup(phone) {
  const got = await askFor(t('openGroup'), [['name', t('groupName')]], t('create'));
  if (!got) return;
  const people = await choose(t('inviteWho'), phone.data.contacts, true);
  await act('group', { staff: phone.id, name: got.name, people });
}

async function ownMass(phone) {
  const got = await askFor(t('ownMass'), [['text', t('content'), '', 'area']], t('send'));
  if (got?.text) await act('mass', { staff: phone.id, text: got.text });
}

function task(phone, x) {
  return h('article', { class: 'task' }, h('header', {}, h('strong', {}, x.group ? t('toGroups', x.count) : t('toPeople', x.count)), h('small', { class: 'num' }, when(x.at))),
    h('p', {}, x.text || '…'), h('small', {}, x.names.join('、') + (x.count > x.names.length ? '…' : ''), x.reminded ? ' · ' + t('reminded', x.reminded) : ''),
    h('div', { class: 'acts' }, button({ onclick: () => act('ignore', { staff: phone.id, id: x.id }) }, t('ignore')),
      x.among.length ? button({ onclick: async () => { const people = await choose(t('pickSome'), x.among, true); if (people.length) act('confirm', { staff: phone.id, id: x.id, people }); } }, t('pickSome')) : null,
      button({ class: 'main', onclick: () => act('confirm', { staff: phone.id, id: x.id }) }, t('confirm'))));
}

function note(phone, x) {
  const b = x.body || {};
  const text = b.content || b.title || b.description || (b.articles && b.articles[0]?.title) || x.kind;
  const url = b.url || (b.articles && b.articles[0]?.url);
  return h('article', { class: 'task' }, h('header', {}, h('strong', {}, x.app), h('small', { class: 'num' }, when(x.at))), h('p', {}, text),
    b.description && b.title ? h('small', {}, b.description) : null, url ? h('div', { class: 'acts' }, button({ onclick: () => phone.openWeb(url) }, icon('up'), b.btntxt || t('openWeb'))) : null);
}

/** post is a moment: on a customer's phone with what one can answer, on that of staff with what is to be done. */
function post(phone, x) {
  const names = { person: phone.id, staff: x.staff, id: x.id };
  const say = async () => { const got = await askFor(t('comment'), [['text', t('comment')]], t('send')); if (got?.text) act('comment', { ...names, text: got.text }); };
  return h('article', { class: 'task' }, h('header', {}, h('span', { class: 'row' }, avatar(x.name, x.staff, 'staff'), h('strong', {}, x.name)), h('small', { class: 'num' }, when(x.at))),
    x.text ? h('p', {}, x.text) : null, x.pictures.length ? h('div', { class: 'pictures' }, ...x.pictures.map(src => h('img', { src, alt: t('image'), loading: 'lazy' }))) : null,
    x.url ? button({ class: 'attached framed', onclick: () => phone.openWeb(x.url) }, h('strong', {}, x.title || x.url)) : null,
    x.likes.length ? h('small', {}, t('likedBy', x.likes.join('、'))) : null, ...x.comments.map(c => h('small', {}, h('b', {}, c.name + '：'), c.text)),
    phone.isStaff ? h('div', { class: 'acts' }, h('small', { class: 'grow' }, t('toPeople', x.count)), button({ class: 'main', onclick: () => act('publish', { staff: phone.id, id: x.id }) }, t('publish')))
      : h('div', { class: 'acts' }, button({ 'aria-pressed': String(x.liked), class: x.liked ? 'chip on' : 'chip', onclick: () => act('like', names) }, t('like')), button({ class: 'chip', onclick: say }, t('comment'))));
}

/** screens draw a tab each: they give the children of its body. */
export const screens = {
  chats: phone => [...asking(phone), ...moving(phone), ...(phone.data.chats.length ? phone.data.chats.map(c => chatLine(phone, c)) : [hint(t('noChats'), 'chat')])],

  contacts: phone => [
    ...asking(phone),
    phone.isStaff ? h('h3', {}, t('customersN', phone.data.customers)) : h('div', { class: 'acts wide' },
      button({ onclick: () => addStaff(phone) }, icon('plus'), t('addStaff')), button({ onclick: () => writeFriend(phone) }, icon('chat'), t('writeFriend'))),
    ...phone.data.contacts.map(c => button({
      class: 'line', onclick: () => phone.openChat(phone.data.chats.find(x => x.kind === 'pair' && x.with === c.id) || { id: phone.isStaff ? phone.id + '|' + c.id : c.id + '|' + phone.id, kind: 'pair', with: c.id, name: c.name }),
    }, avatar(c.name, c.id, phone.isStaff ? '' : 'staff'), h('span', { class: 'grow' }, h('span', { class: 'name' }, c.name, c.own_name && c.own_name !== c.name ? h('small', {}, ` (${c.own_name})`) : null),
      c.half ? h('small', {}, t('half')) : c.tags?.length ? h('small', {}, c.tags.join(' · ')) : c.status === 5 ? h('small', {}, t('left')) : null))),
    phone.data.contacts.length ? null : hint(t('noContacts'), 'people'),
  ].filter(Boolean),

  scan: phone => {
    const input = h('input', { placeholder: t('paste'), 'aria-label': t('paste'), autocomplete: 'off' });
    const codes = phone.state.board.codes;
    return [
      h('form', { class: 'row', onsubmit: e => { e.preventDefault(); const v = input.value.trim(); if (v) { input.blur(); phone.scan(v); } } }, input, h('button', { class: 'main' }, t('go'))),
      h('h3', {}, t('codes')), codes.length ? h('p', { class: 'hint' }, t('codesHint')) : hint(t('noCodes'), 'code'),
      ...codes.map(c => button({ class: 'line', onclick: () => phone.scan(c.id) }, h('span', { class: 'qr ' + c.kind, 'aria-hidden': 'true' }, icon('code')),
        h('span', { class: 'grow' }, h('span', { class: 'name' }, c.name || c.state || c.who), h('small', {}, (c.kind === 'group' ? t('groupCode') : t('personCode')) + ' · ' + c.who)), h('small', { class: 'num' }, t('scans', c.scans)))),
      ...(phone.data.moments.length ? [h('h3', {}, t('moments')), ...phone.data.moments.map(x => post(phone, x))] : []),
    ];
  },

  work: phone => [
    h('div', { class: 'acts wide' }, button({ onclick: () => openGroup(phone) }, icon('people'), t('openGroup')), button({ onclick: () => ownMass(phone) }, icon('send'), t('ownMass'))),
    h('h3', {}, t('tasks')), ...(phone.data.tasks.length ? phone.data.tasks.map(x => task(phone, x)) : [h('p', { class: 'hint' }, t('noTasks'))]),
    ...(phone.data.moments.length ? [h('h3', {}, t('momentsDue')), ...phone.data.moments.map(x => post(phone, x))] : []),
    ...(phone.data.notes.length ? [h('h3', {}, t('notes')), ...phone.data.notes.map(x => note(phone, x))] : []),
  ],

  me: phone => {
    const url = h('input', { placeholder: 'http://', 'aria-label': t('address'), autocomplete: 'off' });
    const staff = phone.isStaff;
    const welcome = h('input', { value: phone.data.welcome || '', 'aria-label': t('consoleWelcome'), autocomplete: 'off', onchange: () => act('welcome', { staff: phone.id, text: welcome.value }) });
    return [
      h('div', { class: 'self' }, avatar(phone.name, phone.id, staff ? 'staff' : ''), h('div', {}, h('strong', {}, phone.name), h('small', {}, staff ? phone.data.corp : t('customer')))),
      h('dl', { class: 'facts' }, h('dt', {}, staff ? t('uid') : t('wid')), h('dd', { class: 'id' }, phone.id)),
      h('h3', {}, t('openWeb')), h('form', { class: 'row', onsubmit: e => { e.preventDefault(); if (url.value.trim()) phone.openWeb(url.value.trim()); } }, url, h('button', { class: 'main' }, t('open'))),
      h('p', { class: 'hint' }, t('openHint')),
      ...(staff ? [
        h('h3', {}, t('consoleWelcome')), h('div', { class: 'row' }, welcome),
        h('label', { class: 'tick' }, h('input', { type: 'checkbox', checked: phone.data.service, onchange: e => act('service', { staff: phone.id, on: e.target.checked }) }), t('service')),
        phone.data.status === 5 ? h('p', { class: 'hint' }, t('resigned')) : button({ class: 'danger wide', onclick: async () => { if (await confirmed(t('resign') + '：' + phone.name)) act('resign', { staff: phone.id }); } }, t('resign')),
      ] : []),
    ];
  },
};
