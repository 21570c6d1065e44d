import { Alert, Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { count } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { NamedPerson, usePeopleNames } from '../customers/people'
import { Builder } from './builder'
import { useAttributes, useTried } from './data'
import { complete, newGroup, read, ruleText, type Group } from './rule'
import { Reasons } from './reasons'
import { words } from './words'

// Draft is a rule under way: as a tree, or as text when it was typed.
export interface Draft { tree: Group; text: string; typed: boolean }

export const emptyDraft = (): Draft => ({ tree: newGroup(), text: '', typed: false })

// draftOf opens a saved rule; one that the builder cannot show is edited as text.
export function draftOf(rule: string): Draft {
  const tree = read(rule)
  return { tree: tree ?? newGroup(), text: rule, typed: tree === null }
}

// sent is what the API is asked; '' while something is missing.
export const sent = (d: Draft) => (d.typed ? d.text.trim() : complete(d.tree) ? ruleText(d.tree) : '')

// Editor edits a rule and shows at once for how many it holds and why for a few.
export function Editor({ draft, onChange }: { draft: Draft; onChange: (d: Draft) => void }) {
  const t = useWords(words)
  const attributes = useAttributes()
  const rule = sent(draft)
  const { tried, waits } = useTried(rule)
  const problem = tried.error && rule ? asProblem(tried.error) : undefined
  const turn = (typed: boolean) => {
    const text = tried.data && rule && !problem ? tried.data.rule : draft.text
    if (typed) { onChange({ ...draft, typed, text }); return }
    const tree = draft.text.trim() ? read(text) : draft.tree
    if (tree) onChange({ ...draft, typed, tree, text })
  }
  return (
    <div className="split">
      <Section title={t.rule} note={draft.typed ? t.typedNote : t.builtNote}
        actions={<Segmented size="small" value={draft.typed} onChange={turn} options={[{ value: false, label: t.build }, { value: true, label: t.type }]} />}>
        {draft.typed
          ? <Input.TextArea value={draft.text} onChange={(e) => onChange({ ...draft, text: e.target.value })} autoSize={{ minRows: 4 }} maxLength={8192} aria-label={t.rule} placeholder={t.example} style={{ fontFamily: 'ui-monospace, monospace' }} />
          : <Loaded query={attributes}>{({ items }) => <Builder tree={draft.tree} attributes={items} onChange={(tree) => onChange({ ...draft, tree })} />}</Loaded>}
        {problem && <Alert style={{ marginTop: 12 }} type="error" showIcon title={problem.fields[0]?.message ?? problem.say()} description={problem.fields[0]?.name} />}
        {!draft.typed && rule && tried.data && !problem && <p className="soft small" style={{ marginTop: 12, overflowWrap: 'anywhere' }}><code>{tried.data.rule}</code></p>}
      </Section>
      <Section title={t.now} note={t.nowNote}>
        <div aria-live="polite" aria-busy={waits}>
          <p className="num" style={{ fontSize: 28, fontWeight: 650 }} data-value={rule && !problem ? tried.data?.count ?? '' : ''}>{rule && tried.data && !problem ? t.people(count(tried.data.count)) : '—'}{waits && rule && <span className="soft small"> {t.counting}</span>}</p>
          {!rule && <p className="soft">{t.unfinished}</p>}
          {rule && tried.data && !problem && <Sample people={tried.data.people} all={tried.data.count} />}
        </div>
      </Section>
    </div>
  )
}

interface SampleProps { people: { customer_id: string; because: { clause: string; zh: string; en: string; value: string; holds: boolean }[] }[]; all: number }

// Sample shows the first few and, for who asks, clause by clause why.
function Sample({ people, all }: SampleProps) {
  const t = useWords(words)
  const nameOf = usePeopleNames(people.map((p) => p.customer_id))
  const [open, setOpen] = useState('')
  if (all === 0) return <p className="soft">{t.holdsForNobody}</p>
  return (
    <>
      <p className="soft small">{t.sample}</p>
      <ul className="plain">
        {people.map((p) => (
          <li key={p.customer_id}>
            <div className="row"><span className="grow"><NamedPerson id={p.customer_id} nameOf={nameOf} /></span>
              <Button type="text" size="small" aria-expanded={open === p.customer_id} onClick={() => setOpen(open === p.customer_id ? '' : p.customer_id)}>{t.why}</Button></div>
            {open === p.customer_id && <Reasons list={p.because} />}
          </li>
        ))}
      </ul>
    </>
  )
}
