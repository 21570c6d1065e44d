// An independent client of WeChat Pay walks a running sandbox: wechatpay-axios-plugin signs the calls, verifies the replies and opens
// the notifications. The sandbox's address stands in SANDBOX. Run: npm ci && npm run check
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { createRequire } from 'node:module';

const { Wechatpay, Rsa, Aes: { AesGcm }, Formatter } = createRequire(import.meta.url)('wechatpay-axios-plugin');

const base = process.env.SANDBOX;
const heard = [];
let m; // the merchant
let pay;
let hook;
let openid;

async function admin(path, body) {
  const reply = await fetch(`${base}/admin/${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : undefined);
  const out = await reply.json();
  assert.ok(reply.ok, `${path}: ${JSON.stringify(out)}`);
  return out;
}

const act = (verb, args) => admin('act', { verb, ...args });

// once waits for a notification.
async function once(f) {
  for (let i = 0; i < 1200; i++) {
    const found = heard.find(f);
    if (found) return found;
    await new Promise(done => setTimeout(done, 25));
  }
  assert.fail(`not heard; heard ${JSON.stringify(heard)}`);
}

before(async () => {
  hook = http.createServer(async (request, reply) => {
    let body = '';
    for await (const part of request) body += part;
    const h = request.headers;
    const sound = Rsa.verify(Formatter.joinedByLineFeed(h['wechatpay-timestamp'], h['wechatpay-nonce'], body), h['wechatpay-signature'], Rsa.from(m.public_key, Rsa.KEY_TYPE_PUBLIC));
    const { event_type: type, resource: r } = JSON.parse(body);
    heard.push({ sound, serial: h['wechatpay-serial'], type, ...JSON.parse(AesGcm.decrypt(r.ciphertext, m.api_key, r.nonce, r.associated_data)) });
    reply.writeHead(200).end();
  });
  await new Promise(done => hook.listen(0, '127.0.0.1', done));
  m = (await admin('pay')).merchant;
  await admin('place', { people: [{ id: 'wm-payer', name: '付款人', oaopenid: 'oA-payer' }] });
  openid = 'oA-payer';
  pay = new Wechatpay({ mchid: m.mch_id, serial: m.serial, privateKey: Rsa.from(m.key, Rsa.KEY_TYPE_PRIVATE), certs: { [m.public_id]: Rsa.from(m.public_key, Rsa.KEY_TYPE_PUBLIC) }, baseURL: `${base}/` });
});

after(() => hook.close());

const notify = () => `http://127.0.0.1:${hook.address().port}/notify`;

const order = (no, total) => ({ appid: m.app_id, mchid: m.mch_id, description: '阿胶糕', out_trade_no: no, notify_url: notify(), amount: { total, currency: 'CNY' }, payer: { openid } });

test('a payment is announced, paid, told and refunded', async () => {
  const { data: { prepay_id: prepay } } = await pay.v3.pay.transactions.jsapi.post(order('check00001', 5900));
  assert.match(prepay, /^wx/);
  const ask = async no => (await pay.v3.pay.transactions.outTradeNo[no].get({ params: { mchid: m.mch_id } })).data;
  assert.equal((await ask('check00001')).trade_state, 'NOTPAY');
  await act('pay', { id: 'check00001', text: 'pay' });
  const told = await once(n => n.type === 'TRANSACTION.SUCCESS');
  assert.ok(told.sound);
  assert.equal(told.serial, m.public_id);
  assert.equal(told.amount.total, 5900);
  const paid = await ask('check00001');
  assert.equal(paid.trade_state, 'SUCCESS');
  assert.equal(paid.transaction_id, told.transaction_id);
  const { data: refund } = await pay.v3.refund.domestic.refunds.post({ transaction_id: paid.transaction_id, out_refund_no: 'checkr0001', notify_url: notify(), amount: { refund: 5900, total: 5900, currency: 'CNY' } });
  assert.equal(refund.status, 'PROCESSING');
  await act('refunddone', { id: 'checkr0001', on: true });
  assert.equal((await once(n => n.type === 'REFUND.SUCCESS')).refund_status, 'SUCCESS');
});

test('a closed payment cannot be announced again', async () => {
  await pay.v3.pay.transactions.jsapi.post(order('check00002', 100));
  const { status } = await pay.v3.pay.transactions.outTradeNo.check00002.close.post({ mchid: m.mch_id });
  assert.equal(status, 204);
  await assert.rejects(pay.v3.pay.transactions.jsapi.post(order('check00002', 100)), e => e.response.data.code === 'ORDER_CLOSED');
});

test('a transfer waits for its receiver', async () => {
  const { data } = await pay.v3.fundApp.mchTransfer.transferBills.post({ appid: m.app_id, out_bill_no: 'checkt0001', transfer_scene_id: '1000', openid, transfer_amount: 100, transfer_remark: '红包', notify_url: notify(), transfer_scene_report_infos: [{ info_type: '活动名称', info_content: '红包' }, { info_type: '奖励说明', info_content: '红包' }] });
  assert.equal(data.state, 'WAIT_USER_CONFIRM');
  assert.ok(data.package_info);
  await act('receive', { id: 'checkt0001' });
  assert.equal((await once(n => n.type === 'MCHTRANSFER.BILL.FINISHED')).state, 'SUCCESS');
});

test('who signs with another key is refused', async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = new Wechatpay({ mchid: m.mch_id, serial: m.serial, privateKey, certs: { [m.public_id]: Rsa.from(m.public_key, Rsa.KEY_TYPE_PUBLIC) }, baseURL: `${base}/` });
  await assert.rejects(other.v3.pay.transactions.jsapi.post(order('check00003', 100)), e => e.response.data.code === 'SIGN_ERROR');
});
