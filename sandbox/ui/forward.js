// Sending something on: a link, a card of staff, a code, to another chat of the same phone.
import { t } from './words.js';
import { get, act, toast } from './api.js';
import { choose } from './picker.js';

/** write puts a message of this phone into one of its chats. */
export function write(phone, chat, body) {
  if (chat.kind === 'group') return phone.do('groupsay', { group: chat.id, ...body });
  if (chat.kind === 'friend') return act('tell', { person: phone.id, ...body, to: chat.with, staff: body.to });
  if (phone.isStaff) return act('reply', { staff: phone.id, person: chat.with, ...body });
  return act('say', { person: phone.id, staff: chat.with, ...body });
}

/** forward asks where to, and sends it there. Customers may write to every other customer. */
export async function forward(phone, body) {
  const chats = phone.data.chats.map(c => ({ ...c, of: c.id, kind: c.kind }));
  if (!phone.isStaff) {
    const known = new Set(chats.filter(c => c.kind === 'friend').map(c => c.with));
    for (const p of (await get('people?q=')).people) {
      if (p.id !== phone.id && !known.has(p.id)) chats.push({ id: [p.id, phone.id].sort().join('|'), kind: 'friend', with: p.id, name: p.name });
    }
  }
  const id = await choose(t('forwardTo'), chats.map(c => ({ id: c.id, name: c.name, kind: c.kind === 'pair' && !phone.isStaff ? 'staff' : '' })));
  if (id && await write(phone, chats.find(c => c.id === id), body)) toast(t('forwarded'));
}
