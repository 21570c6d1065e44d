import { DeleteOutlined } from '@ant-design/icons'
import { Button, Checkbox, InputNumber, Select } from 'antd'
import { useLang, useWords } from '@/words'
import { operatorsOf, type Attribute } from './data'
import { Operand } from './operand'
import { takesValues, type Clause } from './rule'
import { words } from './words'

interface Props { clause: Clause; attributes: Attribute[]; onChange: (c: Clause | null) => void; only: boolean }

// ClauseRow is one condition: what, in which window, how compared, with what.
export function ClauseRow({ clause, attributes, onChange, only }: Props) {
  const t = useWords(words)
  const { lang } = useLang()
  const attribute = attributes.find((a) => a.name === clause.attribute)
  const op: Record<string, string> = attribute?.type === 'moment' ? t.opMoment : t.op
  const choose = (name: string) => {
    const a = attributes.find((x) => x.name === name)
    if (a) onChange({ ...clause, attribute: name, days: 0, op: operatorsOf(a)[0] ?? '', values: [] })
  }
  const compare = (next: string) => onChange({ ...clause, op: next, values: keeps(clause.op, next) ? clause.values : [] })
  return (
    <div className="row" style={{ padding: '6px 0' }}>
      <Select value={clause.attribute || undefined} onChange={choose} placeholder={t.pickAttribute} aria-label={t.pickAttribute} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={false}
        options={grouped(attributes, lang, t.family)} style={{ width: 190, maxWidth: '100%' }} status={clause.attribute ? undefined : 'warning'} />
      {attribute?.window && <WindowOf days={clause.days} onChange={(days) => onChange({ ...clause, days })} />}
      {attribute && <Select value={clause.op} onChange={compare} aria-label={t.comparison} options={operatorsOf(attribute).map((value) => ({ value, label: op[value] ?? value }))} style={{ minWidth: 104 }} popupMatchSelectWidth={false} />}
      {attribute && takesValues(clause.op) && <Operand attribute={attribute} op={clause.op} values={clause.values} onChange={(values) => onChange({ ...clause, values })} />}
      <Checkbox checked={clause.not} onChange={(e) => onChange({ ...clause, not: e.target.checked })}>{t.negate}</Checkbox>
      <span className="grow" />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.dropClause} disabled={only} onClick={() => onChange(null)} />
    </div>
  )
}

// A change between comparisons of one value keeps it; between a span, a date and a list it does not.
const shape = (op: string) => (op === 'in' ? 'list' : op === 'within' || op === 'older than' ? 'span' : takesValues(op) ? 'one' : 'none')
const keeps = (a: string, b: string) => shape(a) === shape(b)

type Families = Record<'person' | 'relation' | 'acts' | 'groups' | 'orders' | 'referral' | 'future', string>

const families: [keyof Families, RegExp][] = [
  ['person', /^(store|staff|channel|added|tag|badge)$/],
  ['relation', /^(ladder|depth|tie_band|tier|seed)$/],
  ['groups', /^(community|group_kind|groups|joined|left_group|entrance|messages|first_message|last_message)$/],
  ['orders', /^(orders|spent|order_max|first_order|last_order)$/],
  ['referral', /^(referrer|invited|invited_valid|reach|influence)$/],
  ['future', /^(clv_12m|p_alive|expected_orders|next_order)$/],
]

// grouped puts attributes into families; one that no family knows is an act.
function grouped(all: Attribute[], lang: 'zh' | 'en', titles: Families) {
  const of = (a: Attribute) => families.find(([, shapeOf]) => shapeOf.test(a.name))?.[0] ?? 'acts'
  const order: (keyof Families)[] = ['orders', 'person', 'relation', 'referral', 'groups', 'acts', 'future']
  const title = (a: Attribute) => (lang === 'zh' ? a.zh : a.en.charAt(0).toUpperCase() + a.en.slice(1))
  return order.map((f) => ({ label: titles[f], options: all.filter((a) => of(a) === f).map((a) => ({ value: a.name, label: title(a) })) })).filter((g) => g.options.length > 0)
}

const usual = [7, 30, 90, 180, 365]

function WindowOf({ days, onChange }: { days: number; onChange: (days: number) => void }) {
  const t = useWords(words)
  const own = days > 0 && !usual.includes(days)
  return (
    <>
      <Select value={own ? -1 : days} onChange={(v: number) => onChange(v === -1 ? 60 : v)} aria-label={t.window} popupMatchSelectWidth={false} style={{ minWidth: 116 }}
        options={[{ value: 0, label: t.everSince }, ...usual.map((n) => ({ value: n, label: t.lastDays(n) })), { value: -1, label: t.ownDays }]} />
      {own && <InputNumber min={1} max={3660} value={days} onChange={(n) => onChange(n ?? 1)} suffix={t.days} aria-label={t.window} style={{ width: 104 }} />}
    </>
  )
}
