// What lies behind a chat: the other one, or the group with its members.
import { h, button, icon, avatar } from './dom.js';
import { t } from './words.js';
import { get, act, attempt } from './api.js';
import { askFor, choose, confirmed } from './picker.js';

const row = (label, f, danger) => button({ class: 'line setting' + (danger ? ' danger' : ''), onclick: f }, h('span', { class: 'grow' }, label), danger ? null : icon('next'));

/** detailScreen shows who is in a chat and what can be done about it. */
export function detailScreen(phone, chat) {
  let shown = '';
  const self = {
    el: h('div', { class: 'layer' }),
    build() {
      shown = '';
      self.body = h('div', { class: 'body' });
      self.el.replaceChildren(h('div', { class: 'head' }, button({ class: 'quiet', 'aria-label': t('back'), onclick: () => phone.pop() }, icon('back')), h('h2', {}, chat.name), h('span', { class: 'spacer' })), self.body);
    },
    async update() {
      const data = chat.kind === 'group' ? await attempt(() => get('chat/' + encodeURIComponent(chat.id))) : phone.data.contacts.find(c => c.id === chat.with);
      const text = JSON.stringify([data, phone.state.board.tags.length]);
      if (text === shown) return;
      shown = text;
      self.body.replaceChildren(...(chat.kind === 'group' ? group(phone, chat, data) : pair(phone, chat, data)));
    },
  };
  return self;
}

function pair(phone, chat, contact) {
  const names = { staff: phone.isStaff ? phone.id : chat.with, person: phone.isStaff ? chat.with : phone.id };
  const gone = async (verb, label) => {
    if (await confirmed(label + '：' + chat.name) && await act(verb, names)) phone.home();
  };
  const head = h('div', { class: 'self' }, avatar(chat.name, chat.with, phone.isStaff ? '' : 'staff'), h('div', {}, h('strong', {}, chat.name), h('small', { class: 'id' }, chat.with)));
  if (!phone.isStaff) return [head, row(t('agreeArchive'), () => act('archive', { ...names, on: true })), row(t('deleteFriend'), () => gone('unfollow', t('deleteFriend')), true)];
  const worn = new Set(contact?.tags || []);
  return [
    head,
    contact?.half ? row(t('addBack'), () => act('addback', names)) : null,
    row(t('remark'), async () => { const got = await askFor(t('remark'), [['text', t('remark'), chat.name]], t('save')); if (got) act('remark', { ...names, text: got.text }); }),
    h('h3', {}, t('tags')),
    h('div', { class: 'chips' }, ...phone.state.board.tags.slice(0, 60).map(x => button({
      class: 'chip' + (worn.has(x.name) ? ' on' : ''), title: x.group, 'aria-pressed': String(worn.has(x.name)), onclick: () => act(worn.has(x.name) ? 'untag' : 'tag', { ...names, tags: [x.id] }),
    }, x.name)), phone.state.board.tags.length ? null : h('p', { class: 'hint' }, t('none'))),
    row(t('deleteCustomer'), () => gone('unfriend', t('deleteCustomer')), true),
  ].filter(Boolean);
}

function group(phone, chat, g) {
  if (!g?.members) return [h('p', { class: 'hint' }, t('groupEnded'))];
  const owns = g.owner === phone.id;
  const inIt = new Set(g.members.map(m => m.id));
  const invite = async () => {
    const people = (await get('people?q=')).people.filter(p => !inIt.has(p.id));
    const staff = phone.state.board.staff.filter(s => s.status === 1 && !inIt.has(s.id)).map(s => ({ ...s, kind: 'staff' }));
    const who = await choose(t('inviteWho'), [...people, ...staff], true);
    if (who.length) await phone.do('invite', { group: chat.id, people: who });
  };
  const one = m => h('div', { class: 'face' }, avatar(m.name, m.id, m.type === 1 ? 'staff' : ''), h('small', {}, m.name), m.owner ? h('b', {}, t('owner')) : null,
    owns && m.id !== phone.id ? button({ class: 'quiet remove', 'aria-label': t('kick') + ' ' + m.name, title: t('kick'), onclick: async () => { if (await confirmed(t('kick') + '：' + m.name)) act('kick', { staff: phone.id, group: chat.id, person: m.id }); } }, icon('close')) : null);
  const edit = (verb, label, key, value, kind) => row(label, async () => {
    const got = await askFor(label, [[key, label, value, kind]], t('save'));
    if (got) await act(verb, { staff: phone.id, group: chat.id, [key]: got[key] });
  });
  return [
    h('h3', {}, t('members', g.members.length)),
    h('div', { class: 'faces' }, ...g.members.slice(0, 60).map(one), button({ class: 'face', onclick: invite }, h('span', { class: 'avatar plus' }, icon('plus')), h('small', {}, t('invite')))),
    g.notice ? h('div', { class: 'notice' }, icon('bell'), h('p', { class: 'grow' }, g.notice)) : null,
    ...(owns ? [
      edit('rename', t('renameGroup'), 'name', g.name), edit('notice', t('notice'), 'text', g.notice, 'area'),
      row(t('makeOwner'), async () => { const to = await choose(t('makeOwner'), g.members.filter(m => m.type === 1 && m.id !== phone.id).map(m => ({ ...m, kind: 'staff' }))); if (to) act('owner', { staff: phone.id, group: chat.id, to }); }),
      row(t('bindWelcome'), async () => {
        const id = await choose(t('bindWelcome'), [{ id: '-', name: t('none') }, ...phone.state.board.templates.map(x => ({ id: x.id, name: x.text }))]);
        if (id) act('grouptemplate', { staff: phone.id, group: chat.id, id: id === '-' ? '' : id });
      }),
      row(t('dismiss'), async () => { if (await confirmed(t('dismiss') + '：' + g.name) && await act('dismiss', { staff: phone.id, group: chat.id })) phone.home(); }, true),
    ] : [row(t('leave'), async () => { if (await confirmed(t('leave') + '：' + g.name) && await phone.do('leave', { group: chat.id })) phone.home(); }, true)]),
  ].filter(Boolean);
}
