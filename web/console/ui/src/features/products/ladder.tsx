import { CheckOutlined, WarningOutlined } from '@ant-design/icons'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { count, money } from '@/format'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import type { Product } from './data'
import { roleCodes, words } from './words'

interface Props { products: Product[]; gaps: Schema<'LadderGap'>[]; onEdit: (p: Product) => void }

// Ladder is one row a product line, one column a rung; an empty rung says that it is missing.
export function Ladder({ products, gaps, onEdit }: Props) {
  const t = useWords(words)
  const selling = products.filter((p) => p.on_sale)
  const lines = [...new Set([...gaps.map((g) => g.line), ...selling.map((p) => p.line)])]
  return (
    <Section title={t.ladder} note={t.ladderNote} flush>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.ladder}>
        <table>
          <thead><tr><th scope="col">{t.line}</th>{roleCodes.map((r) => <th key={r} scope="col">{t.roles[r]}</th>)}<th scope="col">{t.state}</th></tr></thead>
          <tbody>
            {lines.map((line) => {
              const missing = gaps.find((g) => g.line === line)?.missing ?? []
              return (
                <tr key={line}>
                  <th scope="row" translate="no" style={{ background: 'none', color: 'var(--ink)' }}>{line || t.noLine}</th>
                  {roleCodes.map((role) => (
                    <td key={role} style={{ verticalAlign: 'top', whiteSpace: 'normal', minWidth: 150 }}>
                      {missing.includes(role) ? <span className="warn"><WarningOutlined aria-hidden="true" /> {t.gap}</span> : <Rung products={selling.filter((p) => p.line === line && p.role === role)} onEdit={onEdit} />}
                    </td>
                  ))}
                  <td>{missing.length > 0 ? <span className="warn">{t.gaps(count(missing.length))}</span> : <span className="good"><CheckOutlined aria-hidden="true" /> {t.complete}</span>}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

function Rung({ products, onEdit }: { products: Product[]; onEdit: (p: Product) => void }) {
  const may = useMay()('product.edit')
  if (products.length === 0) return <>—</>
  return (
    <ul className="plain stack" style={{ gap: 2 }}>
      {products.map((p) => <li key={p.id}>{may ? <button type="button" className="bare link" onClick={() => onEdit(p)}>{p.name || p.sku}</button> : p.name || p.sku} <span className="soft small num">{p.price ? money(p.price) : '—'}</span></li>)}
    </ul>
  )
}
