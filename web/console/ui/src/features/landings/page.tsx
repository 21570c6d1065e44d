import { useParams } from '@tanstack/react-router'
import { Button, Segmented, Switch } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { ConfirmTyped, useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { Page, Section } from '@/parts/page'
import { PhoneCode, useReach } from '@/parts/reach'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useFresh, useLanding, variants, type Whole } from './data'
import { Edit } from './edit'
import { Effect } from './effect'
import { Leads } from './leads'
import { StateTag } from './list'
import { words } from './words'

const Settings = lazy(() => import('./settings'))
const parts = ['edit', 'effect', 'leads'] as const
const fields = { part: choice(parts, 'edit'), variant: choice(variants, 'a') }

// LandingPage is one landing page: what it says, what came of it, and who left a number.
export default function LandingPage() {
  const t = useWords(words)
  const { id = '' } = useParams({ strict: false })
  const landing = useLanding(id)
  const fresh = useFresh()
  const [settings, setSettings] = useState(false)
  const [turn, setTurn] = useState(0)
  const [{ part }, set] = useQueryState(fields)
  const afresh = async () => { await landing.refetch(); await fresh(); setTurn((n) => n + 1) }
  return (
    <Page title={landing.data?.name ?? t.title} crumbs={[{ title: t.campaigns, to: to.campaigns() }, { title: t.title, to: to.landings() }]} extra={landing.data && <StateTag state={landing.data.state} />}
      subtitle={landing.data && [landing.data.source, landing.data.campaign].filter(Boolean).join(' · ')}
      actions={landing.data && landing.data.state !== 'closed' && <Allowed to="campaign.edit" quiet><Turns landing={landing.data} afresh={afresh} onEdit={() => setSettings(true)} /></Allowed>}>
      <Allowed to="campaign.read">
        <Loaded query={landing}>
          {(l) => (
            <div className="stack">
              <Segmented aria-label={t.partOf} value={part} onChange={(v) => set({ part: v })} options={parts.map((v) => ({ value: v, label: t.parts[v] }))} style={{ alignSelf: 'start' }} />
              {part === 'edit' && <Says key={turn} landing={l} afresh={() => void afresh()} />}
              {part === 'effect' && <div className="stack"><Address landing={l} /><Effect id={l.id} /></div>}
              {part === 'leads' && <Allowed to="customer.read"><Leads id={l.id} state={l.state} onPart={(next) => set({ part: next })} /></Allowed>}
            </div>
          )}
        </Loaded>
      </Allowed>
      {settings && landing.data && <Suspense><Settings landing={landing.data} onClose={() => setSettings(false)} onSaved={() => void afresh()} /></Suspense>}
    </Page>
  )
}

function Says({ landing, afresh }: { landing: Whole; afresh: () => void }) {
  const t = useWords(words)
  const [{ variant }, set] = useQueryState(fields)
  const first = landing.variants.find((v) => v.variant === variant)
  return (
    <>
      <Segmented aria-label={t.variantOf} value={variant} onChange={(v) => set({ variant: v })} options={variants.map((v) => ({ value: v, label: t.variant[v] }))} style={{ alignSelf: 'start' }} />
      {first && <Edit key={variant} landing={landing} variant={variant} first={first} afresh={afresh} />}
    </>
  )
}

function Turns({ landing, afresh, onEdit }: { landing: Whole; afresh: () => Promise<void>; onEdit: () => void }) {
  const t = useWords(words)
  const act = useAct()
  const [closing, setClosing] = useState(false)
  const { id, version, state } = landing
  const turn = async (next: 'live' | 'paused' | 'closed', done: string) => { await act(() => ask(api.POST('/api/landings/{id}/turn', { params: { path: { id } }, body: { version, state: next } })), done); await afresh() }
  const divide = async (on: boolean) => { await act(() => ask(api.POST('/api/landings/{id}/divide', { params: { path: { id } }, body: { version, on } })), on ? t.divided : t.undivided); await afresh() }
  return (
    <>
      {(landing.split || landing.variants.some((v) => v.variant === 'b' && v.revision > 0)) && <label className="row"><Switch checked={landing.split} onChange={(on) => void divide(on)} />{t.divide}</label>}
      <Button onClick={onEdit}>{t.edit}</Button>
      {state === 'live' && <Button onClick={() => void turn('paused', t.paused)}>{t.pause}</Button>}
      {state === 'paused' && <Button onClick={() => void turn('live', t.resumed)}>{t.resume}</Button>}
      <Button danger type="text" onClick={() => setClosing(true)}>{t.close}</Button>
      <ConfirmTyped open={closing} title={t.close} what={t.closeWhat} typed={t.closeWord} act={t.close} onClose={() => setClosing(false)} onDone={() => turn('closed', t.closed)} />
    </>
  )
}

function Address({ landing }: { landing: Whole }) {
  const t = useWords(words)
  const address = useReach().at(landing.path)
  return (
    <Section title={t.address} note={landing.state === 'draft' ? t.draftAddress : t.addressWhy}>
      {landing.state !== 'draft' && <div className="row"><PhoneCode src={`/api/landings/${landing.id}/picture`} alt={t.code} size={120} /><a href={address} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>{address}</a></div>}
    </Section>
  )
}
