// The rooms of the settings: the sub-navigation, the search box of it and the overview are made of this one table.
import type { Permission } from '@/api/types'
import { to } from '@/paths'

export type RoomName =
  | 'organisation' | 'stores' | 'staff' | 'roles' | 'metrics' | 'standing' | 'communities' | 'messages' | 'referral'
  | 'wecom' | 'greetings' | 'remarks' | 'succession' | 'events' | 'tokens' | 'hooks' | 'webhooks' | 'presets' | 'tags' | 'audit' | 'retention' | 'backup' | 'jobs' | 'demo'
  | 'wechatpay' | 'official'

export type GroupName = 'people' | 'rules' | 'channel' | 'data' | 'care'

// Room is a page: `sees` is needed to look, `edits` to change something there.
export interface Room { name: RoomName; path: string; sees?: Permission; edits?: Permission }

export const groups: readonly { name: GroupName; rooms: readonly Room[] }[] = [
  { name: 'people', rooms: [
    { name: 'organisation', path: to.settings(), sees: 'insight.read', edits: 'setting.edit' },
    { name: 'stores', path: to.settings('stores'), sees: 'insight.read', edits: 'store.manage' },
    { name: 'staff', path: to.settings('staff'), sees: 'staff.manage', edits: 'staff.manage' },
    { name: 'succession', path: to.settings('succession'), sees: 'staff.manage', edits: 'staff.manage' },
    { name: 'roles', path: to.settings('roles') },
  ] },
  { name: 'rules', rooms: [
    { name: 'metrics', path: to.settings('metrics'), sees: 'insight.read', edits: 'setting.edit' },
    { name: 'standing', path: to.settings('standing'), sees: 'customer.read', edits: 'setting.edit' },
    { name: 'communities', path: to.communitySettings(), sees: 'community.read', edits: 'setting.edit' },
    { name: 'messages', path: to.settings('messages'), sees: 'community.read', edits: 'setting.edit' },
    { name: 'referral', path: to.settings('referral'), sees: 'referral.read', edits: 'setting.edit' },
  ] },
  { name: 'channel', rooms: [
    { name: 'wecom', path: to.settings('wecom'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'official', path: to.settings('official'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'wechatpay', path: to.settings('wechatpay'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'greetings', path: to.settings('greetings'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'remarks', path: to.settings('remarks'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'events', path: to.settings('events'), sees: 'setting.edit', edits: 'setting.edit' },
  ] },
  { name: 'data', rooms: [
    { name: 'tags', path: to.settings('tags'), sees: 'customer.read' },
    { name: 'presets', path: to.settings('presets'), sees: 'import.run', edits: 'import.run' },
    { name: 'tokens', path: to.settings('tokens'), sees: 'token.manage', edits: 'token.manage' },
    { name: 'hooks', path: to.settings('hooks'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'webhooks', path: to.settings('webhooks'), sees: 'setting.edit', edits: 'setting.edit' },
  ] },
  { name: 'care', rooms: [
    { name: 'audit', path: to.settings('audit'), sees: 'audit.read' },
    { name: 'retention', path: to.settings('retention'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'backup', path: to.settings('backup'), sees: 'backup', edits: 'backup' },
    { name: 'jobs', path: to.settings('jobs'), sees: 'setting.edit', edits: 'setting.edit' },
    { name: 'demo', path: to.settings('demo'), edits: 'import.undo' },
  ] },
]

export const roomOf = (name: RoomName): Room => groups.flatMap((g) => g.rooms).find((r) => r.name === name)!
