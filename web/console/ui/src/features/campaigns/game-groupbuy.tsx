import { Form, Radio, Switch } from 'antd'
import { lasting } from '@/format'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Flag, Money, Num, Other, type Bag } from './fields'
import { Bonus, bonusOf, type LeaderBonus } from './game-bonus'
import { ProductPick, Rows } from './game-parts'

interface Step { from: number; price: number }

// GroupBuy are the settings of a group-buy.
export interface GroupBuy {
  product?: string; size: number; most?: number; minutes: number; price: number; leader_price: number; single_price?: number; stock: number; stock_a_day?: number; hold_minutes: number
  one_team?: boolean; pay_first?: boolean; overflow?: string; ladder?: Step[]; current?: boolean; fill_least?: number; fill_most?: number; merge_before?: number; bonus?: LeaderBonus
}

// GroupBuyForm edits them.
export default function GroupBuyForm({ of }: { of: Bag<GroupBuy> }) {
  const t = useWords(editorWords)
  const laddered = (of.value.ladder?.length ?? 0) > 0
  return (
    <Form layout="vertical" component="div">
      <h3>{t.basics}</h3>
      <ProductPick of={of} />
      <div className="pair">
        <Num of={of} name="size" label={t.size} unit={t.people} min={2} max={1000} />
        <Num of={of} name="minutes" label={t.teamTime} unit={t.minutes} hint={t.same(lasting(of.value.minutes * 60_000))} />
        <Money of={of} name="price" label={t.price} />
        <Money of={of} name="leader_price" label={t.leaderPrice} />
        <Money of={of} name="single_price" label={t.singlePrice} hint={t.singlePriceHint} />
        <Num of={of} name="hold_minutes" label={t.hold} unit={t.minutes} hint={t.holdHint} />
        <Num of={of} name="stock" label={t.stock} unit={t.pieces} />
        <Num of={of} name="stock_a_day" label={t.stockADay} unit={t.pieces} hint={t.noLimit} />
      </div>
      <Ladder of={of} laddered={laddered} />
      {!laddered && <Fill of={of} />}
      <Timing of={of} />
      <Other of={of} name="bonus" label={t.bonus} hint={t.bonusHint}>{(id) => <Switch id={id} checked={!!of.value.bonus} onChange={(on) => of.set({ bonus: on ? bonusOf(of.value.size) : undefined })} />}</Other>
      {of.value.bonus && <Bonus of={{ value: of.value.bonus, at: 'bonus', set: (change) => of.set({ bonus: { ...of.value.bonus!, ...change } }) }} />}
    </Form>
  )
}

function Ladder({ of, laddered }: { of: Bag<GroupBuy>; laddered: boolean }) {
  const t = useWords(editorWords)
  const first = { from: of.value.size + 1, price: Math.max(1, Math.round(of.value.price * 0.9)) }
  const turn = (on: boolean) => of.set(on ? { ladder: [first], most: Math.max(of.value.most ?? 0, of.value.size + 1), leader_price: of.value.price, fill_least: 0, fill_most: 0 } : { ladder: [], most: 0, current: false })
  return (
    <>
      <Other of={of} name="ladder" label={t.ladder} hint={t.ladderHint}>{(id) => <Switch id={id} checked={laddered} onChange={turn} />}</Other>
      {laddered && (
        <>
          <Rows<GroupBuy, Step> of={of} name="ladder" fresh={(list) => { const last = list.at(-1) ?? first; return { from: last.from + 1, price: Math.max(1, last.price - 100) } }} add={t.add}>
            {(step) => <div className="pair grow"><Num of={step} name="from" label={t.from_} unit={t.people} /><Money of={step} name="price" label={t.stepPrice} /></div>}
          </Rows>
          <div className="pair">
            <Num of={of} name="most" label={t.most} unit={t.people} hint={t.mostHint} />
            <Other of={of} name="current" label={t.current}>
              {(id) => <Radio.Group id={id} value={of.value.current ?? false} onChange={(e) => of.set({ current: e.target.value as boolean })} options={[{ value: false, label: t.currentHigh }, { value: true, label: t.currentNow }]} />}
            </Other>
          </div>
        </>
      )}
    </>
  )
}

function Fill({ of }: { of: Bag<GroupBuy> }) {
  const t = useWords(editorWords)
  const on = (of.value.fill_most ?? 0) > 0 || (of.value.fill_least ?? 0) > 0
  return (
    <>
      <Form.Item label={t.fill} htmlFor="f-fill" extra={t.fillHint}><Switch id="f-fill" checked={on} onChange={(v) => of.set(v ? { fill_least: Math.max(1, of.value.size - 1), fill_most: 1 } : { fill_least: 0, fill_most: 0 })} /></Form.Item>
      {on && <div className="pair"><Num of={of} name="fill_least" label={t.fillLeast} unit={t.people} /><Num of={of} name="fill_most" label={t.fillMost} unit={t.people} /></div>}
    </>
  )
}

function Timing({ of }: { of: Bag<GroupBuy> }) {
  const t = useWords(editorWords)
  return (
    <>
      <h3>{t.more}</h3>
      <Num of={of} name="merge_before" label={`${t.merge} · ${t.mergeBefore}`} unit={t.minutes} hint={t.mergeHint} />
      <Other of={of} name="pay_first" label={t.payFirst} hint={t.payFirstHint}>
        {(id) => <Switch id={id} checked={of.value.pay_first ?? false} onChange={(v) => of.set({ pay_first: v, overflow: v ? of.value.overflow || 'new_team' : '' })} />}
      </Other>
      {of.value.pay_first && (
        <Other of={of} name="overflow" label={t.overflow}>
          {(id) => <Radio.Group id={id} value={of.value.overflow} onChange={(e) => of.set({ overflow: e.target.value as string })} options={[{ value: 'join_other', label: t.joinOther }, { value: 'new_team', label: t.newTeam }, { value: 'refund', label: t.refund }]} />}
        </Other>
      )}
      <Flag of={of} name="one_team" label={t.oneTeam} hint={t.oneTeamHint} />
    </>
  )
}
