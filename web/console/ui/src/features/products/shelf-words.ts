import { dict } from '@/words'

// shelfWords are those of the page of a product for customers.
export const shelfWords = dict({
  title: '商品页', subtitle: '顾客扫码看到的商品页：名称、价格和正在进行的购买活动自动显示，这里写其余的内容。', products: '商品', address: '商品页地址', addressWhy: '发到群里，或印在货架上。', off: '商品已下架：页面还在，但不显示购买方式。', code: '商品页的二维码', open: '打开页面', png: '下载图片',
  blocks: '页面内容', blocksWhy: '保存后顾客立刻看到；有问题的不会保存。全部删去也可以，页面就只显示商品本身。', save: '保存', saved: '已保存，页面已更新', unsaved: '有未保存的改动', reload: '重新载入',
}, {
  title: 'Product page', subtitle: 'What customers see behind the code: name, price and the ways to buy it now show by themselves; the rest is written here.', products: 'Products', address: 'Its address', addressWhy: 'Post it in groups, or print it on the shelf.', off: 'The product is off sale: the page stands, without ways to buy.', code: 'QR code of the page', open: 'Open the page', png: 'Save the picture',
  blocks: 'What it says', blocksWhy: 'Customers see it as soon as it is saved; what has problems is not kept. With no blocks at all it shows the product alone.', save: 'Save', saved: 'Saved; the page is new', unsaved: 'Not saved yet', reload: 'Read again',
})
