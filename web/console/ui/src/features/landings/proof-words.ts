import { dict } from '@/words'

// proofWords are those of the library of proofs.
export const proofWords = dict({
  title: '可信材料库', subtitle: '认证、资质、专家和顾客评语：批准后页面才能用，到期、撤下或顾客收回同意就自动不再显示，不用重新发布。', add: '新增材料', none: '还没有材料', noneWhy: '活动页、落地页和商品页的“信任”块从这里选：有证明文件、有人批准、到期自动撤下。先上传一张证书、资质，或一句顾客同意公开的评语。',
  kind: { certificate: '权威认证', qualification: '资质', expert: '专家', customer: '顾客评语' }, kindOf: '类别', titleOf: '标题', text: '说明', holder: '持有人', holderHint: '页面上怎么称呼，例如“王女士”', picture: '证明文件', alt: '图片内容', until: '有效期至', always: '一直有效', need: '请填写',
  customer: '顾客编号', customerHint: '以 cus_ 开头，客户资料的地址里有', order: '订单编号', orderHint: '以 ord_ 开头：这位顾客的有效购买', consent: '顾客要先同意公开：在客户资料的“同意”里记一条，渠道 page，主题 testimonial。收回后评语马上不再显示。',
  state: { waiting: '待批准', approved: '已批准', withdrawn: '已撤下' }, stateOf: '状态', approved: '批准', approvedDone: '已批准', by: '批准人', withdraw: '撤下', why: '为什么撤下', withdrawn: '已撤下', source: '来源订单', seeOrder: '看订单', save: '保存', saved: '已保存，等批准', pick: '从材料库选', pickNone: '自己写',
}, {
  title: 'Library of proofs', subtitle: 'Certificates, qualifications, experts and what customers said: pages show them once approved, and no more when they run out, are withdrawn or lose their consent. Nothing is published again.', add: 'Add a proof', none: 'No proofs yet', noneWhy: 'The proofs on pages of campaigns, products and landings are chosen here: with their file, approved, gone by themselves when they run out. Upload a certificate, or take down what a customer agreed to be quoted with.',
  kind: { certificate: 'Certificate', qualification: 'Qualification', expert: 'Expert', customer: 'What a customer said' }, kindOf: 'Kind', titleOf: 'Title', text: 'Text', holder: 'Holder', holderHint: 'As pages name them, such as “Ms Wang”', picture: 'The file that proves it', alt: 'What the picture shows', until: 'Holds until', always: 'always', need: 'Must be given',
  customer: 'Customer id', customerHint: 'Begins with cus_; the address of a customer holds it', order: 'Order id', orderHint: 'Begins with ord_: a purchase of this customer’s that stands', consent: 'The customer has to agree first: record it with their consents, channel page, topic testimonial. When they take it back their words are gone at once.',
  state: { waiting: 'To be approved', approved: 'Approved', withdrawn: 'Withdrawn' }, stateOf: 'State', approved: 'Approve', approvedDone: 'Approved', by: 'Approved by', withdraw: 'Withdraw', why: 'Why it is withdrawn', withdrawn: 'Withdrawn', source: 'Order', seeOrder: 'See the order', save: 'Save', saved: 'Saved; it waits for approval', pick: 'From the library', pickNone: 'Typed here',
})
