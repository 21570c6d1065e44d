import { Alert, Button, ConfigProvider, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import '@/features/campaigns/campaigns.css'
import { useAutosave } from '@/parts/autosave'
import { faultsOf } from '@/parts/block-editor'
import { BlockForm } from '@/parts/block-form'
import { BlockList, useBlockName } from '@/parts/block-list'
import { blockOf, put, type BlockFault, type PageJson, type Spot } from '@/parts/blocks'
import { useAct } from '@/parts/confirm'
import { useFold } from '@/parts/fold'
import { useWords } from '@/words'
import { offered, useFresh, useProblems, type Edition, type Landing, type Variant } from './data'
import { PictureField } from './picture'
import { words } from './words'

interface Props { landing: Landing; variant: Variant; first: Edition; afresh: () => void }

// Edit edits what a variant says: its blocks, the phone, and the properties of the chosen block. It saves itself.
export function Edit({ landing, variant, first, afresh }: Props) {
  const t = useWords(words)
  const fresh = useFresh()
  const act = useAct()
  const mayEdit = useMay()('campaign.edit') && landing.state !== 'closed'
  const edits = useRef(first.edits)
  const [preview, setPreview] = useState(first.preview)
  const path = { id: landing.id, variant }
  const { draft, change, saving, saves, flush } = useAutosave<{ page: PageJson }>({ page: first.page }, mayEdit, 'landing.changed', async ({ page }, key) => {
    const got = await ask(api.PUT('/api/landings/{id}/variants/{variant}', { params: { path }, body: { page, edits: edits.current }, headers: { 'Idempotency-Key': key } }))
    edits.current = got.edits
    setPreview(got.preview)
    void fresh()
  })
  const problems = useProblems(landing.id, variant)
  const fold = useFold(preview, saves)
  const faults: BlockFault[] = [...(problems.data?.items ?? []).map((p) => ({ field: p.field, text: p.text, warns: p.warns })), ...fold.warns]
  const bad = faults.filter((f) => !f.warns)
  const publish = async () => {
    if (!(await flush())) return
    if (await act(() => ask(api.POST('/api/landings/{id}/variants/{variant}/publish', { params: { path }, body: { edits: edits.current } })), t.published)) { await fresh(); afresh() }
  }
  return (
    <div className="stack">
      {fold.measure}
      {saving.at === 'conflict' && <Alert type="warning" showIcon title={t.conflict} action={<Button onClick={afresh}>{t.reload}</Button>} />}
      <div className="row">
        <span className="grow soft small" role="status" data-saving={saving.at}>{t.variant[variant]} · {first.revision > 0 ? t.shown(first.revision) : t.never}{mayEdit && ` · ${t.saving[saving.at]}${saving.fault && `: ${saving.fault}`}`}</span>
        {mayEdit && (variant === 'a' || landing.state !== 'draft') && <Button type="primary" disabled={!problems.data || bad.length > 0} onClick={() => void publish()}>{t.publish(t.variant[variant])}</Button>}
      </div>
      <ConfigProvider componentDisabled={!mayEdit || saving.at === 'conflict'}><Panes page={draft.page} onChange={(page) => change({ page })} faults={faults} ready={!!problems.data} preview={preview} saves={saves} /></ConfigProvider>
    </div>
  )
}

interface PanesProps { page: PageJson; onChange: (p: PageJson) => void; faults: readonly BlockFault[]; ready: boolean; preview: string; saves: number }

function Panes({ page, onChange, faults, ready, preview, saves }: PanesProps) {
  const t = useWords(words)
  const nameOf = useBlockName()
  const [chosen, setChosen] = useState<Spot>()
  const [pane, setPane] = useState<'list' | 'phone' | 'form'>('list')
  const block = blockOf(page, chosen)
  const choose = (s: Spot | undefined) => { setChosen(s); setPane(s ? 'form' : 'list') }
  return (
    <>
      <div className="panebar"><Segmented block aria-label={t.panes} value={pane} onChange={setPane} options={(['list', 'phone', 'form'] as const).map((v) => ({ value: v, label: t.pane[v] }))} disabled={false} /></div>
      <div className="panes" data-at={pane}>
        <div className="stack" data-pane="list"><Wrong faults={faults} ready={ready} /><BlockList page={page} onChange={onChange} offered={offered} chosen={chosen} onChoose={choose} faults={faults} /></div>
        <div data-pane="phone"><div className="handset"><div className="screen">{preview && <iframe key={saves} title={t.preview} src={preview} sandbox="" />}</div></div></div>
        <div data-pane="form">
          <section className="card">
            {block && chosen ? <><h2 style={{ marginBottom: 12 }}>{nameOf(block)}</h2><BlockForm block={block} onChange={(b) => onChange(put(page, chosen, b))} offered={offered} faults={faultsOf(faults, chosen)} picture={PictureField} /></> : <p className="soft">{t.choose}</p>}
          </section>
        </div>
      </div>
    </>
  )
}

function Wrong({ faults, ready }: { faults: readonly BlockFault[]; ready: boolean }) {
  const t = useWords(words)
  const bad = faults.filter((f) => !f.warns)
  const soft = faults.filter((f) => f.warns)
  if (!ready) return null
  return (
    <section className="card stack tight" aria-live="polite" aria-label={t.problems(bad.length)} data-problems={bad.length}>
      <h2>{bad.length > 0 ? t.problems(bad.length) : t.sound}</h2>
      {bad.length > 0 && <ul className="plain faults">{bad.map((f) => <li key={f.field + f.text} className="small">{f.text}</li>)}</ul>}
      {soft.length > 0 && <><h3>{t.warnings}</h3><ul className="plain faults">{soft.map((f) => <li key={f.field + f.text} className="small">{f.text}</li>)}</ul></>}
    </section>
  )
}
