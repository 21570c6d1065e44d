import { dict } from '@/words'

// words are those of the codes that are printed.
export const words = dict({
  title: '活码', subtitle: '印一次就不用换：码背后是当班的员工，或者正在进人的群。', make: '新建活码', edit: '修改', communities: '社群',
  kind: { person: '加好友', group: '进群' }, kindOf: '去向', state: { draft: '草稿', live: '使用中', paused: '休息', closed: '已作废' }, stateOf: '状态',
  classOf: '渠道类别', klass: { internal: '内部渠道', external: '外部渠道', referral: '介绍' }, mediumOf: '放在哪里',
  medium: { store: '门店', package: '包裹', table: '桌卡', platform: '公域平台', kol: '达人', partner: '合作社群', other: '其他' },
  name: '名称', nameHint: '例如：曲江店门口', source: '获客渠道', sourceHint: '由它来的客户记在哪个渠道下，留空用名称', store: '门店', tags: '自动打标签', tagsHint: '来的人自动带上，写“类别/名称”',
  promise: '添加四问', promiseWhy: '印在码旁、显示在扫码页上，答完才能发布；说到的要做到。', who: '你是谁', now: '现在能得到什么', later: '以后持续得到什么', quiet: '会不会打扰', weekly: '每周最多几条消息', weeklyHint: '写了就算数：由它来的客户每周不会超过这个数', perWeek: '条 / 周',
  whoHint: '例如：春和茶铺的小美，做了八年茶', nowHint: '例如：一张 5 元券，今天就能用', laterHint: '例如：每周一次尝新名额', quietHint: '例如：每周最多两条，随时可以说不',
  behind: '码背后', behindWhy: '不当班、到上限、快满员或离职的员工不会被扫到；都不行时才用备用的。', seats: '员工', staff: '员工', from: '从', until: '到', dayCap: '每天最多', spare: '备用', addSeat: '再加一个员工', removeSeat: '移除这个员工', groups: '群', groupsHint: '按顺序进人：前一个到目标人数就进下一个', area: '区域', areaHint: '留空表示所有区域', addArea: '按区域再加一条去处', removeArea: '移除这条去处', everywhere: '所有区域',
  direct: '直接印企业微信的码（没有自己的页面）', directWhy: '少一步，但看不到四问，也统计不到扫码次数。', invite: '口令', inviteHint: '填了就要答对才看到二维码', inviteKept: '已设口令，留空保持不变', noInvite: '不再问口令', needName: '请写名称', needStaff: '请选员工', needGroups: '请选群',
  save: '保存', saved: '已保存', publish: '发布', published: '已发布', pause: '暂停', paused: '已暂停', close: '作废', closeWhat: '作废后这个码永远不能再用，已经印出去的会显示“暂时休息”。', closeWord: '作废', closed: '已作废', cancel: '取消',
  picture: '印这个码', pictureWhy: '图片和地址永远不变，改背后的人和群不用重印。', svg: '下载 SVG（印刷）', png: '下载 PNG', open: '打开扫码页', link: '地址', standing: '现在扫到的是', nobodyYet: '正在准备', putAt: (when: string) => `${when} 更新`, draftPicture: '发布后才能扫',
  trouble: { nobody: '现在没有人当班，沿用上一批', groups_full: '群都到目标人数了，请再加一个群', 'wecom.unset': '还没有连接企业微信', other: (code: string) => `企业微信没有接受：${code}` },
  counts: '效果', visits: '扫码', visitsNote: '打开扫码页的人，每天每部手机算一次', unknownVisits: '直达码统计不到', shown: '看到二维码', came: '来的人', fresh: '新朋友', again: '本来就认识', still: '还在', lost: '已流失', spent: '花费', spentNote: (source: string, name: string) => `渠道“${source}”下计划名为“${name}”的花费`, perhead: '每个新朋友的成本', day: '日期', days: '每天来的人', people: '人',
  none: '还没有活码', noneWhy: '活码印在门口、包裹和桌卡上：扫一下就加到当班的员工，或者进到正在进人的群。', noMatch: '没有符合筛选的活码', noMatchWhy: '放宽或清除筛选条件再看看。', clear: '清除筛选', search: '找活码：名称或渠道',
}, {
  title: 'Live codes', subtitle: 'Printed once: behind the code stands whoever is on duty, or the group that is being filled.', make: 'New code', edit: 'Change', communities: 'Communities',
  kind: { person: 'Adds a member', group: 'Joins a group' }, kindOf: 'Leads to', state: { draft: 'Draft', live: 'Live', paused: 'Resting', closed: 'Closed' }, stateOf: 'State',
  classOf: 'Class of channel', klass: { internal: 'Our own', external: 'External', referral: 'Introduced' }, mediumOf: 'Where it hangs',
  medium: { store: 'Shop', package: 'Parcel', table: 'Table card', platform: 'Public platform', kol: 'Influencer', partner: 'Partner community', other: 'Other' },
  name: 'Name', nameHint: 'For example: door of the Qujiang shop', source: 'Acquisition channel', sourceHint: 'The channel of those who come by it; empty: its name', store: 'Store', tags: 'Tags given', tagsHint: 'Everybody who comes bears them, written family/name',
  promise: 'Four questions', promiseWhy: 'Printed beside the code and shown on its page. Answer all before publishing, and keep your word.', who: 'Who are you', now: 'What do I get now', later: 'What do I keep getting', quiet: 'Will you disturb me', weekly: 'Most messages a week', weeklyHint: 'It binds: those who come by it get no more a week', perWeek: 'a week',
  whoHint: 'For example: Mei of Spring Tea, eight years with tea', nowHint: 'For example: a voucher of ¥5 for today', laterHint: 'For example: a tasting every week', quietHint: 'For example: two messages a week at most',
  behind: 'Behind the code', behindWhy: 'Whoever is off duty, over the cap, nearly full or gone is not reached; the spare ones stand in when nobody else can.', seats: 'Staff', staff: 'Member', from: 'From', until: 'To', dayCap: 'Most a day', spare: 'Spare', addSeat: 'Add a member', removeSeat: 'Remove this member', groups: 'Groups', groupsHint: 'Filled in this order: at its target the next one follows', area: 'District', areaHint: 'Empty: every district', addArea: 'Add a way for a district', removeArea: 'Remove this way', everywhere: 'Every district',
  direct: 'Print the code of WeCom itself, without a page of ours', directWhy: 'One step less, but nobody sees the four answers and scans are not counted.', invite: 'Word', inviteHint: 'When set, only the right word shows the code', inviteKept: 'A word is set; empty keeps it', noInvite: 'Ask for no word any more', needName: 'Give a name', needStaff: 'Choose a member', needGroups: 'Choose groups',
  save: 'Save', saved: 'Saved', publish: 'Publish', published: 'Published', pause: 'Pause', paused: 'Paused', close: 'Close', closeWhat: 'A closed code is never used again; those that were printed say that it rests.', closeWord: 'close', closed: 'Closed', cancel: 'Cancel',
  picture: 'Print this code', pictureWhy: 'Picture and address never change: whoever stands behind it may.', svg: 'SVG for print', png: 'PNG', open: 'Open its page', link: 'Address', standing: 'A scan leads to', nobodyYet: 'being prepared', putAt: (when) => `put ${when}`, draftPicture: 'Leads on once published',
  trouble: { nobody: 'Nobody is on duty now; the last ones go on', groups_full: 'All groups are at their target: add another one', 'wecom.unset': 'WeCom is not connected yet', other: (code) => `WeCom did not take it: ${code}` },
  counts: 'What came of it', visits: 'Scans', visitsNote: 'Phones that opened the page, each once a day', unknownVisits: 'Not known of a direct code', shown: 'Saw the code', came: 'People', fresh: 'New friends', again: 'Known before', still: 'Still here', lost: 'Lost', spent: 'Spent', spentNote: (source, name) => `Spent on the channel “${source}” under the campaign “${name}”`, perhead: 'Cost a new friend', day: 'Day', days: 'People a day', people: 'people',
  none: 'No codes yet', noneWhy: 'A code hangs at the door, in parcels and on tables: a scan adds whoever is on duty, or joins the group that is being filled.', noMatch: 'No code matches the filter', noMatchWhy: 'Loosen or clear the filter.', clear: 'Clear filters', search: 'Find by name or channel',
})
