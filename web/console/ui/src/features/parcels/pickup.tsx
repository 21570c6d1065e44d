import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { useStoreNames } from '@/parts/names'
import { useWords } from '@/words'
import { useFresh, type Parcel } from './data'
import { words } from './words'

const digits = 8 // of a code

// Pickup is for who stands at the counter with a phone: the code that the buyer shows, what it stands for, and handing it over.
export default function Pickup() {
  const t = useWords(words)
  const [typed, setTyped] = useState('')
  const [code, setCode] = useState('')
  const [turn, setTurn] = useState(0)
  const type = (text: string) => {
    const next = text.replace(/\D/g, '').slice(0, digits)
    setTyped(next)
    setCode(next.length === digits ? next : '')
  }
  const next = () => { type(''); setTurn((n) => n + 1) }
  return (
    <section className="card stack" style={{ maxWidth: 480 }}>
      <form onSubmit={(e) => { e.preventDefault(); setCode(typed) }}>
        <label className="stack tight"><span>{t.code}</span>
          <Input key={turn} autoFocus size="large" inputMode="numeric" autoComplete="off" value={typed} onChange={(e) => type(e.target.value)} maxLength={digits + 4} placeholder={t.codeHint} className="num" style={{ fontSize: 28, height: 64, letterSpacing: typed ? 4 : undefined }} />
        </label>
        <Button htmlType="submit" size="large" block disabled={typed === ''} style={{ marginTop: 12 }}>{t.find}</Button>
      </form>
      {code && <Found key={code} code={code} onNext={next} />}
    </section>
  )
}

function Found({ code, onNext }: { code: string; onNext: () => void }) {
  const t = useWords(words)
  const found = useQuery({ queryKey: ['parcels', 'code', code], gcTime: 0, staleTime: 0, queryFn: ({ signal }) => ask(api.GET('/api/parcels', { params: { query: { code } }, signal })) })
  const nameOf = usePeopleNames((found.data?.items ?? []).map((p) => p.customer_id))
  return (
    <div className="stack" aria-live="polite">
      <Loaded query={found}>
        {({ items }) => (items.length === 0 ? <Empty title={t.noCode} why={t.noCodeWhy} action={<Button onClick={onNext}>{t.next}</Button>} /> : <>{items.map((p) => <One key={p.id} parcel={p} code={code} nameOf={nameOf} onNext={onNext} />)}</>)}
      </Loaded>
    </div>
  )
}

interface OneProps { parcel: Parcel; code: string; nameOf: (id: string) => string | undefined; onNext: () => void }

function One({ parcel: p, code, nameOf, onNext }: OneProps) {
  const t = useWords(words)
  const stores = useStoreNames()
  const act = useAct()
  const fresh = useFresh()
  const [busy, setBusy] = useState(false)
  const hand = async () => {
    setBusy(true)
    const well = await act(() => ask(api.POST('/api/parcels/{id}/fetch', { params: { path: { id: p.id } }, body: { code } })), t.fetched)
    await fresh()
    setBusy(false)
    if (well) onNext()
  }
  return (
    <div className="stack tight">
      <h2>{p.title}</h2>
      <p><NamedPerson id={p.customer_id} nameOf={nameOf} /> <span className="soft">· {stores.nameOf(p.store_id)} · {moment(p.created_at)}</span></p>
      {p.state === 'ready'
        ? <Allowed to="campaign.edit"><Button type="primary" size="large" block loading={busy} onClick={() => void hand()}>{t.hand}</Button></Allowed>
        : <><p className="bad" role="alert">{p.state === 'fetched' ? t.fetchedAt(moment(p.ended_at)) : t.notReady(t.states[p.state])}</p><Button size="large" block onClick={onNext}>{t.next}</Button></>}
    </div>
  )
}
