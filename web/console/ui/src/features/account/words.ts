import { dict } from '@/words'

export const words = dict({
  signInTitle: '登录群力', signInWhy: '用管理员给你的登录名和密码登录。', login: '登录名', password: '密码', name: '姓名', newPassword: '新密码', oldPassword: '现在的密码', signIn: '登录',
  needLogin: '请填写登录名', needPassword: '请填写密码', needName: '请填写姓名', passwordHint: '至少 10 个字符',
  setupTitle: '首次设置', setupWhy: '创建第一位所有者账号。这个链接只能用一次。', setup: '创建并进入',
  linkTitle: '设置密码', linkWhy: '为你的账号设置新密码，随后直接进入。这个链接只能用一次。', linkSave: '保存并进入', noToken: '链接不完整', noTokenWhy: '请重新打开完整的链接，或请管理员再发一个。',
  account: '我的账号', sessions: '登录设备', changePassword: '修改密码', profile: '资料', role: '角色', scope: '数据范围', permissions: '权限', changed: '密码已修改', change: '修改密码',
  device: '设备', address: '地址', since: '登录时间', seen: '最近使用', expires: '到期', current: '本机', end: '结束', ended: '已结束这台设备的登录', endAll: '退出所有设备', noSessions: '没有登录记录',
  looks: '语言与外观', language: '语言', languageWhy: '只影响这个浏览器里的你。', look: '外观', light: '浅色', dark: '深色', auto: '跟随系统', zone: '时区', zoneWhy: '日期和时间按企业的时区显示，在设置里改。', mayNot: '做不到的事', mayNotWhy: '需要时请所有者或管理员改你的角色。', mayAll: '没有，你的角色可以做全部事情。', whereStore: '门店', endAllWhy: '所有设备都要重新登录，包括这一台。', thisOnly: '你只在这一台设备登录。',
  roles: { owner: '所有者', admin: '管理员', operator: '运营', store: '门店', reader: '只读' },
  scopes: { all: '全部', store: '本店', own: '自己的客户' },
}, {
  signInTitle: 'Sign in to Qunli', signInWhy: 'Use the login name and password your administrator gave you.', login: 'Login name', password: 'Password', name: 'Name', newPassword: 'New password', oldPassword: 'Present password', signIn: 'Sign in',
  needLogin: 'Enter your login name', needPassword: 'Enter your password', needName: 'Enter your name', passwordHint: 'At least 10 characters',
  setupTitle: 'Set up', setupWhy: 'Create the first owner. This link works once.', setup: 'Create and enter',
  linkTitle: 'Set a password', linkWhy: 'Choose a new password; you are then signed in. This link works once.', linkSave: 'Save and enter', noToken: 'The link is incomplete', noTokenWhy: 'Open the whole link again, or ask your administrator for another.',
  account: 'My account', sessions: 'Signed-in devices', changePassword: 'Change password', profile: 'Profile', role: 'Role', scope: 'Scope', permissions: 'Permissions', changed: 'The password was changed', change: 'Change password',
  device: 'Device', address: 'Address', since: 'Signed in', seen: 'Last used', expires: 'Ends', current: 'This device', end: 'End', ended: 'That device is signed out', endAll: 'Sign out everywhere', noSessions: 'No sessions',
  looks: 'Language and look', language: 'Language', languageWhy: 'For you, in this browser.', look: 'Look', light: 'Light', dark: 'Dark', auto: 'As the system', zone: 'Time zone', zoneWhy: 'Dates and times are those of the organisation; it is changed in the settings.', mayNot: 'What you may not do', mayNotWhy: 'Ask an owner or administrator for another role.', mayAll: 'Nothing: your role may do everything.', whereStore: 'Store', endAllWhy: 'Every device has to sign in again, this one too.', thisOnly: 'You are signed in on this device only.',
  roles: { owner: 'Owner', admin: 'Administrator', operator: 'Operator', store: 'Store', reader: 'Reader' },
  scopes: { all: 'Everything', store: 'Own store', own: 'Own customers' },
})
