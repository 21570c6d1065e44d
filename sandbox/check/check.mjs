// An independent client walks a running sandbox: node-easywechat calls the API and serves the callbacks, @wecom/crypto reads the
// same callbacks once more. The sandbox's address stands in SANDBOX; its world should be new. Run: npm ci && npm run check
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';
import { decrypt, encrypt, getSignature, getJsApiSignature } from '@wecom/crypto';

const require = createRequire(import.meta.url);
const Application = require('node-easywechat/dist/Work/Application.js');
const ServerRequest = require('node-easywechat/dist/Core/Http/ServerRequest.js');

const base = process.env.SANDBOX;
const token = 'check-token';
const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG';

let app; // of node-easywechat
let corp;
let hook; // our receiver
const heard = [];
const state = {};

async function admin(path, body) {
  const reply = await fetch(`${base}/admin/${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : undefined);
  const out = await reply.json();
  assert.ok(reply.ok, `${path}: ${JSON.stringify(out)}`);
  return out;
}

const act = (verb, args) => admin('act', { verb, ...args });

async function get(path, params) {
  const reply = (await app.getClient().get(`/cgi-bin/${path}`, { params })).toObject();
  assert.equal(reply.errcode, 0, `${path}: ${JSON.stringify(reply)}`);
  return reply;
}

async function post(path, data) {
  const reply = (await app.getClient().postJson(`/cgi-bin/${path}`, data)).toObject();
  assert.equal(reply.errcode, 0, `${path}: ${JSON.stringify(reply)}`);
  return reply;
}

// once waits for an event.
async function once(f) {
  for (let i = 0; i < 1200; i++) {
    const found = heard.find(f);
    if (found) return found;
    await new Promise(done => setTimeout(done, 25));
  }
  assert.fail(`not heard; heard ${JSON.stringify(heard)}`);
}

// serve hands a request to node-easywechat, and reads a callback with the vendor's own library too.
async function serve(request, reply) {
  let body = '';
  for await (const part of request) body += part;
  try {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (body) {
      const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)[1];
      const q = url.searchParams;
      assert.equal(getSignature(token, q.get('timestamp'), q.get('nonce'), encrypted), q.get('msg_signature'));
      const plain = decrypt(aesKey, encrypted);
      assert.equal(plain.id, corp);
      assert.ok(plain.message.startsWith('<xml>'), plain.message);
    }
    const wrapped = new ServerRequest(request.method, request.url, request.headers, body ? Buffer.from(body) : null);
    if (body) await wrapped.parseBody();
    app.setRequest(wrapped);
    const server = app.getServer();
    const response = body ? await (async () => {
      const message = await server.getDecryptedMessage();
      heard.push({ ...message.attributes, ...message.toObject?.() });
      return { getStatusCode: () => 200, getBody: () => 'success' };
    })() : await server.serve();
    reply.writeHead(response.getStatusCode());
    reply.end(String(response.getBody()));
  } catch (e) {
    console.error(e);
    reply.writeHead(500);
    reply.end();
  }
}

before(async () => {
  assert.ok(base, 'SANDBOX names the address of a running sandbox');
  corp = (await admin('settings')).corp_id;
  const own = (await admin('apps'))[0];
  app = new Application({ corp_id: corp, secret: own.secret, token, aes_key: aesKey, http: { baseURL: `${base}/` } });
  const kept = new Map();
  app.setCache({ get: async k => kept.get(k) ?? null, has: async k => kept.has(k), set: async (k, v) => kept.set(k, v) && true, delete: async k => kept.delete(k) });
  hook = http.createServer(serve);
  await new Promise(done => hook.listen(0, '127.0.0.1', done));
  state.staff = (await act('hire', { name: '检查员', id: 'checker' })).staff;
  await act('person', { name: '访客甲' });
  await act('person', { name: '访客乙' });
});

after(() => hook?.close());

test('an address is verified by node-easywechat', async () => {
  await admin('callback', { url: `http://127.0.0.1:${hook.address().port}/hook`, token, aes_key: aesKey });
});

