import { Loaded, SkeletonCards } from '@/parts/feedback'
import { A } from '@/parts/link'
import { count, money } from '@/format'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { useScenes } from './data'
import { words } from './words'

interface Props { from: string; to: string; store: string; scene: string; onScene: (code: string) => void }

// Totals sums the period up, and by scene; a scene narrows the list.
export function Totals({ from, to: until, store, scene, onScene }: Props) {
  const t = useWords(words)
  const say = useSay()
  const scenes = useScenes({ from: from || undefined, to: until || undefined, store_id: store || undefined })
  return (
    <Loaded query={scenes} skeleton={<SkeletonCards n={4} />}>
      {({ total, scenes: rows, labels }) => {
        const tiles = [{ title: t.sumOrders, v: count(total.orders) }, { title: t.sumNet, v: money(total.net) }, { title: t.sumPer, v: total.orders ? money(total.per_order) : '—' }, { title: t.sumRefunded, v: money(total.refunded) }]
        const sold = rows.filter((r) => r.orders > 0).sort((a, b) => b.net - a.net)
        return (
          <section className="card flush" aria-label={t.sumNote}>
            <div className="cards two" style={{ padding: '16px 20px', gridTemplateColumns: 'repeat(auto-fit, minmax(140px, 1fr))' }}>
              {tiles.map((x) => <div key={x.title}><p className="soft small">{x.title}</p><p className="num" style={{ fontSize: 20, fontWeight: 650 }}>{x.v}</p></div>)}
              <div><p className="soft small">{t.sumUnmatched}</p><p className="num" style={{ fontSize: 20, fontWeight: 650 }}>{total.unmatched > 0 ? <A to={to.unmatched()}>{count(total.unmatched)}</A> : count(0)}</p></div>
            </div>
            <details style={{ borderTop: '1px solid var(--line)' }}>
              <summary style={{ padding: '10px 20px', cursor: 'pointer' }}>{t.byScene} <span className="soft small">{t.sumNote}</span></summary>
              <div className="sheet" tabIndex={0} role="region" aria-label={t.byScene}>
                <table>
                  <thead><tr><th scope="col">{t.scene}</th><th scope="col" className="n">{t.orders}</th><th scope="col" className="n">{t.sumNet}</th><th scope="col" className="n">{t.sumPer}</th><th scope="col" className="n">{t.sumRefunded}</th></tr></thead>
                  <tbody>
                    {sold.map((r) => (
                      <tr key={r.scene}>
                        <td><button type="button" className="bare link" aria-pressed={scene === r.scene} onClick={() => onScene(scene === r.scene ? '' : r.scene)}>{say(labels.find((l) => l.code === r.scene)) || r.scene}</button></td>
                        <td className="n">{count(r.orders)}</td><td className="n">{money(r.net)}</td><td className="n">{money(r.per_order)}</td><td className="n">{money(r.refunded)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </details>
          </section>
        )
      }}
    </Loaded>
  )
}
