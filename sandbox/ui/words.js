// The words of the page: Chinese first, English beside it, in one dictionary. A key that is missing is an error, not an empty text.

/** @type {Record<string, [zh: string, en: string]>} */
const words = {
  title: ['群力沙盒', 'Qunli sandbox'],
  banner: ['沙盒，不是真的企业微信：人、群、消息都是演的', 'A sandbox, not the real WeCom: people, groups and messages are acted'],
  addPhone: ['加一部手机', 'Add a phone'],
  addPhoneHint: ['拿起一位客户或员工的手机，看见他看见的。', 'Hold the phone of a customer or of staff and see what they see.'],
  customer: ['客户', 'Customer'], staff: ['员工', 'Staff'], newCustomer: ['新客户', 'New customer'], newStaff: ['新员工', 'New staff'],
  search: ['搜索姓名', 'Search names'], name: ['姓名', 'Name'], create: ['创建', 'Create'], cancel: ['取消', 'Cancel'], ok: ['好', 'OK'], save: ['保存', 'Save'],
  close: ['关闭', 'Close'], closePhone: ['收起这部手机', 'Put this phone away'], back: ['返回', 'Back'], more: ['更多', 'More'],
  emptyWorld: ['这个世界还没有人', 'Nobody lives here yet'],
  emptyWorldHint: ['放进三位员工和六位客户，就可以开始玩了。', 'Put in three members of staff and six customers, and begin.'],
  fillWorld: ['放进一个小世界', 'Put in a small world'],
  chats: ['聊天', 'Chats'], contacts: ['通讯录', 'Contacts'], scan: ['扫一扫', 'Scan'], me: ['我', 'Me'], work: ['工作台', 'Work'],
  noChats: ['还没有聊天。扫一个码，或去通讯录添加。', 'No chats yet. Scan a code, or add someone in contacts.'],
  noContacts: ['还没有联系人', 'No contacts yet'], noMessages: ['还没有消息', 'No messages yet'],
  addStaff: ['添加员工', 'Add staff'], friends: ['朋友', 'Friends'], writeFriend: ['写给朋友', 'Message a friend'],
  codes: ['认识的二维码', 'Codes known'], codesHint: ['点一个码，就等于用这部手机扫它。', 'Press a code to scan it with this phone.'],
  noCodes: ['还没有码。在群力里建一个渠道活码或群活码，它就出现在这里。', 'No codes yet. Make one in Qunli and it appears here.'],
  paste: ['或粘贴地址、码', 'Or paste an address or a code'], go: ['扫', 'Scan'], open: ['打开', 'Open'], personCode: ['加好友', 'Contact code'], groupCode: ['进群', 'Group code'],
  scans: ['{0} 次', '{0} scans'],
  requestSent: ['已发送好友申请，等对方通过', 'Request sent; waiting to be accepted'], alreadyFriends: ['你们已经是好友', 'You are friends already'],
  alreadyIn: ['你已经在群里', 'You are in the group already'],
  wantsYou: ['{0} 想加你为好友', '{0} wants to add you'], accept: ['通过', 'Accept'], waitingFor: ['等 {0} 通过', 'Waiting for {0}'],
  transferAsk: ['{0} 将由 {1} 接替，{2} 后生效', '{1} will take over from {0} in {2}'], refuse: ['拒绝', 'Refuse'],
  added: ['你们已是好友，可以聊天了', 'You are friends now; say hello'], joinedBy: ['{0} 加入了群聊', '{0} joined the group'], leftBy: ['{0} 离开了群聊', '{0} left the group'],
  removedBy: ['{0} 被移出群聊', '{0} was removed'], change_name: ['群名改为 {0}', 'The group is now called {0}'], change_notice: ['群公告：{0}', 'Notice: {0}'],
  change_owner: ['群主换成了 {0}', '{0} owns the group now'], scannedIn: ['扫码', 'by code'], groupEnded: ['群已解散', 'The group was dismissed'],
  welcomeTag: ['欢迎语', 'Welcome'], massTag: ['群发', 'Broadcast'], consoleTag: ['后台欢迎语', 'Console welcome'], group_welcomeTag: ['入群欢迎', 'Group welcome'],
  transferTag: ['接替', 'Takeover'],
  say: ['说点什么', 'Say something'], send: ['发送', 'Send'], forward: ['转发', 'Forward'], forwardTo: ['转发给', 'Forward to'], forwarded: ['已转发', 'Forwarded'], sendLink: ['发链接', 'Send a link'], sendCard: ['发员工名片', 'Send a staff card'],
  cardOf: ['企业员工名片', 'Staff card'], tapToAdd: ['点开添加', 'Open to add'], address: ['网址', 'Address'], linkTitle: ['标题', 'Title'],
  image: ['图片', 'Picture'], video: ['视频', 'Video'], file: ['文件', 'File'], miniprogram: ['小程序', 'Mini program'], code: ['二维码', 'Code'],
  members: ['群成员 {0}', 'Members {0}'], invite: ['邀请', 'Invite'], inviteWho: ['邀请谁？', 'Invite whom?'], leave: ['退出群聊', 'Leave the group'], kick: ['移出', 'Remove'],
  renameGroup: ['修改群名', 'Rename'], notice: ['群公告', 'Notice'], makeOwner: ['转让群主', 'Hand over ownership'], dismiss: ['解散群聊', 'Dismiss the group'],
  owner: ['群主', 'Owner'], bindWelcome: ['入群欢迎语', 'Group welcome'], none: ['无', 'None'],
  deleteFriend: ['删除好友', 'Delete friend'], deleteCustomer: ['删除客户', 'Delete customer'], agreeArchive: ['同意会话存档', 'Agree to archiving'],
  remark: ['备注', 'Remark'], tags: ['标签', 'Tags'], addBack: ['添加对方为联系人', 'Add back'], half: ['对方已加你，你还没有加回', 'They added you; you have not added back'],
  openWeb: ['打开网页', 'Open a page'], openHint: ['以这部手机的身份打开，需要登录时自动登录。', 'Opened as this phone; signing in happens by itself.'], newTab: ['在新标签页打开', 'Open in a new tab'],
  wid: ['客户编号', 'Customer id'], uid: ['员工编号', 'Staff id'], resign: ['办理离职', 'Resign'], resigned: ['已离职', 'Left'], service: ['可服务客户', 'May serve customers'],
  consoleWelcome: ['后台欢迎语（设了就不发欢迎码）', 'Console welcome (then no welcome code is given)'],
  tasks: ['待发送的群发', 'Broadcasts waiting'], noTasks: ['没有待办', 'Nothing to do'], toGroups: ['发给 {0} 个群', 'To {0} groups'], toPeople: ['发给 {0} 位客户', 'To {0} customers'],
  moments: ['朋友圈', 'Moments'], momentsDue: ['待发表的朋友圈', 'Moments waiting'], publish: ['发表', 'Publish'], like: ['赞', 'Like'], comment: ['评论', 'Comment'], likedBy: ['{0} 觉得很赞', 'Liked by {0}'],
  confirm: ['发送', 'Send'], ignore: ['忽略', 'Ignore'], pickSome: ['挑选', 'Choose'], notes: ['应用消息', 'App messages'], openGroup: ['建客户群', 'Open a group'], ownMass: ['自己群发', 'Broadcast'],
  groupName: ['群名', 'Name of the group'], content: ['内容', 'Content'], customersN: ['{0} 位客户', '{0} customers'], reminded: ['已提醒 {0} 次', 'Reminded {0} times'],
  panel: ['面板', 'Panel'], log: ['动态', 'Log'], faults: ['开关', 'Switches'], corp: ['企业', 'Corp'], callbacks: ['回调', 'Callbacks'],
  act: ['动作', 'act'], event: ['事件', 'event'], sent: ['送达', 'sent'], call: ['调用', 'call'], noLog: ['还没有动静', 'Nothing has happened yet'],
  clock: ['世界时间', 'World time'], freeze: ['停住', 'Stop'], run: ['走动', 'Run'], hour: ['+1 小时', '+1 h'], day: ['+1 天', '+1 day'], minute: ['+1 分', '+1 min'], real: ['回到现在', 'Back to now'],
  events: ['事件', 'Events'], answered: ['已应答', 'Answered'], failed: ['放弃', 'Given up'], lost: ['丢失', 'Lost'], waiting: ['等待', 'Waiting'], posts: ['发送次数', 'Posts'],
  copies: ['重复', 'Copies'], welcomed: ['欢迎语', 'Welcomes'], again: ['再发一次', 'Send again'],
  duplicate: ['重复发送的比例', 'Share sent twice'], reorder: ['打乱次序的比例', 'Share reordered'], loss: ['丢失的比例', 'Share lost'], deaf: ['听不见应答的比例', 'Share of answers not heard'],
  drop_reply: ['接口应答丢失的比例', 'Share of API replies dropped'], delay_ms: ['事件延迟（毫秒）', 'Delay of events (ms)'], slow_ms: ['接口变慢（毫秒）', 'API slowed (ms)'],
  group_lag_ms: ['群详情滞后（毫秒）', 'Lag of group details (ms)'], token_seconds: ['令牌寿命（秒）', 'Life of tokens (s)'], code_seconds: ['欢迎码寿命（秒）', 'Life of welcome codes (s)'],
  group_open: ['扫码进群上限', 'Members until codes end'], half_add: ['单向添加', 'Half adds'], mass_policy: ['群发频率', 'Broadcast quota'],
  monthly: ['每月 = 当月天数', 'monthly = days'], weekly: ['每周 7 条', '7 a week'], daily: ['每天 1 条', '1 a day'], legacy: ['每月 4 条', '4 a month'],
  expireTokens: ['令牌立即过期（42001）', 'Expire tokens now (42001)'], revokeTokens: ['令牌立即作废（40014）', 'Revoke tokens now (40014)'],
  failPath: ['让接口出错', 'Make a call fail'], path: ['接口路径，* 为全部', 'Path, * for all'], errcode: ['错误码', 'Code'], times: ['次数', 'Times'], saved: ['已保存', 'Saved'],
  corpId: ['企业 ID', 'Corp id'], agent: ['应用', 'App'], secret: ['Secret', 'Secret'], url: ['回调地址', 'Callback address'], token: ['Token', 'Token'], aesKey: ['EncodingAESKey', 'EncodingAESKey'],
  verify: ['验证并保存', 'Verify and save'], random: ['随机生成', 'Random'], ips: ['可信 IP（空为不限）', 'Trusted addresses (empty: any)'], domains: ['可信域名', 'Trusted domains'],
  callable: ['可调用客户联系', 'May call customer contact'], users: ['可见成员（空为全部）', 'Visible members (empty: all)'], copied: ['已复制', 'Copied'], copy: ['复制', 'Copy'],
  reset: ['清空世界，重新开始', 'Empty the world and start over'], seed: ['批量放人', 'Seed'], seedHint: ['不产生事件，像早已存在的客户和群。', 'No events: as if they had been there all along.'], membersN: ['员工', 'Staff'], customersCount: ['客户', 'Customers'], groupsN: ['群', 'Groups'], tagsN: ['标签', 'Tags'],
  theme: ['明暗', 'Light or dark'], lang: ['EN', '中文'], sure: ['确定吗？', 'Are you sure?'], whoAreYou: ['要登录的是谁？', 'Who signs in?'],
  inDays: ['{0} 天', '{0} days'], inHours: ['{0} 小时', '{0} h'], inMinutes: ['{0} 分钟', '{0} min'], chooseCode: ['识别页面里的码', 'Recognise a code on the page'], offline: ['连不上沙盒', 'The sandbox does not answer'],
  all: ['全部', 'All'], travelTo: ['世界时间走到', 'Take the world to'], person: ['客户', 'customer'], phoneOf: ['{0} 的手机', "{0}'s phone"], strangers: ['路人', 'Strangers'], left: ['离职', 'left'], groupSize: ['每群人数', 'Size of a group'],
};

