import { useParams } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useAct } from '@/parts/confirm'
import { save } from '@/parts/download'
import { Allowed, Loaded } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useAutosave, type Saving } from './autosave'
import './campaigns.css'
import { useModelName, useOutlook, useRules, type Rules } from './data'
import { editorWords } from './editor-words'
import { Panes, type Asked } from './panes'
import { StateTag } from './state-tag'
import { words } from './words'

const Publish = lazy(() => import('./publish'))
const Versions = lazy(() => import('./versions'))

const fields = { field: text() } // to which a link leads

// EditorPage edits a campaign: its rules and its page beside the phone, saved by itself, until it is published.
export default function EditorPage() {
  const t = useWords(words)
  const { id = '' } = useParams({ strict: false })
  const rules = useRules(id)
  const [turn, setTurn] = useState(0)
  const afresh = async () => { await rules.refetch(); setTurn((n) => n + 1) }
  if (rules.data && !rules.isFetching) return <Editor key={`${id} ${turn}`} first={rules.data} afresh={afresh} />
  return <Page title={rules.data?.campaign.name ?? t.title} crumbs={[{ title: t.title, to: to.campaigns() }]}><Allowed to="campaign.read"><Loaded query={{ ...rules, data: undefined }}>{() => null}</Loaded></Allowed></Page>
}

function Editor({ first, afresh }: { first: Rules; afresh: () => Promise<void> }) {
  const t = useWords(words)
  const e = useWords(editorWords)
  const go = useGo()
  const modelName = useModelName()
  const { id, state, model } = first.campaign
  const mayEdit = useMay()('campaign.edit') && state !== 'ended'
  const { draft, change, saving, saves, flush, rules } = useAutosave(id, first, mayEdit)
  const outlook = useOutlook(id)
  const [open, setOpen] = useState<'publish' | 'versions'>()
  const [{ field }] = useQueryState(fields)
  const [asked, setAsked] = useState<Asked | undefined>(field ? { field } : undefined)
  const show = async (what: 'publish' | 'versions') => { if (await flush()) setOpen(what) }
  return (
    <Page title={draft.name || first.campaign.name} crumbs={[{ title: t.title, to: to.campaigns() }]} extra={<><StateTag state={state} /><Saved saving={saving} on={mayEdit} /></>}
      subtitle={`${modelName(model)} · ${rules.number === rules.campaign.revision ? t.versionOf(rules.number) : t.editing(rules.number)}`}
      actions={<Acts rules={rules} mayEdit={mayEdit} flush={flush} onShow={(what) => void show(what)} />}>
      {saving.at === 'conflict' && <Alert style={{ marginBottom: 16 }} type="warning" showIcon title={e.conflict} action={<Button onClick={() => void afresh()}>{e.reload}</Button>} />}
      {state === 'ended' && <Alert style={{ marginBottom: 16 }} type="info" showIcon title={e.readOnly} />}
      <Panes rules={rules} draft={draft} onChange={change} outlook={outlook.data} saves={saves} mayEdit={mayEdit && saving.at !== 'conflict'} asked={asked} />
      <Suspense>
        {open === 'publish' && <Publish rules={rules} onGo={(field) => { setOpen(undefined); setAsked({ field }) }} onClose={() => setOpen(undefined)} onDone={() => go(to.campaignBoard(id))} />}
        {open === 'versions' && <Versions rules={rules} flush={flush} onClose={() => setOpen(undefined)} onRestored={() => void afresh()} />}
      </Suspense>
    </Page>
  )
}

// Saved says how the last change stands.
function Saved({ saving, on }: { saving: Saving; on: boolean }) {
  const t = useWords(editorWords)
  if (!on || saving.at === 'conflict') return null
  const bad = saving.at === 'failed'
  return <span role="status" className={bad ? 'bad small' : 'soft small'} data-saving={saving.at}>{bad ? `${t.failed}${saving.fault ? `: ${saving.fault}` : ''}` : t[saving.at === 'saved' ? 'saved' : saving.at === 'saving' ? 'saving' : 'waiting']}</span>
}

function Acts({ rules, mayEdit, flush, onShow }: { rules: Rules; mayEdit: boolean; flush: () => Promise<boolean>; onShow: (what: 'publish' | 'versions') => void }) {
  const t = useWords(editorWords)
  const act = useAct()
  const { id, name, revision } = rules.campaign
  const pending = rules.number !== revision
  const download = () => void act(async () => {
    await flush()
    const file = await ask(api.GET('/api/campaigns/{id}/file', { params: { path: { id } } }))
    save(`${name}.json`, new Blob([JSON.stringify(file, null, 2)], { type: 'application/json' }))
  })
  return (
    <>
      {revision > 0 && <A to={to.campaignBoard(id)}>{t.board}</A>}
      <Button onClick={() => onShow('versions')}>{t.versions}</Button>
      <Button onClick={download}>{t.download}</Button>
      {mayEdit && <Button type="primary" disabled={!pending} title={pending ? undefined : t.nothing} onClick={() => onShow('publish')}>{revision > 0 && pending ? t.publishAgain(rules.number) : t.publish}</Button>}
    </>
  )
}
