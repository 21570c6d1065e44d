import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { remarkWords } from './remark-words'
import { pieces, type Template } from './remarks'

type Sample = Schema<'RemarkSample'>

const somebody: Sample = { level: '铁粉', name: '王小明', source: 'A01门店码', need: '护肤', store: '南京西路店', date: '251122' }
const typed = ['level', 'name', 'source', 'need', 'store', 'date'] as const

// RemarkPreview shows the remark of somebody as the template is being typed.
export function RemarkPreview({ template }: { template: Template }) {
  const t = useWords(remarkWords)
  const [sample, set] = useState(somebody)
  const asked = useDeferredValue(JSON.stringify({ template, sample }))
  const shown = useQuery({ queryKey: ['remarks', 'preview', asked], placeholderData: keepPreviousData, queryFn: () => ask(api.POST('/api/remarks/preview', { body: { template, sample } })) })
  const called = (piece: string) => t.pieces[pieces.find((p) => p === piece) ?? 'text']
  return (
    <Section title={t.preview} note={t.sample}>
      <div className="row" style={{ flexWrap: 'wrap', marginBottom: 12 }}>
        {typed.map((f) => <Input key={f} prefix={<span className="soft small">{t.pieces[f]}</span>} aria-label={t.pieces[f]} value={sample[f]} maxLength={60} style={{ width: 220 }} onChange={(e) => set({ ...sample, [f]: e.target.value })} />)}
      </div>
      <div aria-live="polite"><Loaded query={shown}>{(r) => (
        <div className="stack tight">
          <dl className="stack tight">
            <div><dt className="soft small">{t.remark}</dt><dd><strong>{r.remark}</strong></dd></div>
            <div><dt className="soft small">{t.description}</dt><dd>{r.description}</dd></div>
          </dl>
          <p className="soft small">{t.characters(count(r.characters))}{r.dropped.length > 0 && ` · ${t.dropped(r.dropped.map(called).join('、'))}`}{r.cut && <span className="warn"> · {t.cut}</span>}</p>
        </div>
      )}</Loaded></div>
    </Section>
  )
}
