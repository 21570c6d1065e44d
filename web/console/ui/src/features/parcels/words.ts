import { dict } from '@/words'

export const words = dict({
  title: '发货与自提', subtitle: '活动里买下的东西怎样到买家手里：寄出的填快递单号，自提的按提货码核对。', orders: '订单', of: '看什么', list: '发货', pickup: '自提核销', ofState: '状态',
  states: { ready: '待交付', waiting: '等活动放行', shipped: '已发货', received: '已签收', fetched: '已自提', withdrawn: '已撤回', all: '全部' },
  goods: '货品', buyer: '买家', how: '方式', hows: { delivery: '快递', pickup: '自提' }, where: '去向', noWhere: '买家还没说', told: '已填写地址', store: '门店', campaign: '活动', state: '状态', parcel: '快递单号', at: '下单时间', ended: '完成时间', acts: '操作', unnamed: '活动', awaits: '等买家在“我的”里填好地址',
  ship: '发货', shipTitle: '填写快递单号', carrier: '快递公司', shipped: '已记为发货，买家能看到单号', cancel: '取消', need: '请填写', show: '看地址', shownTitle: '收货地址', receiver: '收件人', phone: '电话', address: '地址', shownWhy: '本次查看已记录。', noAddress: '买家还没有填写地址，或地址已按保留期删除。',
  none: '没有要交付的东西', noneWhy: '买家在拼团或秒杀里付款成功后，要寄出和要自提的东西列在这里：填快递单号，或按提货码核对。先发布一个要交货的活动。', noneAct: '去看活动', noMatch: '这个筛选下没有东西', noMatchWhy: '换一个状态，或看全部活动。', clear: '看全部',
  code: '提货码', codeHint: '买家手机上的 8 位数字', find: '核对', noCode: '没有这个提货码', noCodeWhy: '请买家再出示一次，逐位核对；货不在你的门店时也查不到。', hand: '确认已交给买家', fetched: '已核销', fetchedAt: (at: string) => `${at} 已经提走，不要再给`, notReady: (state: string) => `现在是“${state}”，还不能提货`, next: '核对下一个',
}, {
  title: 'Delivery and pickup', subtitle: 'How what was bought in campaigns comes to its buyers: a parcel’s number for what is sent, the buyer’s code for what is fetched.', orders: 'Orders', of: 'View', list: 'Deliveries', pickup: 'Pickup', ofState: 'State',
  states: { ready: 'To hand over', waiting: 'Waiting for the game', shipped: 'Sent', received: 'Received', fetched: 'Fetched', withdrawn: 'Withdrawn', all: 'All' },
  goods: 'Goods', buyer: 'Buyer', how: 'How', hows: { delivery: 'Delivery', pickup: 'Pickup' }, where: 'Where to', noWhere: 'The buyer has not said', told: 'Address given', store: 'Store', campaign: 'Campaign', state: 'State', parcel: 'Parcel', at: 'Bought', ended: 'Ended', acts: 'Acts', unnamed: 'Campaign', awaits: 'Waits for the buyer’s address',
  ship: 'Send', shipTitle: 'The parcel', carrier: 'Carrier', shipped: 'Noted as sent; the buyer sees the number', cancel: 'Cancel', need: 'Required', show: 'See the address', shownTitle: 'Where it goes', receiver: 'Receiver', phone: 'Phone', address: 'Address', shownWhy: 'This look was recorded.', noAddress: 'The buyer has not given an address, or it was deleted when its time was over.',
  none: 'Nothing to hand over', noneWhy: 'What is paid for in a group-buy or a flash sale is listed here, to be sent with a parcel’s number or handed over for a code. Publish a campaign whose goods are handed over first.', noneAct: 'To the campaigns', noMatch: 'Nothing matches', noMatchWhy: 'Choose another state, or all campaigns.', clear: 'Show all',
  code: 'Pickup code', codeHint: 'The 8 digits on the buyer’s phone', find: 'Check', noCode: 'There is no such code', noCodeWhy: 'Have the buyer show it again and compare digit by digit; goods of other stores are not found either.', hand: 'It is handed over', fetched: 'Noted as fetched', fetchedAt: (at) => `Fetched already at ${at}: do not hand it over again`, notReady: (state) => `It is “${state}” now and cannot be fetched`, next: 'Check the next',
})