test('the vendor library agrees with itself, so its reading of ours counts', () => {
  const { message, id } = decrypt(aesKey, encrypt(aesKey, '你好', corp));
  assert.deepEqual({ message, id }, { message: '你好', id: corp });
});

test('a token is fetched, and members are listed', async () => {
  assert.ok((await app.getAccessToken().getToken()).length > 20);
  assert.deepEqual((await get('externalcontact/get_follow_user_list')).follow_user, ['checker']);
  assert.equal((await get('user/get', { userid: 'checker' })).name, '检查员');
});

test('a code is made, scanned, and the customer is welcomed and read', async () => {
  const way = await post('externalcontact/add_contact_way', { type: 1, scene: 2, user: ['checker'], state: 'check', remark: '检查码' });
  assert.ok(way.qr_code.startsWith('http'));
  const { person } = await act('scan', { person: '访客甲', code: way.qr_code });
  state.person = person;
  const event = await once(e => e.ChangeType === 'add_external_contact');
  assert.equal(event.ExternalUserID, person);
  assert.equal(event.State, 'check');
  await post('externalcontact/send_welcome_msg', { welcome_code: event.WelcomeCode, text: { content: '欢迎' } });
  assert.deepEqual((await get('externalcontact/list', { userid: 'checker' })).external_userid, [person]);
  const one = await get('externalcontact/get', { external_userid: person });
  assert.equal(one.external_contact.name, '访客甲');
  assert.equal(one.follow_user[0].state, 'check');
  assert.match(person, /^wm[A-Za-z0-9_-]{30}$/);
});

test('a tag is made and put on', async () => {
  const made = await post('externalcontact/add_corp_tag', { group_name: '检查', tag: [{ name: '来过' }] });
  const id = made.tag_group.tag[0].id;
  await post('externalcontact/mark_tag', { userid: 'checker', external_userid: state.person, add_tag: [id] });
  assert.equal((await get('externalcontact/get', { external_userid: state.person })).follow_user[0].tags[0].tag_name, '来过');
});

test('a group is joined by code and read', async () => {
  const { group } = await act('group', { staff: 'checker', name: '检查群' });
  const way = await post('externalcontact/groupchat/add_join_way', { scene: 2, chat_id_list: [group] });
  await act('scan', { person: '访客乙', code: way.config_id });
  const event = await once(e => e.UpdateDetail === 'add_member');
  assert.equal(event.ChatId, group);
  assert.equal(event.JoinScene, '3');
  const chat = (await post('externalcontact/groupchat/get', { chat_id: group, need_name: 1 })).group_chat;
  assert.equal(chat.member_list.length, 2);
  assert.equal(chat.member_list[1].name, '访客乙');
});

test('a mass message is confirmed and its result read', async () => {
  const { msgid } = await post('externalcontact/add_msg_template', { sender: 'checker', text: { content: '上新' } });
  await admin('clock', { add_seconds: 5 });
  await act('confirm', { staff: 'checker' });
  const result = await post('externalcontact/get_groupmsg_send_result', { msgid, userid: 'checker' });
  assert.equal(result.send_list[0].status, 1);
});

test('a page is signed as the vendor signs it', async () => {
  const url = 'http://127.0.0.1/page?a=1';
  const { ticket } = await get('get_jsapi_ticket');
  const own = getJsApiSignature({ url, ticket });
  const easy = await app.getTicket().createConfigSignature(url, own.nonceStr, own.timestamp);
  assert.equal(easy.signature, own.signature);
  const asked = new URLSearchParams({ appid: corp, noncestr: own.nonceStr, timestamp: own.timestamp, signature: own.signature, url });
  assert.equal((await (await fetch(`${base}/jssdk/check?${asked}`)).json()).errMsg, 'config:ok');
});

test('a token that was revoked is refused by its code', async () => {
  await admin('tokens/revoke', {});
  const reply = (await app.getClient().get('/cgi-bin/externalcontact/get_follow_user_list')).quietly?.().toObject?.();
  assert.equal(reply?.errcode, 40014);
});
