import { AutoComplete, Form, Select } from 'antd'
import type { ReactNode } from 'react'
import { count, zone } from '@/format'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { useKinds, type Trial } from './api'
import { changeDraft, type Draft } from './drafts'
import { delimiterWord, readMapping } from './mapping'
import { Presets } from './presets'
import { kindWord, words } from './words'

const encodings = ['utf-8', 'gb18030', 'gbk', 'utf-16le', 'utf-16be']
const delimiters = [',', '\t', ';', '|']
const timeFormats = ['YYYY-MM-DD HH:mm:ss', 'YYYY/MM/DD HH:mm', 'DD/MM/YYYY HH:mm', 'MM/DD/YYYY HH:mm', 'DD.MM.YYYY']
const zones = ['Asia/Shanghai', 'Asia/Hong_Kong', 'Asia/Tokyo', 'UTC']

// SettingsCard shows how the file is read, as it was found out, and lets it be changed.
export function SettingsCard({ draft, trial }: { draft: Draft; trial: Trial | undefined }) {
  const t = useWords(words)
  const { kinds } = useKinds()
  const s = draft.settings
  const m = trial && readMapping(trial.mapping)
  const set = (change: Partial<typeof s>) => changeDraft(draft.id, change)
  const book = m?.format?.container === 'xlsx'
  const note = m?.format && [book ? t.workbook : `${m.format.encoding.toUpperCase()} · ${delimiterWord(t, m.format.delimiter)}`, t.records(count(trial?.records)), t.columnsOf(count(trial?.columns.length))].join(' · ')
  return (
    <Section title={t.howRead} note={note || t.howReadWhy} actions={<Presets draft={draft} mapping={m} />}>
      <Form layout="vertical" className="cards" style={{ gap: '0 16px', gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 210px), 1fr))' }}>
        <Field label={t.kind} help={m && !s.kind ? t.kindGuessed : undefined}>
          <Select aria-label={t.kind} value={s.kind || m?.kind || undefined} placeholder={t.choose} options={kinds.map((k) => ({ value: k.kind, label: kindWord(t, k.kind) }))} onChange={(kind: string) => set({ kind, columns: null })} />
        </Field>
        {!book && <Field label={t.encoding}><Auto label={t.encoding} value={s.encoding} found={m?.format?.encoding.toUpperCase()} options={encodings.map((v) => ({ value: v, label: v.toUpperCase() }))} onChange={(encoding) => set({ encoding, columns: null })} /></Field>}
        {!book && <Field label={t.delimiter}><Auto label={t.delimiter} value={s.delimiter} found={m?.format ? delimiterWord(t, m.format.delimiter) : undefined} options={delimiters.map((v) => ({ value: v, label: delimiterWord(t, v) }))} onChange={(delimiter) => set({ delimiter, columns: null })} /></Field>}
        {book && <Field label={t.sheet}><Auto label={t.sheet} value={s.sheet} found={m?.format?.sheet} options={(trial?.sheets ?? []).map((v) => ({ value: v, label: v }))} onChange={(sheet) => set({ sheet, columns: null })} /></Field>}
        <Field label={t.header}><Auto label={t.header} value={s.header === null ? '' : s.header ? 'yes' : 'no'} found={m?.format ? (m.format.header ? t.headerYes : t.headerNo) : undefined}
          options={[{ value: 'yes', label: t.headerYes }, { value: 'no', label: t.headerNo }]} onChange={(v) => set({ header: v === '' ? null : v === 'yes', columns: null })} /></Field>
        <Field label={t.zone}><Auto label={t.zone} value={s.zone} found={m?.zone || zone()} options={zones.map((v) => ({ value: v, label: v }))} onChange={(v) => set({ zone: v })} /></Field>
        <Field label={t.timeFormat} help={t.timeFormatHint}><AutoComplete aria-label={t.timeFormat} value={s.timeFormat} allowClear placeholder={t.auto} options={timeFormats.map((value) => ({ value }))} onChange={(v?: string) => set({ timeFormat: v ?? '' })} /></Field>
      </Form>
    </Section>
  )
}

const Field = ({ label, help, children }: { label: string; help?: string; children: ReactNode }) => <Form.Item label={label} extra={help && <span className="small">{help}</span>} style={{ marginBottom: 16 }}>{children}</Form.Item>

interface AutoProps { label: string; value: string; found: string | undefined; options: { value: string; label: string }[]; onChange: (v: string) => void }

// Auto is a choice that is found out unless it is made; it says what was found.
function Auto({ label, value, found, options, onChange }: AutoProps) {
  const t = useWords(words)
  return <Select aria-label={label} value={value} options={[{ value: '', label: found ? t.detected(found) : t.auto }, ...options]} onChange={onChange} popupMatchSelectWidth={false} />
}
