import { dict } from '@/words'

export const merchantWords = dict({
  sandbox: '沙盒商户', sandboxWhy: '现在接的是沙盒：付款和退款都是演出来的。移除演示品牌后，在这里填写自己的商户号。', connected: '已填写', notConnected: '未填写', needed: '请填写', kept: '已保存，留空不变', save: '保存', saved: '已保存',
  mch: '商户号', mchHelp: '商户平台首页右上角的一串数字。', app: '公众号 AppID', appHelp: '顾客在微信里打开页面时用的公众号，须与商户号绑定。', serial: '商户证书序列号', serialHelp: '商户平台 → 账户中心 → API 安全 → 商户 API 证书。', key: '商户私钥', keyHelp: 'apiclient_key.pem 的全部内容，包括首尾两行。',
  apiKey: 'APIv3 密钥', apiKeyHelp: '在 API 安全里自己设置的 32 个字符。', publicID: '微信支付公钥 ID', publicIDHelp: '以 PUB_KEY_ID_ 开头；老商户没有就留空，程序会自动下载平台证书。', publicKey: '微信支付公钥', publicKeyHelp: 'pub_key.pem 的全部内容。',
  notify: '通知地址', notifyHelp: '微信支付把结果告诉这里；必须是公网能打开的 https 地址。', scene: '转账场景 ID', sceneHelp: '发奖励用；留空为 1000（现金营销），须先在商户平台开通“商家转账”。', more: '网络', proxy: '代理', proxyHelp: '访问微信支付经过的代理，没有就留空。',
}, {
  sandbox: 'Sandbox merchant', sandboxWhy: 'The sandbox is connected: payments and refunds are acted. Once the demo brand is removed, enter your merchant here.', connected: 'Entered', notConnected: 'Not entered', needed: 'Required', kept: 'Saved; left empty it stays', save: 'Save', saved: 'Saved',
  mch: 'Merchant number', mchHelp: 'The number at the top right of the merchant console.', app: 'AppID of the official account', appHelp: 'The account in which customers open your pages; it has to be bound to the merchant.', serial: 'Serial of the merchant’s certificate', serialHelp: 'Merchant console → account → API security → merchant API certificate.', key: 'Merchant’s private key', keyHelp: 'The whole of apiclient_key.pem, first and last line included.',
  apiKey: 'APIv3 key', apiKeyHelp: 'The 32 characters that you set under API security.', publicID: 'Id of the platform’s public key', publicIDHelp: 'Begins with PUB_KEY_ID_; older merchants leave it empty, certificates are fetched then.', publicKey: 'The platform’s public key', publicKeyHelp: 'The whole of pub_key.pem.',
  notify: 'Address for notifications', notifyHelp: 'WeChat Pay tells results here; a public https address.', scene: 'Transfer scene', sceneHelp: 'For rewards; empty is 1000 (cash marketing). Transfers have to be opened in the merchant console first.', more: 'Network', proxy: 'Proxy', proxyHelp: 'Through which WeChat Pay is reached; empty for none.',
})
