// Signing in: the name of the window says whose phone it is; a window without one is asked.
import { h, button, avatar } from './dom.js';
import { t } from './words.js';

const sheet = document.getElementById('who');

function go(id) {
  const to = new URL(location.href);
  to.searchParams.set('as', id);
  location.replace(to);
}

async function ask() {
  const [board, people] = await Promise.all(['/admin/board', '/admin/people'].map(async u => (await fetch(u)).json()));
  const line = (x, kind) => button({ class: 'line', onclick: () => go(x.id) }, avatar(x.name, x.id, kind), h('span', { class: 'grow' }, x.name));
  sheet.append(h('p', {}, t('whoAreYou')), h('div', { class: 'list' }, ...people.people.map(p => line(p)), ...board.staff.map(s => line(s, 'staff'))));
}

if (window.name.startsWith('phone:')) go(window.name.slice(6).split('#')[0]);
else ask();
