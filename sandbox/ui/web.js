// A web page on a phone. The frame's name tells the sandbox whose phone it is when the page wants to know (see who.js).
import { h, button, icon } from './dom.js';
import { t } from './words.js';
import { choose } from './picker.js';
import { forward } from './forward.js';

/**
 * ownHost gives an address of this machine a host of the phone's own below localhost: pages of two phones in one window share no
 * cookies then, as those of two real phones do not. Other addresses stay as they are.
 */
function ownHost(phone, url) {
  const at = new URL(url, location.href);
  if (!/^(localhost|127\.\d+\.\d+\.\d+)$/.test(at.hostname) || at.origin === location.origin) return url;
  at.hostname = 'p' + [...phone.id].map(c => c.charCodeAt(0).toString(16)).join('').slice(-40) + '.localhost';
  return at.href;
}

/** webScreen shows a page; a code of the sandbox that is opened in it is scanned. */
export function webScreen(phone, url) {
  const name = 'phone:' + phone.id;
  const self = {
    el: h('div', { class: 'layer' }),
    build() {
      self.frame = h('iframe', { name, title: url, src: ownHost(phone, url), referrerPolicy: 'no-referrer-when-downgrade' });
      self.el.replaceChildren(
        h('div', { class: 'head' }, button({ class: 'quiet', 'aria-label': t('back'), onclick: leave }, icon('back')), h('h2', { class: 'address', title: url }, url.replace(/^https?:\/\//, '')),
          button({ class: 'quiet', 'aria-label': t('forward'), title: t('forward'), onclick: () => forward(phone, { url }) }, icon('forward')),
          phone.isStaff ? null : button({ class: 'quiet', 'aria-label': t('chooseCode'), title: t('chooseCode'), onclick: recognise }, icon('scan')),
          button({ class: 'quiet', 'aria-label': t('newTab'), title: t('newTab'), onclick: () => window.open(ownHost(phone, url), name + '#' + Date.now()) }, icon('up'))),
        self.frame);
    },
  };
  const hear = e => {
    if (e.origin !== location.origin || !e.data?.sandboxScan) return;
    if (e.source !== self.frame?.contentWindow) return;
    leave();
    phone.scan(e.data.sandboxScan);
  };
  window.addEventListener('message', hear);
  function leave() {
    window.removeEventListener('message', hear);
    if (phone.stack[phone.stack.length - 1] === self) phone.pop();
  }
  async function recognise() {
    const code = await choose(t('chooseCode'), phone.state.board.codes.map(c => ({ id: c.id, name: c.name || c.state || c.who, note: c.who })));
    if (!code) return;
    leave();
    phone.scan(code);
  }
  return self;
}
