import { DatePicker, Input, InputNumber, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useTagNames } from '@/parts/names'
import { useLang, useWords } from '@/words'
import { useScale } from '../customers/scales'
import { useCodes } from './codes'
import { scaleOf, type Attribute } from './data'
import { words } from './words'

interface Props { attribute: Attribute; op: string; values: string[]; onChange: (values: string[]) => void }

// Operand is what an attribute is compared with, typed as the attribute is.
export function Operand({ attribute, op, values, onChange }: Props) {
  const { lang } = useLang()
  const t = useWords(words)
  const units: Record<string, string> = t.unit
  const unit = lang === 'zh' ? attribute.unit : units[attribute.unit] ?? ''
  if (op === 'within' || op === 'older than') return <Span value={values[0] ?? ''} onChange={(v) => onChange([v])} />
  if (attribute.type === 'moment') {
    return <DatePicker value={values[0] ? dayjs(values[0]) : null} onChange={(d) => onChange(d ? [d.format('YYYY-MM-DD')] : [])} aria-label={t.day} status={values[0] ? undefined : 'warning'} />
  }
  if (attribute.type === 'number' || attribute.type === 'money') {
    if (op === 'in') return <Select mode="tags" value={values} onChange={onChange} tokenSeparators={[',', '，', ' ']} aria-label={t.values} placeholder={t.values} style={{ minWidth: 180 }} open={false} suffixIcon={null} />
    return (
      <InputNumber value={values[0] ? Number(values[0]) : null} onChange={(n) => onChange(n === null ? [] : [String(n)])} precision={attribute.type === 'money' ? 2 : 0} suffix={unit || undefined}
        aria-label={t.value} status={values[0] ? undefined : 'warning'} style={{ width: 140 }} />
    )
  }
  return <Words attribute={attribute} several={op === 'in'} values={values} onChange={onChange} />
}

// A span is written 30d or 12h.
function Span({ value, onChange }: { value: string; onChange: (v: string) => void }) {
  const t = useWords(words)
  const m = /^(\d+)([dh])$/.exec(value)
  const n = m ? Number(m[1]) : null
  const unit = m?.[2] ?? 'd'
  return (
    <Space.Compact>
      <InputNumber min={1} max={unit === 'd' ? 3660 : 87840} value={n} onChange={(x) => onChange(x ? `${x}${unit}` : '')} aria-label={t.span} status={n ? undefined : 'warning'} style={{ width: 90 }} />
      <Select value={unit} onChange={(u: string) => onChange(`${n ?? 1}${u}`)} aria-label={t.spanUnit} options={[{ value: 'd', label: t.days }, { value: 'h', label: t.hours }]} style={{ width: 80 }} />
    </Space.Compact>
  )
}

// Words are chosen from the list that the attribute has; a free one is typed.
function Words({ attribute, several, values, onChange }: { attribute: Attribute; several: boolean; values: string[]; onChange: (v: string[]) => void }) {
  const t = useWords(words)
  const options = useOptions(attribute)
  const status = values.length > 0 ? undefined : 'warning'
  if (!options) return several
    ? <Select mode="tags" value={values} onChange={onChange} aria-label={t.values} placeholder={t.values} tokenSeparators={[',', '，']} style={{ minWidth: 200 }} status={status} />
    : <Input value={values[0] ?? ''} onChange={(e) => onChange([e.target.value])} aria-label={t.value} placeholder={t.value} maxLength={200} style={{ width: 200 }} status={status} />
  const common = { options, 'aria-label': t.value, placeholder: t.pickValue, showSearch: { optionFilterProp: 'label' }, popupMatchSelectWidth: false, status, style: { minWidth: 160, maxWidth: '100%' } } as const
  return several ? <Select {...common} mode="multiple" value={values} onChange={(v: string[]) => onChange(v)} /> : <Select {...common} value={values[0]} onChange={(v: string) => onChange([v])} />
}

// useOptions gives what a word may be, by name; undefined when it is free, or the list is not for this user.
function useOptions(a: Attribute): { value: string; label: string }[] | undefined {
  const { lang } = useLang()
  const t = useWords(words)
  const tags = useTagNames()
  const codes = useCodes(a.name)
  const word: Record<string, string> = t.word
  const scale = useScale()
  const on = scaleOf[a.name]
  if (a.words.length > 0) return a.words.map((w, i) => ({ value: w, label: (lang === 'zh' ? a.titles[i] : undefined) ?? (on ? scale.say(on, w) : word[w] ?? w) }))
  if (a.name === 'tag') return tags.names.map((n) => ({ value: n, label: n }))
  return ['store', 'staff', 'community'].includes(a.name) && codes.length > 0 ? codes : undefined
}
