import { useParams } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { usePeopleNames } from '@/features/customers/people'
import { count, date, money } from '@/format'
import { Allowed, Empty, Loaded, Skeleton } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page, Section } from '@/parts/page'
import { useCalled } from '@/parts/person'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { flipped, groveOf, layout, withKids, type Grove, type Node, type Spot } from './forest'
import { Picture } from './picture'
import { words } from './words'

// What is read at once; the rest comes as it is opened.
const depth = 2, each = 8

// TreePage is one person's tree: who brought them, whom they brought, and whom those brought.
export default function TreePage() {
  const t = useWords(words)
  const go = useGo()
  const { id = '' } = useParams({ strict: false })
  const above = useQuery({ queryKey: ['customers', id, 'ancestors'], queryFn: () => ask(api.GET('/api/customers/{id}/ancestors', { params: { path: { id }, query: { depth: 10 } } })) })
  const line = [...(above.data?.items ?? [])].reverse()
  const nameOf = usePeopleNames([id, ...line.map((n) => n.customer_id)])
  const name = useCalled()
  const called = (who: string) => name(who, nameOf(who))
  return (
    <Page title={t.treeOf(called(id))} crumbs={[{ title: t.title, to: to.referral() }, ...line.map((n) => ({ title: called(n.customer_id), to: to.tree(n.customer_id) }))]}
      actions={<Button onClick={() => go(to.customer(id))}>{t.profile}</Button>}>
      <Allowed to="referral.read"><Tree key={id} id={id} /></Allowed>
    </Page>
  )
}

function Tree({ id }: { id: string }) {
  const tree = useQuery({ queryKey: ['customers', id, 'tree'], queryFn: () => ask(api.GET('/api/customers/{id}/tree', { params: { path: { id }, query: { depth, each } } })) })
  return <Loaded query={tree} skeleton={<section className="card"><Skeleton lines={10} height={24} /></section>}>{(all) => <Grown id={id} first={all.items} />}</Loaded>
}

function Grown({ id, first }: { id: string; first: { depth: number; node: Node }[] }) {
  const t = useWords(words)
  const { message } = App.useApp()
  const [grove, setGrove] = useState<Grove>(() => groveOf(first))
  const [busy, setBusy] = useState('')
  useEffect(() => setGrove(groveOf(first)), [first])
  const nameOf = usePeopleNames(useMemo(() => [...grove.nodes.keys()], [grove.nodes]))
  const name = useCalled()
  const called = (who: string) => name(who, nameOf(who))
  const open = async (spot: Spot) => {
    const whole = (grove.kids.get(spot.id)?.length ?? 0) >= spot.node.children
    if (whole || (spot.isOpen && spot.more <= 0)) { setGrove((g) => flipped(g, spot.id)); return }
    setBusy(spot.id)
    try {
      const children = await readChildren(spot.id)
      setGrove((g) => withKids(g, spot.id, children))
    } catch (error) {
      void message.error(asProblem(error).say())
    } finally {
      setBusy('')
    }
  }
  const narrow = useNarrow()
  const root = grove.nodes.get(id)
  if (!root) return null
  return (
    <div className="stack">
      <Figures node={root} />
      {root.children === 0 ? <section className="card"><Empty title={t.nobody} why={t.nobodyWhy} /></section> : (
        <div className="stack" style={{ flexDirection: narrow ? 'column-reverse' : undefined }}>
          <Section title={t.picture} note={t.pictureNote}><Picture grove={grove} root={id} called={called} onFlip={(s) => void open(s)} busy={busy} /></Section>
          <Section title={t.table} flush><People spots={layout(grove, id).spots} called={called} onOpen={(s) => void open(s)} busy={busy} /></Section>
        </div>
      )}
    </div>
  )
}

// All children of one person; the most that one has brought are some hundreds.
async function readChildren(id: string): Promise<Node[]> {
  const all: Node[] = []
  for (let after: string | undefined; ;) {
    const page = await ask(api.GET('/api/customers/{id}/children', { params: { path: { id }, query: { limit: 200, after } } }))
    all.push(...page.items)
    if (!page.next) return all
    after = page.next
  }
}

function Figures({ node: n }: { node: Node }) {
  const t = useWords(words)
  const tiles = [{ title: t.brought, v: count(n.subtree), note: t.directly(count(n.children)) }, { title: t.buyers, v: count(n.buyers) }, { title: t.below, v: money(n.below) }, { title: t.own, v: money(n.own) }]
  return <div className="cards two">{tiles.map((x) => <div key={x.title} className="stat" style={{ cursor: 'default' }}><span className="label">{x.title}</span><span className="value">{x.v}</span>{x.note && <span className="note">{x.note}</span>}</div>)}</div>
}

function People({ spots, called, onOpen, busy }: { spots: Spot[]; called: (id: string) => string; onOpen: (s: Spot) => void; busy: string }) {
  const t = useWords(words)
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.table} style={{ maxHeight: 560, overflow: 'auto' }}>
      <table>
        <thead><tr><th scope="col" className="n">{t.depth}</th><th scope="col">{t.name}</th><th scope="col">{t.when}</th><th scope="col" className="n">{t.own}</th><th scope="col" className="n">{t.brought}</th><th scope="col" className="n">{t.below}</th><th scope="col" /></tr></thead>
        <tbody>
          {spots.map((s) => {
            const rest = s.isOpen ? s.more : s.node.children
            return (
              <tr key={s.id}>
                <td className="n">{s.depth}</td><td style={{ paddingInlineStart: 12 + s.depth * 16 }}><A to={to.customer(s.id)}>{called(s.id)}</A></td><td className="num">{date(s.node.at)}</td>
                <td className="n">{money(s.node.own)}</td><td className="n">{count(s.node.subtree)}</td><td className="n">{money(s.node.below)}</td>
                <td>{rest > 0 && <Button size="small" type="link" loading={busy === s.id} aria-label={`${t.expand(called(s.id))} ${t.more(count(rest))}`} onClick={() => onOpen(s)}>{t.more(count(rest))}</Button>}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
