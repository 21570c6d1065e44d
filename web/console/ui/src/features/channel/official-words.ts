import { dict } from '@/words'

export const officialWords = dict({
  title: '公众号', sandbox: '沙盒', sandboxWhy: '现在接的是沙盒的公众号。断开后，在这里填写自己的。', connected: '已填写', notConnected: '未填写', needed: '请填写', kept: '已保存，留空不变',
  app: 'AppID', appHelp: '公众平台 → 设置与开发 → 基本配置。', secret: 'AppSecret', secretHelp: '同一页；只在重置时显示一次。加密保存，填过就不再显示。', save: '保存', saved: '已保存',
  domain: '网页授权域名', domainHelp: '在公众平台 → 设置与开发 → 公众号设置 → 功能设置里填写这个域名，否则微信不把顾客带回来。', domainUnknown: '本服务还不知道自己的对外网址：启动时设置 QUNLI_PUBLIC_URL。',
  use: '用在哪里', useWhy: '顾客的“我的”页面（/me）：订单、邀请和为什么没算、消息授权；按标签分流的活码。', disconnect: '断开', disconnectTitle: '断开公众号', disconnectWhat: 'AppID 和密钥会删除，页面不再认得顾客。已有的记录不变。', disconnected: '已断开',
}, {
  title: 'Official account', sandbox: 'Sandbox', sandboxWhy: 'The sandbox’s account is connected. Disconnect it to enter your own here.', connected: 'Entered', notConnected: 'Not entered', needed: 'Required', kept: 'Saved; left empty it stays',
  app: 'AppID', appHelp: 'Official account console → settings → basic configuration.', secret: 'AppSecret', secretHelp: 'On the same page; shown once when it is reset. Kept sealed and never shown again.', save: 'Save', saved: 'Saved',
  domain: 'Domain for web authorization', domainHelp: 'Enter it in the account’s console under function settings: otherwise WeChat does not bring customers back.', domainUnknown: 'This server does not know its public address yet: set QUNLI_PUBLIC_URL when it starts.',
  use: 'Where it is used', useWhy: 'The customer’s own page (/me): orders, invitations and why one does not count, consents; codes that lead by tag.', disconnect: 'Disconnect', disconnectTitle: 'Disconnect the official account', disconnectWhat: 'AppID and secret are forgotten, and pages know customers no more. What is on record stays.', disconnected: 'Disconnected',
})
