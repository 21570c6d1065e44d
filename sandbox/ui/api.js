// Calls of the sandbox, the clock of the world, and news.
import { t, lang } from './words.js';

async function ask(method, path, body) {
  let reply;
  try {
    reply = await fetch('/admin/' + path, { method, headers: body ? { 'Content-Type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined });
  } catch {
    throw new Error(t('offline'));
  }
  const out = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(out[lang()] || reply.statusText);
  return out;
}

export const get = path => ask('GET', path);
export const post = (path, body) => ask('POST', path, body || {});

let toastEl;

/** toast shows a short text that goes by itself. */
export function toast(text, bad) {
  toastEl?.remove();
  toastEl = document.createElement('div');
  toastEl.className = 'toast' + (bad ? ' bad' : '');
  toastEl.setAttribute('role', bad ? 'alert' : 'status');
  toastEl.textContent = text;
  document.body.append(toastEl);
  const mine = toastEl;
  setTimeout(() => mine.remove(), bad ? 5000 : 2500);
}

/** act carries out something somebody does; a refusal is shown and gives null. */
export async function act(verb, args) {
  try {
    return await post('act', { verb, ...args });
  } catch (e) {
    toast(e.message, true);
    return null;
  }
}

/** attempt runs f and shows why it failed. */
export async function attempt(f) {
  try {
    return await f();
  } catch (e) {
    toast(e.message, true);
    return null;
  }
}

const clock = { offset: 0, frozen: 0 };

/** setClock takes what the world says of its time. */
export function setClock(board) {
  clock.offset = board.now_ms - Date.now();
  clock.frozen = board.frozen ? board.now_ms : 0;
}

/** now is the world's time, unix ms. */
export const now = () => clock.frozen || Date.now() + clock.offset;

const zone = 'Asia/Shanghai';
const format = options => new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hourCycle: 'h23', ...options });
const formats = {
  time: format({ hour: '2-digit', minute: '2-digit' }),
  second: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  day: format({ month: '2-digit', day: '2-digit' }),
  full: format({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }),
};

export const clockText = (ms, kind = 'time') => formats[kind].format(ms).replaceAll('/', '-');

/** when is short: the time of today, the day of another. */
export function when(ms) {
  if (!ms) return '';
  return clockText(ms, clockText(ms, 'day') === clockText(now(), 'day') ? 'time' : 'day');
}

/** length of a time to come. */
export function length(ms) {
  const minutes = Math.max(1, Math.round(ms / 60000));
  if (minutes < 90) return t('inMinutes', minutes);
  return minutes < 48 * 60 ? t('inHours', Math.round(minutes / 60)) : t('inDays', Math.round(minutes / 1440));
}

/** listen calls f whenever the world has changed. */
export function listen(f) {
  const source = new EventSource('/admin/stream');
  source.onmessage = f;
  source.onopen = f;
}
