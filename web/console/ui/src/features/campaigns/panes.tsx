import { ConfigProvider, Form, Input, Segmented } from 'antd'
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { BlockForm } from '@/parts/block-form'
import { BlockList, useBlockName } from '@/parts/block-list'
import { useFold } from '@/parts/fold'
import { faultsOf } from '@/parts/block-editor'
import { blockOf, put, type Kind, type Spot } from '@/parts/blocks'
import { PictureField } from '@/features/landings/picture'
import { useSay, useWords } from '@/words'
import type { Draft } from './autosave'
import type { Outlook, Rules } from './data'
import { editorWords } from './editor-words'
import { Faults } from './fields'
import { GameForm } from './game-form'
import { inState, Phone, usePreview } from './phone'
import { blockFaults, placeOf, Problems } from './problems'
import { TermsForm } from './terms-form'

// Chosen is whose properties the right pane shows.
export type Chosen = 'terms' | 'settings' | Spot

const offered: readonly Kind[] = ['hook', 'text', 'picture', 'trust', 'play', 'crowd', 'rules', 'action']

interface Props { rules: Rules; draft: Draft; onChange: (part: Partial<Draft>) => void; outlook?: Outlook; saves: number; mayEdit: boolean; asked?: Asked }

// Asked is a field that somebody outside asks to be led to; a new one each time.
export interface Asked { field: string }

// Panes are the three of the editor: what there is, the phone, and the properties of what is chosen. Where they have no room
// side by side, one of them shows.
export function Panes({ rules, draft, onChange, outlook: judged, saves, mayEdit, asked }: Props) {
  const t = useWords(editorWords)
  const say = useSay()
  const [chosen, setChosen] = useState<Chosen>('terms')
  const [pane, setPane] = useState<'list' | 'phone' | 'form'>('list')
  const choose = (next: Chosen | undefined) => { setChosen(next ?? 'terms'); setPane(next ? 'form' : 'list') }
  const goTo = (field: string) => {
    const place = placeOf(field)
    if (!place.chosen) { setPane('list'); return }
    choose(place.chosen)
    setTimeout(() => { const at = document.getElementById(place.input); at?.scrollIntoView({ block: 'center' }); at?.focus() }, 150) // once its form stands
  }
  const lead = useEffectEvent(goTo)
  useEffect(() => { if (asked) lead(asked.field) }, [asked])
  const preview = usePreview(rules.campaign.id).data?.path
  const fold = useFold(preview ? inState(preview, 'open') : '', saves)
  const outlook = judged && { ...judged, problems: [...judged.problems, ...fold.warns.map((f) => ({ field: f.field, value: '', says: { zh: f.text, en: f.text }, waivable: false, warns: true }))] }
  const faults = blockFaults(outlook, say)
  const faultAt = (field: string) => { const p = outlook?.problems.find((x) => x.field === field && !x.warns && x.value !== '' && x.value !== '0'); return p && say(p.says) } // what is still empty stands in the list alone
  const entry = (at: 'terms' | 'settings') => (
    <li className={chosen === at ? 'here' : undefined}><button type="button" className="bare grow" aria-pressed={chosen === at} onClick={() => choose(at)}><span>{t[at]}</span> <span className="soft small">{at === 'terms' ? t.termsWhy : t.settingsWhy}</span></button></li>
  )
  return (
    <ConfigProvider componentDisabled={!mayEdit}>
      {fold.measure}
      <div className="panebar"><Segmented block aria-label={t.panes} value={pane} onChange={setPane} options={(['list', 'phone', 'form'] as const).map((v) => ({ value: v, label: t.pane[v] }))} disabled={false} /></div>
      <div className="panes" data-at={pane}>
        <div className="stack" data-pane="list">
          <Problems outlook={outlook} onGo={goTo} />
          {outlook && outlook.path.length > 0 && <section className="card stack tight"><h3>{t.path(outlook.path.length)}</h3><ol className="small" style={{ margin: 0, paddingInlineStart: 20 }}>{outlook.path.map((s) => <li key={s.key}>{say(s)}</li>)}</ol></section>}
          <ul className="plain blocks">{entry('terms')}{entry('settings')}</ul>
          <BlockList page={draft.page} onChange={(page) => onChange({ page })} offered={offered} chosen={typeof chosen === 'string' ? undefined : chosen} onChoose={choose} faults={faults} />
        </div>
        <div data-pane="phone"><Phone id={rules.campaign.id} saves={saves} /></div>
        <div data-pane="form"><Faults value={faultAt}><Properties {...{ rules, draft, onChange, chosen, faults, outlook }} /></Faults></div>
      </div>
    </ConfigProvider>
  )
}

function Properties({ rules, draft, onChange, chosen, faults, outlook }: Pick<Props, 'rules' | 'draft' | 'onChange' | 'outlook'> & { chosen: Chosen; faults: ReturnType<typeof blockFaults> }) {
  const t = useWords(editorWords)
  const blockName = useBlockName()
  if (chosen === 'settings') return <Card title={t.settings}><GameForm model={rules.campaign.model} value={draft.settings} onChange={(settings) => onChange({ settings })} /></Card>
  const block = chosen === 'terms' ? undefined : blockOf(draft.page, chosen)
  if (chosen !== 'terms' && block) return <Card title={blockName(block)}><BlockForm block={block} onChange={(b) => onChange({ page: put(draft.page, chosen, b) })} offered={offered} faults={faultsOf(faults, chosen)} picture={PictureField} /></Card>
  return (
    <Card title={t.terms}>
      <Form layout="vertical" component="div"><Form.Item label={t.nameOf} htmlFor="campaign-name"><Input id="campaign-name" value={draft.name} maxLength={60} onChange={(e) => onChange({ name: e.target.value })} /></Form.Item></Form>
      <TermsForm plan={outlook?.plan} sells={rules.campaign.model === 'groupbuy' || rules.campaign.model === 'flashsale'} of={{ value: draft.terms, set: (change) => onChange({ terms: { ...draft.terms, ...change } }) }} />
    </Card>
  )
}

const Card = ({ title, children }: { title: string; children: ReactNode }) => <section className="card"><h2 style={{ marginBottom: 12 }}>{title}</h2>{children}</section>
