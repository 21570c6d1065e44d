import { CheckOutlined } from '@ant-design/icons'
import { useWho } from '@/api/session'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { permissionWords } from '@/parts/permissions'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { useRoles } from './staff-form'
import { words } from './words'

// RoleSettings is the matrix of what each role may do, with the column of whoever looks at it marked.
export default function RoleSettings() {
  return <SettingsPage room="roles"><Matrix /><Scopes /></SettingsPage>
}

function Matrix() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const names: Record<string, string> = useWords(permissionWords)
  const roleNames: Record<string, string> = w.roles
  const me = useWho()
  const roles = useRoles()
  return (
    <Loaded query={roles}>
      {({ items }) => (
        <Section title={t.matrix} note={t.yourRole(roleNames[me.role] ?? me.role)} flush>
          <div className="sheet rights" tabIndex={0} role="region" aria-label={t.matrix}>
            <table>
              <thead><tr><th scope="col" style={{ textAlign: 'left' }}>{t.permission}</th>{items.map((r) => <th scope="col" key={r.role} className={r.role === me.role ? 'mine' : undefined}>{roleNames[r.role] ?? r.role}{r.role === me.role && ` · ${t.you}`}</th>)}</tr></thead>
              <tbody>
                {(items[0]?.permissions ?? []).map((p) => (
                  <tr key={p}>
                    <th scope="row" style={{ background: 'none', color: 'inherit', fontWeight: 400 }}>{names[p] ?? p}</th>
                    {items.map((r) => <td key={r.role} className={r.role === me.role ? 'mine' : undefined}>{r.permissions.includes(p) ? <CheckOutlined className="good" aria-label={t.mayDo} /> : <span className="soft" aria-label={t.mayNot}>—</span>}</td>)}
                  </tr>
                ))}
                <tr>
                  <th scope="row" style={{ background: 'none', color: 'inherit', fontWeight: 400 }}>{w.scope}</th>
                  {items.map((r) => <td key={r.role} className={r.role === me.role ? 'mine' : undefined}>{r.scopes.map((s) => (w.scopes as Record<string, string>)[s] ?? s).join(' / ')}</td>)}
                </tr>
              </tbody>
            </table>
          </div>
        </Section>
      )}
    </Loaded>
  )
}

function Scopes() {
  const t = useWords(pageWords)
  const w = useWords(words)
  return (
    <Section title={t.scopeTitle}>
      <dl className="stack tight">
        {(['own', 'store', 'all'] as const).map((s) => <div key={s}><dt style={{ fontWeight: 600 }}>{w.scopes[s]}</dt><dd className="soft">{t.scopeMeans[s]}</dd></div>)}
      </dl>
    </Section>
  )
}
