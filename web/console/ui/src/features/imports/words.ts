import { dict } from '@/words'

export const words = dict({
  title: '导入', subtitle: '带进来的每个文件：读到哪里、多了什么、哪些行没收下；不合适可以整个撤回。', add: '导入文件',
  file: '文件', kind: '类型', source: '来源', state: '状态', progress: '进度', added: '新增', same: '已有', rejected: '被拒', by: '开始时间', took: '用时', under: '不到 1 秒', size: '大小',
  none: '还没有导入过文件', noneWhy: '从商城、收银或企业微信导出的客户、订单、投放、推荐、群聊文件，都可以直接拖进来。编码、分隔符和列会自动识别，导入前先看前十行。', noneAct: '导入第一个文件',
  waiting: '排队中', running: '进行中', done: '完成', failed: '失败', undoing: '撤销中', undone: '已撤销', cancelled: '已停止',
  kinds: { customers: '客户', products: '商品', orders: '订单', spend: '投放花费', referrals: '推荐关系', touches: '触点', chat: '群聊记录' },
  // new
  newTitle: '导入文件', newSubtitle: '选文件，核对列，看前十行，再开始。在你按下导入之前，什么都不会写入。',
  drop: '把文件拖到这里，或点击选择', dropWhy: 'CSV、TSV、TXT、XLSX，可带 .gz，可一次多个。UTF-8、GBK、GB18030 自动识别。', dropMore: '再加文件', pick: '选择文件',
  whatFor: '能导入什么', needs: (f: string) => `至少要有：${f}`, needsKey: '至少要有一种能认出人的列：客户编号、手机号、unionid 等',
  files: '文件', remove: '移除', looking: '正在识别', trouble: '需要处理', ready: '可以导入',
  howRead: '文件怎么读', howReadWhy: '已自动识别，不对可以改。', detected: (v: string) => `自动（${v}）`, auto: '自动', encoding: '编码', delimiter: '分隔符', header: '第一行', headerYes: '是列名', headerNo: '就是数据', sheet: '工作表', zone: '时区', timeFormat: '时间写法', timeFormatHint: '日月可能混淆时才要填，如 DD/MM/YYYY HH:mm', choose: '请选择',
  tab: '制表符', comma: '逗号', semicolon: '分号', bar: '竖线', blank: '空白', workbook: 'Excel 工作簿', records: (n: string) => `${n} 行`, columnsOf: (n: string) => `${n} 列`,
  kindGuessed: '按列名猜的', kindUnknown: '看不出是什么文件，请选择类型。',
  mapping: '列对应', mappingWhy: '每个字段从文件的哪一列来。也可以直接写 =固定值，或 {#1}-{#3} 把几列拼起来。', field: '字段', column: '文件里的列', sample: '例子', required: '必填', leftOut: '不导入', notUsed: (n: string) => `文件里没用到的列：${n}`, constant: (v: string) => `固定值 ${v}`, moreFields: (n: number) => `显示其余 ${n} 个字段`, fewerFields: '收起没用到的字段',
  presetPick: '套用预设', presetSave: '存为预设', presetName: '预设名称', presetSaved: '预设已保存', presetHint: '列对应、来源、读法都会存下，下次同样的文件直接套用。', presetDrop: '删除这个预设', presetDropped: (n: string) => `已删除预设“${n}”`, presetNone: '还没有预设',
  first: '前十行', firstWhy: (ok: string, bad: string) => `全部检查过：${ok} 行可以收下，${bad} 行会被拒。`, firstPart: (ok: string, bad: string, mb: string) => `文件较大，检查了开头 ${mb} MB：${ok} 行可以收下，${bad} 行会被拒。`, line: '行号', problem: '问题', lineOk: '可以', more: '其他会被拒的行', noRows: '文件里没有数据行',
  dup: '重复怎么办', dupWhy: '同一来源里编号相同的就是同一条：再次导入不会重复，只补上新的。完全相同的文件再传一次，什么都不会变。',
  sourceHint: '文件来自哪个系统，如 youzan、till-01。', sourceWhy: '编号只在同一来源内比较，所以同一个系统每次都要写同一个名字。', sourceDefault: (v: string) => `不填就是 ${v}`,
  dupList: { customers: '客户：账号（手机号、unionid、客户编号）相同就是同一个人，已有的资料不会被覆盖。', products: '商品：商品编码相同就是同一件，只补上还没人填过的内容。', orders: '订单：来源 + 订单号相同就是同一张单，同一张单里的行按行号或内容认。', spend: '投放花费：同一来源、渠道、计划、门店、日期只记一个金额，不同的金额会被拒。', referrals: '推荐关系：同一对人、同一时间只记一次；谁算数按归因规则。', touches: '触点：来源 + 编号相同只记一次。', chat: '群聊：来源 + 消息编号（没有就按群、时间、成员、内容）只记一次。' },
  start: (n: string) => `导入 ${n} 行`, startAll: (n: string) => `导入 ${n} 个文件`, starting: '正在上传', willReject: (n: string) => `其中 ${n} 行会被拒，之后可以下载修改再传`, startNone: '先处理上面的问题', started: '已开始导入', uploadFailed: '没有传完，文件和设置都还在，可以再试。',
  // one
  of: (a: string, b: string) => `${a} / ${b} 行`, rate: (n: string) => `每秒 ${n} 行`, left: (v: string) => `约剩 ${v}`, waitingWhy: '前面还有导入在进行，轮到就开始；关掉页面也会继续。', runningWhy: '关掉页面也会继续。停止后，已收下的行留着，可以整个撤回，也可以再传同一个文件接着导。', undoingWhy: '正在撤回，关掉页面也会继续。', stop: '停止导入', stopped: '已停止导入',
  summary: '结果', addedWhy: '带来了新内容的行', sameWhy: '早就有了，没有变化', rejectedWhy: '没看懂，没有写入', downloadRejects: '下载被拒的行', rejectsHint: '列和原文件一样，前几列是行号和原因；改好后直接再导入这个文件。', counts: '这些行是什么', sort: '种类', number: '行数', howItWasRead: '当时怎么读的', again: '再导入一个',
  undo: '撤回这次导入', undoTitle: (n: string) => `撤回“${n}”`, undoGoes: '会拿走', undoStays: '会留下', goes1: (n: string) => `只由这次导入带来的 ${n} 行内容`, goes2: '因此重新计算的数字（消费、代替率、人群）', stays1: (n: string) => `本来就有的 ${n} 行`, stays2: '别的导入、人工录入也说过的客户和资料', stays3: '这条导入记录，标为已撤销', undoRefuse: '如果之后有别的数据要靠它（例如指向这些订单的退款），会列出来并拒绝，什么都不变。', undoAct: '撤回', undoNo: '现在不能撤回，先处理这些：', mayNotUndo: '撤回需要“撤销导入”权限。', undoneWhy: '这次导入带来的内容已拿走。', nothingAdded: '没有行带来新内容，撤回不会改变什么。',

}, {
  title: 'Import', subtitle: 'Every file brought in: how far it is, what was new, which rows were refused. Any of them can be taken back whole.', add: 'Import a file',
  file: 'File', kind: 'Kind', source: 'Source', state: 'State', progress: 'Progress', added: 'New', same: 'Known', rejected: 'Refused', by: 'Started', took: 'Took', under: 'under 1 s', size: 'Size',
  none: 'No file imported yet', noneWhy: 'Customers, orders, ad spend, referrals and group chats exported from your shop, till or WeCom can be dropped here. Encoding, separator and columns are found out, and you see ten rows before anything is written.', noneAct: 'Import the first file',
  waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', undoing: 'Being undone', undone: 'Undone', cancelled: 'Stopped',
  kinds: { customers: 'Customers', products: 'Products', orders: 'Orders', spend: 'Ad spend', referrals: 'Referrals', touches: 'Touches', chat: 'Group chat' },
  newTitle: 'Import a file', newSubtitle: 'Choose files, check the columns, look at ten rows, then begin. Nothing is written before you press import.',
  drop: 'Drop files here, or press to choose', dropWhy: 'CSV, TSV, TXT, XLSX, also .gz, several at once. UTF-8, GBK and GB18030 are recognised.', dropMore: 'Add files', pick: 'Choose files',
  whatFor: 'What can be imported', needs: (f) => `Needs at least: ${f}`, needsKey: 'Needs one column that tells people apart: customer number, phone, unionid',
  files: 'Files', remove: 'Remove', looking: 'Looking at it', trouble: 'Needs you', ready: 'Ready',
  howRead: 'How the file is read', howReadWhy: 'Found out by itself; change what is wrong.', detected: (v) => `Automatic (${v})`, auto: 'Automatic', encoding: 'Encoding', delimiter: 'Separator', header: 'First row', headerYes: 'names the columns', headerNo: 'is data', sheet: 'Sheet', zone: 'Time zone', timeFormat: 'Way of writing times', timeFormatHint: 'Only where day and month could be mistaken, e.g. DD/MM/YYYY HH:mm', choose: 'Choose',
  tab: 'tab', comma: 'comma', semicolon: 'semicolon', bar: 'bar', blank: 'blanks', workbook: 'Excel workbook', records: (n) => `${n} rows`, columnsOf: (n) => `${n} columns`,
  kindGuessed: 'guessed by its columns', kindUnknown: 'It cannot be told what this file is; choose its kind.',
  mapping: 'Columns', mappingWhy: 'Where each field comes from. You may also write =a constant, or {#1}-{#3} to join columns.', field: 'Field', column: 'Column of the file', sample: 'Example', required: 'required', leftOut: 'left out', notUsed: (n) => `Columns not used: ${n}`, constant: (v) => `Constant ${v}`, moreFields: (n) => `Show ${n} more fields`, fewerFields: 'Hide fields not used',
  presetPick: 'Use a preset', presetSave: 'Save as preset', presetName: 'Name of the preset', presetSaved: 'Preset saved', presetHint: 'Columns, source and way of reading are kept, for the next file of this sort.', presetDrop: 'Delete this preset', presetDropped: (n) => `Preset “${n}” deleted`, presetNone: 'No presets yet',
  first: 'First ten rows', firstWhy: (ok, bad) => `All checked: ${ok} rows can be taken, ${bad} would be refused.`, firstPart: (ok, bad, mb) => `A large file; its first ${mb} MB were checked: ${ok} rows can be taken, ${bad} would be refused.`, line: 'Line', problem: 'Problem', lineOk: 'fine', more: 'Other rows that would be refused', noRows: 'The file has no rows',
  dup: 'Duplicates', dupWhy: 'Within one source, the same number is the same thing: importing it again adds only what is new. The very same file again changes nothing.',
  sourceHint: 'The system the file comes from, e.g. youzan or till-01.', sourceWhy: 'Numbers are compared within one source, so write the same name for the same system every time.', sourceDefault: (v) => `${v} when left empty`,
  dupList: { customers: 'Customers: the same account (phone, unionid, customer number) is the same person; what is known is not overwritten.', products: 'Products: the same SKU is the same product; only what nobody has said yet is filled in.', orders: 'Orders: the same source and order number is one order; its lines are told by number or content.', spend: 'Ad spend: once for each source, channel, campaign, store and day; another amount is refused.', referrals: 'Referrals: once for each pair and moment; who counts is up to the attribution rules.', touches: 'Touches: once for each source and number.', chat: 'Chat: once for each source and message number, or else group, time, member and text.' },
  start: (n) => `Import ${n} rows`, startAll: (n) => `Import ${n} files`, starting: 'Uploading', willReject: (n) => `${n} of them would be refused; you can download and mend them later`, startNone: 'See to the problems above first', started: 'Import begun', uploadFailed: 'The upload did not finish. File and settings are still here; try again.',
  of: (a, b) => `${a} / ${b} rows`, rate: (n) => `${n} rows a second`, left: (v) => `about ${v} left`, waitingWhy: 'Another import comes first. It goes on when you close the page.', runningWhy: 'It goes on when you close the page. Stopped, the rows taken stay; they can be taken back whole, or the same file handed in again to go on.', undoingWhy: 'It is being taken back, also when you close the page.', stop: 'Stop the import', stopped: 'Import stopped',
  summary: 'Result', addedWhy: 'rows that brought something new', sameWhy: 'there already, nothing changed', rejectedWhy: 'not understood, not written', downloadRejects: 'Download refused rows', rejectsHint: 'The same columns, behind line and reason; mend the rows and import this very file.', counts: 'What the rows were', sort: 'Sort', number: 'Rows', howItWasRead: 'How it was read', again: 'Import another',
  undo: 'Take this import back', undoTitle: (n) => `Take back “${n}”`, undoGoes: 'Goes', undoStays: 'Stays', goes1: (n) => `what only this import brought: ${n} rows`, goes2: 'figures that rest on it (spend, substitution rate, segments) are computed anew', stays1: (n) => `${n} rows that were there before`, stays2: 'customers and details that another import or a person has also told', stays3: 'the record of this import, marked as undone', undoRefuse: 'If something later depends on it (a refund of these orders, for instance), that is listed, it is refused and nothing changes.', undoAct: 'Take back', undoNo: 'It cannot be taken back yet; first see to these:', mayNotUndo: 'Taking back needs the permission “Undo imports”.', undoneWhy: 'What this import brought has been taken out.', nothingAdded: 'No row brought anything new, so taking it back changes nothing.',

})

// kindWord names a kind of file.
export const kindWord = (t: { kinds: Record<string, string> }, kind: string): string => t.kinds[kind] ?? kind
