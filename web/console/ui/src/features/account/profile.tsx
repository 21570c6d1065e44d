import { Descriptions, Tag } from 'antd'
import { useWho } from '@/api/session'
import { useStoreNames } from '@/parts/names'
import { permissionWords } from '@/parts/permissions'
import { useWords } from '@/words'
import { words } from './words'

// Profile is who one is here, what one may do, and what not.
export function Profile() {
  const t = useWords(words)
  const names: Record<string, string> = useWords(permissionWords)
  const who = useWho()
  const stores = useStoreNames()
  const roles: Record<string, string> = t.roles
  const scopes: Record<string, string> = t.scopes
  const not = Object.keys(names).filter((p) => !who.permissions.includes(p))
  const tags = (list: readonly string[]) => <div className="row">{list.map((p) => <Tag key={p}>{names[p] ?? p}</Tag>)}</div>
  return (
    <section className="card">
      <Descriptions column={1} items={[
        { key: 'name', label: t.name, children: who.name || '—' },
        { key: 'login', label: t.login, children: who.login || '—' },
        { key: 'role', label: t.role, children: roles[who.role] ?? who.role },
        { key: 'scope', label: t.scope, children: scopes[who.scope] ?? who.scope },
        ...(who.store_id ? [{ key: 'store', label: t.whereStore, children: stores.nameOf(who.store_id) }] : []),
        { key: 'may', label: t.permissions, children: tags(who.permissions) },
        { key: 'not', label: t.mayNot, children: not.length === 0 ? t.mayAll : <div className="stack tight">{tags(not)}<p className="soft small">{t.mayNotWhy}</p></div> },
      ]} />
    </section>
  )
}
