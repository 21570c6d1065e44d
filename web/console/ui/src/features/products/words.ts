import { dict } from '@/words'

export const words = dict({
  title: '商品', subtitle: '每条产品线从引流到超高客单该有四级台阶。缺一级，老客户就没有下一步可买。', orders: '订单',
  ladder: '产品阶梯', ladderNote: '只看在售的。缺的台阶标为“缺”，点商品可改角色和价格。', line: '产品线', noLine: '未分产品线', noRole: '未定角色', gap: '缺', complete: '完整', gaps: (n: string) => `缺 ${n} 级`,
  roles: { traffic: '引流', low: '低客单', high: '高客单', premium: '超高客单' },
  list: '全部商品', sku: '商品编码', name: '名称', role: '角色', price: '价格', onSale: '在售', off: '下架', state: '状态', page: '商品页', toPage: '编辑和二维码', onlyOnSale: '只看在售', add: '添加商品', save: '保存', saved: '已保存', required: '请填写', priceYuan: '价格（元）', priceHint: '不知道就空着', skuHint: '和订单里的商品编码一致；定了就不能改',
  none: '还没有商品', noneWhy: '导入商品表，或先导入订单，出现过的商品编码会自动列在这里。', noneAct: '导入商品', noMatch: '没有符合筛选的商品', noMatchWhy: '放宽或清除筛选条件再看看。', clear: '清除筛选',
  curve: '销售集中在哪些商品上', curveNote: '按销售额从高到低，累计占比；线越早到 80%，生意越靠少数几件。', running: '累计占比', share: '占比', best: '卖得最好的商品',
}, {
  title: 'Products', subtitle: 'Each line should have four rungs from traffic to premium. Where one is missing, customers have no next thing to buy.', orders: 'Orders',
  ladder: 'Product ladder', ladderNote: 'What is on sale. Missing rungs say so; press a product to change role and price.', line: 'Line', noLine: 'No line', noRole: 'No role', gap: 'missing', complete: 'complete', gaps: (n) => `${n} missing`,
  roles: { traffic: 'Traffic', low: 'Low ticket', high: 'High ticket', premium: 'Premium' },
  list: 'All products', sku: 'SKU', name: 'Name', role: 'Role', price: 'Price', onSale: 'On sale', off: 'Off sale', state: 'State', page: 'Page', toPage: 'Edit, QR code', onlyOnSale: 'On sale only', add: 'Add a product', save: 'Save', saved: 'Saved', required: 'Required', priceYuan: 'Price (yuan)', priceHint: 'Leave empty when unknown', skuHint: 'As on orders; it never changes',
  none: 'No products yet', noneWhy: 'Import a list of products; or import orders, and the SKUs on them appear here.', noneAct: 'Import products', noMatch: 'No product matches the filter', noMatchWhy: 'Loosen or clear the filter.', clear: 'Clear filters',
  curve: 'On which products sales rest', curveNote: 'From the best seller down, running share of sales; the earlier the line reaches 80 %, the fewer products carry the business.', running: 'Running share', share: 'Share', best: 'Best sellers',
})

export const roleCodes = ['traffic', 'low', 'high', 'premium'] as const
export type Role = (typeof roleCodes)[number]
export const roleWord = (t: { roles: Record<string, string>; noRole: string }, role: string): string => t.roles[role] ?? t.noRole
