import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { count, date, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { Bring } from './bring'
import { useFresh, useGift, useTerms, type Gift } from './data'
import { words } from './words'

const Editor = lazy(() => import('./editor'))

// GiftDrawer shows a gift: how many there are, what it costs, which campaigns hand it out; and changes it.
export default function GiftDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useWords(words)
  const narrow = useNarrow()
  const one = useGift(id)
  const [editing, setEditing] = useState(false)
  return (
    <Drawer open onClose={onClose} size={narrow ? '100%' : 520} title={one.data?.name ?? t.title}>
      <Loaded query={one}>
        {(g) => (
          <div className="stack">
            <Numbers gift={g} />
            {g.words && <p className="soft" style={{ whiteSpace: 'pre-line' }}>{g.words}</p>}
            <Allowed to="campaign.edit" quiet><Acts gift={g} onEdit={() => setEditing(true)} />{g.kind === 'code' && <Bring id={g.id} />}</Allowed>
            <A to={to.gifts({ of: 'given', gift_id: g.id })}>{t.givenOf}</A>
            <Campaigns gift={g} />
            {editing && <Suspense><Editor gift={g} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} /></Suspense>}
          </div>
        )}
      </Loaded>
    </Drawer>
  )
}

function Numbers({ gift: g }: { gift: Gift }) {
  const t = useWords(words)
  const terms = useTerms()
  const lines: [string, string][] = [[t.kind, t.kinds[g.kind]], [t.state, t.states[g.state]], [t.issued, count(g.issued)], [t.left, count(g.total - g.issued)]]
  if (g.kind === 'coupon') lines.push([t.how, terms(g)])
  if (g.cost) lines.push([t.costOf, money(g.cost)], [t.spent, money(g.cost * g.issued)])
  if (g.worth) lines.push([t.worthOf, money(g.worth)])
  if (g.days) lines.push([t.days, count(g.days)])
  if (g.until_at) lines.push([t.until, date(g.until_at - 1)])
  if (g.tags.length > 0) lines.push([t.tags, g.tags.join('、')])
  return <dl className="facts">{lines.map(([name, value]) => <div key={name} className="row"><dt className="soft" style={{ minWidth: 96 }}>{name}</dt><dd className="num" style={{ margin: 0 }}>{value}</dd></div>)}</dl>
}

function Acts({ gift: g, onEdit }: { gift: Gift; onEdit: () => void }) {
  const t = useWords(words)
  const act = useAct()
  const fresh = useFresh()
  const turn = async () => {
    const state = g.state === 'open' ? 'closed' as const : 'open' as const
    await act(() => ask(api.POST('/api/gifts/{id}/turn', { params: { path: { id: g.id } }, body: { state, version: g.version } })), t.turned)
    await fresh()
  }
  return (
    <>
      <div className="row"><Button onClick={onEdit}>{t.edit}</Button><Button onClick={() => void turn()}>{g.state === 'open' ? t.close : t.open}</Button></div>
      {g.state === 'open' && <p className="soft small">{t.closeWhy}</p>}
    </>
  )
}

// Campaigns lists those that hand a gift out, and warns of an audience that it does not suit.
function Campaigns({ gift: g }: { gift: Gift }) {
  const t = useWords(words)
  const all = useQuery({ queryKey: ['gifts', 'campaigns', g.id], queryFn: ({ signal }) => ask(api.GET('/api/gifts/{id}/campaigns', { params: { path: { id: g.id } }, signal })) })
  return (
    <section>
      <h3>{t.campaigns}</h3>
      <Loaded query={all}>
        {({ items }) => items.length === 0 ? <p className="soft">{t.noCampaigns}</p> : (
          <div className="stack">
            <p className="soft">{t.enough(count(items.reduce((n, c) => n + c.left, 0)))}</p>
            {items.map((c) => (
              <div key={c.campaign_id}>
                <strong>{c.name}</strong> <span className="soft num">{t.promises(count(c.left))}</span>
                {c.poor && <Alert type="warning" showIcon title={t.poor(count(c.suited), count(c.audience))} />}
              </div>
            ))}
          </div>
        )}
      </Loaded>
    </section>
  )
}
