import { AutoComplete, Form } from 'antd'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { useImports, type Trial } from './api'
import { changeDraft, type Draft } from './drafts'
import { readMapping } from './mapping'
import { words } from './words'

// DuplicatesCard says when two rows are the same thing, and asks for the source: half of every natural key.
export function DuplicatesCard({ draft, trial }: { draft: Draft; trial: Trial }) {
  const t = useWords(words)
  const m = readMapping(trial.mapping)
  const known = useImports(undefined, 50)
  const sources = [...new Set((known.data?.items ?? []).map((i) => i.source))]
  const rules: Record<string, string> = t.dupList
  return (
    <Section title={t.dup}>
      <div className="split">
        <div className="stack tight"><p>{t.dupWhy}</p><p className="soft">{rules[m.kind]}</p></div>
        <Form layout="vertical">
          <Form.Item label={t.source} extra={<>{t.sourceHint} {t.sourceWhy}</>} style={{ marginBottom: 0 }}>
            <AutoComplete aria-label={t.source} value={draft.settings.source} placeholder={t.sourceDefault(m.source)} maxLength={60} allowClear options={sources.map((value) => ({ value }))}
              showSearch={{ filterOption: true }} onChange={(v?: string) => changeDraft(draft.id, { source: v ?? '' })} />
          </Form.Item>
        </Form>
      </div>
    </Section>
  )
}
