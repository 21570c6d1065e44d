import { dict } from '@/words'

// Words of the block editor.
export const blockWords = dict({
  blocks: '页面的块', section: { top: '上段', middle: '中段', bottom: '下段' },
  sectionWhy: { top: '一眼看懂是什么、能得到什么，马上能点', middle: '为什么可信', bottom: '看完再给一次能点的' },
  kind: { hook: '标题', text: '文字', picture: '图片', trust: '信任', play: '玩法', crowd: '谁在参加', rules: '规则', lead: '留资表单', action: '按钮' },
  kindWhy: {
    hook: '主题和能得到什么', text: '一段文字', picture: '一张图', trust: '资质、专家或顾客评语，过期自动不显示', play: '玩法本身和它的按钮，内容由规则生成', crowd: '刚刚参加的人，来自真实记录，名字打码',
    rules: '规则全文，由规则设置写成，改了设置它跟着改', lead: '留下手机号的表单', action: '一个按钮，带到页面别处或本站的活码',
  },
  add: '加一块', up: '上移', down: '下移', moveHint: '也可按 Alt 加上下方向键', again: '再放一份', fold: (end: number, wide: number, tall: number) => `第一个能点的在 ${end} 点处，${wide}×${tall} 的手机要往下滑才看得到；缩短它上面的文字，或换矮一些的图`, measures: '按小屏手机量一量首屏', remove: '删除', removed: (what: string) => `已删除“${what}”`, none: '这一段还没有内容', skinOf: '外观', skin: { plain: '素净', warm: '暖色', fresh: '清新', night: '夜色' },
  ref: '可信材料', refHint: '选了材料，标题、文字、图片和有效期都用材料库里的；撤下或到期自动不显示', refNone: '不从材料库选', title: '标题', button: '按钮上的字', text: '文字', picture: '图片', alt: '图片内容', altHint: '一句话，给看不见图的人', proof: '凭什么', proofs: { certificate: '认证', qualification: '资质', expert: '专家', customer: '顾客评语' },
  until: '有效期至', untilHint: '过了这一天就不再显示；留空一直显示', to: '带到', toPlay: '本页的玩法', toLead: '本页的表单', toCode: '活码的路径', toHint: '活码页的路径，以 /c/ 开头', choose: '选一块来改，或者加一块。', unknown: '不认识的块',
}, {
  blocks: 'Blocks of the page', section: { top: 'First section', middle: 'Middle section', bottom: 'Last section' },
  sectionWhy: { top: 'What it is, what one gets, and something to press at once', middle: 'Why it can be trusted', bottom: 'Something to press again at the end' },
  kind: { hook: 'Headline', text: 'Text', picture: 'Picture', trust: 'Proof', play: 'The game', crowd: 'Who takes part', rules: 'The rules', lead: 'Contact form', action: 'Button' },
  kindWhy: {
    hook: 'The theme and what is offered', text: 'A passage of text', picture: 'One picture', trust: 'A certificate, an expert or what a customer said; gone by itself once it has run out', play: 'The game itself with its button, made from the rules', crowd: 'Who has just taken part: real records, names masked',
    rules: 'The whole rules, written from the settings and changing with them', lead: 'A form that takes a phone number', action: 'A button that leads elsewhere on the page or to a code of ours',
  },
  add: 'Add a block', up: 'Move up', down: 'Move down', moveHint: 'Or Alt with an arrow key', again: 'Repeat', fold: (end, wide, tall) => `The first thing to press ends at ${end} points: on a phone of ${wide}×${tall} one has to scroll to it. Shorten what stands above it, or take a lower picture`, measures: 'Measures the first screen of a small phone', remove: 'Delete', removed: (what) => `Deleted “${what}”`, none: 'Nothing in this section yet', skinOf: 'Look', skin: { plain: 'Plain', warm: 'Warm', fresh: 'Fresh', night: 'Night' },
  ref: 'Proof', refHint: 'Its title, text, picture and last day are the library’s; withdrawn or run out, it is not shown', refNone: 'None of the library', title: 'Title', button: 'What the button says', text: 'Text', picture: 'Picture', alt: 'What the picture shows', altHint: 'One sentence, for whoever does not see it', proof: 'What it is', proofs: { certificate: 'Certificate', qualification: 'Qualification', expert: 'Expert', customer: 'What a customer said' },
  until: 'Holds until', untilHint: 'Not shown after this day; empty: always shown', to: 'Leads to', toPlay: 'The game on this page', toLead: 'The form on this page', toCode: 'The path of a code', toHint: 'The path of a code’s page, beginning with /c/', choose: 'Choose a block on the left to change it, or add one.', unknown: 'Unknown block',
})
