// What an entry of the audit says was changed, path by path, and which room of the settings it belongs to.
import type { Schema } from '@/api/types'
import type { RoomName } from './rooms'

export type Entry = Schema<'AuditEntry'>

// Diff is one thing that was changed; undefined where there was nothing.
export interface Diff { path: string; before: unknown; after: unknown }

type Tree = Record<string, unknown>

const treeOf = (v: unknown): Tree | null => (typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Tree) : null)

function flat(v: unknown, path = '', out: Map<string, unknown> = new Map()): Map<string, unknown> {
  const tree = treeOf(v)
  if (!tree) {
    if (path) out.set(path, v)
    return out
  }
  for (const [key, value] of Object.entries(tree)) flat(value, path ? `${path}.${key}` : key, out)
  return out
}

// diffsOf lists what differs between the two sides of an entry. Where only one side was written down, all of it is listed.
export function diffsOf(entry: Pick<Entry, 'before' | 'after'>): Diff[] {
  const before = flat(entry.before), after = flat(entry.after)
  const paths = [...new Set([...before.keys(), ...after.keys()])]
  return paths.map((path) => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((d) => JSON.stringify(d.before) !== JSON.stringify(d.after))
}

// roomOfEntry tells which room of the settings an entry about settings belongs to.
export function roomOfEntry(entry: Entry): RoomName | null {
  if (entry.object_kind !== 'setting') return null
  if (entry.verb === 'customer.rules') return 'standing'
  if (entry.verb === 'referral.rules') return 'referral'
  if (entry.verb.startsWith('hook.')) return 'hooks'
  const keys = Object.keys(treeOf(entry.after) ?? {})
  if (keys.some((k) => k.startsWith('insight.'))) return 'metrics'
  if (keys.some((k) => k.startsWith('webhook.'))) return 'webhooks'
  if (keys.includes('retention')) return 'retention'
  if (keys.includes('target_size')) return 'communities'
  if (keys.includes('asking_first')) return 'messages'
  return 'organisation'
}