/** @type {Record<string, [zh: string, en: string]>} what acts are called in the log */
const verbs = {
  person: ['新客户', 'new customer'],
  scan: ['扫码', 'scans'],
  search: ['搜索添加', 'adds by search'],
  card: ['名片添加', 'adds by card'],
  accept: ['通过好友', 'accepts'],
  addback: ['加回', 'adds back'],
  unfollow: ['客户删员工', 'deletes staff'],
  unfriend: ['员工删客户', 'deletes customer'],
  say: ['客户说', 'writes'],
  tell: ['写给朋友', 'writes to a friend'],
  reply: ['员工说', 'replies'],
  remark: ['改备注', 'remarks'],
  tag: ['打标签', 'tags'],
  untag: ['去标签', 'untags'],
  archive: ['会话存档', 'archiving'],
  group: ['建群', 'opens a group'],
  invite: ['邀请进群', 'invites'],
  leave: ['退群', 'leaves'],
  kick: ['移出群', 'removes'],
  rename: ['改群名', 'renames'],
  notice: ['群公告', 'sets the notice'],
  owner: ['换群主', 'hands over'],
  dismiss: ['解散群', 'dismisses'],
  groupsay: ['群里说', 'writes in a group'],
  grouptemplate: ['入群欢迎语', 'binds a welcome'],
  confirm: ['发送群发', 'sends a broadcast'],
  ignore: ['忽略群发', 'ignores a broadcast'],
  mass: ['自己群发', 'broadcasts'],
  publish: ['发表朋友圈', 'publishes a moment'],
  like: ['点赞', 'likes'],
  comment: ['评论', 'comments'],
  refuse: ['拒绝接替', 'refuses'],
  hire: ['新员工', 'new staff'],
  resign: ['离职', 'resigns'],
  welcome: ['后台欢迎语', 'console welcome'],
  service: ['服务权限', 'service right'],
  way: ['后台建码', 'code in the console'],
  joinway: ['后台建群码', 'group code in the console'],
  newtag: ['新标签', 'new tag'],
  renametag: ['改标签', 'renames a tag'],
  deltag: ['删标签', 'deletes a tag'],
  reset: ['清空世界', 'empties the world'],
  seed: ['批量放人', 'seed'],
  callback: ['保存回调', 'saves the callback'],
};

let at = localStorage.getItem('sandbox.lang') === 'en' || (!localStorage.getItem('sandbox.lang') && !navigator.language.startsWith('zh')) ? 1 : 0;

/** t gives a text in the chosen language, {0}, {1}… filled in. */
export function t(key, ...args) {
  const pair = words[key];
  if (!pair) throw new Error('no words for ' + key);
  return pair[at].replace(/\{(\d)\}/g, (_, i) => args[i]);
}

/** verb gives the word for an act. */
export const verb = name => (verbs[name] ? verbs[name][at] : name);

/** lang is zh or en. */
export const lang = () => (at ? 'en' : 'zh');

export function switchLang() {
  at = 1 - at;
  localStorage.setItem('sandbox.lang', lang());
  document.documentElement.lang = at ? 'en' : 'zh-CN';
}

document.documentElement.lang = at ? 'en' : 'zh-CN';
