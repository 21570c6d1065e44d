import { Button, Checkbox, DatePicker, Drawer, Input, InputNumber, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState, type ReactNode } from 'react'
import { useGroupNames } from '@/features/communities/data'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { useSegmentNames } from './list-chips'
import { rare, rareOf, type Rare, type Set, type State } from './list-query'
import { useScale, type Scale } from './scales'
import { words } from './words'

// MoreFilters are the rarer filters. They hold back until the drawer is closed, by "show" or otherwise, so that a list of a
// million is asked once; then they stand in the address as one step, which "back" takes back. When the address changes
// meanwhile, what it says holds.
export default function MoreFilters({ state, set, onClose }: { state: State; set: Set; onClose: () => void }) {
  const t = useWords(words)
  const narrow = useNarrow()
  const address = JSON.stringify(rareOf(state))
  const [draft, setDraft] = useState(() => rareOf(state))
  const put = (change: Partial<Rare>) => setDraft({ ...draft, ...change })
  useEffect(() => setDraft(JSON.parse(address) as Rare), [address])
  const groups = useGroupNames()
  const segments = useSegmentNames()
  const show = () => {
    if (JSON.stringify(draft) !== address) set(draft)
    onClose()
  }
  return (
    <Drawer open onClose={show} title={t.moreFilters} size={narrow ? '100%' : 420}
      footer={<div className="row"><Button onClick={() => setDraft(rare)}>{t.clear}</Button><span className="grow" /><Button type="primary" onClick={show}>{t.show}</Button></div>}>
      <div className="stack">
        <Labelled label={t.segment}>
          <Select value={draft.segment || undefined} onChange={(v: string | undefined) => put({ segment: v ?? '' })} allowClear showSearch={{ optionFilterProp: 'label' }} options={segments} placeholder={t.any} style={{ width: '100%' }} aria-label={t.segment} />
        </Labelled>
        {(['depth', 'band', 'tier', 'seed'] as const).map((scale) => <ScalePick key={scale} scale={scale} value={draft[scale]} onChange={(v) => put({ [scale]: v })} />)}
        <Labelled label={t.community}>
          <Select value={draft.community || undefined} onChange={(v: string | undefined) => put({ community: v ?? '' })} allowClear loading={groups.loading} showSearch={{ optionFilterProp: 'label' }}
            options={groups.options()} placeholder={t.any} style={{ width: '100%' }} aria-label={t.community} />
        </Labelled>
        <Labelled label={t.channel}><Input value={draft.channel} onChange={(e) => put({ channel: e.target.value })} maxLength={200} allowClear aria-label={t.channel} /></Labelled>
        <Labelled label={t.buying}>
          <Select value={draft.bought || undefined} onChange={(v: 'yes' | 'no' | undefined) => put({ bought: v ?? '' })} allowClear placeholder={t.any} style={{ width: '100%' }} aria-label={t.buying}
            options={[{ value: 'yes', label: t.boughtYes }, { value: 'no', label: t.boughtNo }]} />
        </Labelled>
        <Range label={t.orders} least={draft.orders_min} most={draft.orders_max} onChange={(a, b) => put({ orders_min: a, orders_max: b })} />
        <Range label={t.spentYuan} scale={100} least={draft.spent_min} most={draft.spent_max} onChange={(a, b) => put({ spent_min: a, spent_max: b })} />
        <Days label={t.first} from={draft.first_from} to={draft.first_to} onChange={(a, b) => put({ first_from: a, first_to: b })} />
        <Days label={t.last} from={draft.last_from} to={draft.last_to} onChange={(a, b) => put({ last_from: a, last_to: b })} />
        <Days label={t.added} from={draft.added_from} to={draft.added_to} onChange={(a, b) => put({ added_from: a, added_to: b })} />
        <Checkbox checked={draft.lost} onChange={(e) => put({ lost: e.target.checked })}>{t.lost}</Checkbox>
      </div>
    </Drawer>
  )
}

const Labelled = ({ label, children }: { label: string; children: ReactNode }) => <div className="stack" style={{ gap: 4 }}><span className="soft">{label}</span>{children}</div>

function ScalePick({ scale, value, onChange }: { scale: Scale; value: string; onChange: (v: string) => void }) {
  const t = useWords(words)
  const s = useScale()
  return (
    <Labelled label={s.title(scale)}>
      <Select value={value || undefined} onChange={(v: string | undefined) => onChange(v ?? '')} options={s.options(scale)} allowClear placeholder={t.any} aria-label={s.title(scale)} style={{ width: '100%' }} />
    </Labelled>
  )
}

// Range is a least and a most of whole numbers; 0 leaves an end open. scale is how many of the API's units one typed is.
function Range({ label, least, most, scale = 1, onChange }: { label: string; least: number; most: number; scale?: number; onChange: (least: number, most: number) => void }) {
  const t = useWords(words)
  const shown = (n: number) => (n ? n / scale : null)
  const kept = (n: number | null) => Math.round((n ?? 0) * scale)
  return (
    <Labelled label={label}>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <InputNumber min={0} value={shown(least)} onChange={(n) => onChange(kept(n), most)} placeholder={t.from} aria-label={`${label} ${t.from}`} style={{ width: '100%' }} />
        <span className="soft">–</span>
        <InputNumber min={0} value={shown(most)} onChange={(n) => onChange(least, kept(n))} placeholder={t.upTo} aria-label={`${label} ${t.upTo}`} style={{ width: '100%' }} />
      </div>
    </Labelled>
  )
}

function Days({ label, from, to, onChange }: { label: string; from: string; to: string; onChange: (from: string, to: string) => void }) {
  const t = useWords(words)
  return (
    <Labelled label={label}>
      <DatePicker.RangePicker value={[from ? dayjs(from) : null, to ? dayjs(to) : null]} allowEmpty={[true, true]} style={{ width: '100%' }}
        placeholder={[t.from, t.upTo]} aria-label={label}
        onChange={(v) => onChange(v?.[0]?.format('YYYY-MM-DD') ?? '', v?.[1]?.format('YYYY-MM-DD') ?? '')} />
    </Labelled>
  )
}
