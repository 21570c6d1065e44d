import { Checkbox, DatePicker, Form, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { zone } from '@/format'
import { RuleInput } from '@/features/communities/rule-input'
import type { Schema } from '@/api/types'
import { useWords } from '@/words'
import type { Terms } from './data'
import { editorWords } from './editor-words'
import { LoopPlan } from './loop-plan'
import { Flag, Money, Num, Other, Words, type Bag } from './fields'

const acts = ['', 'order', 'newcomer', 'registration', 'share', 'help', 'click'] as const
const hands = ['', 'delivery', 'pickup'] as const
const answers = ['', 'yes', 'no'] as const

// TermsForm edits what every game has: when, what for, for whom, how much.
export function TermsForm({ of, sells, plan }: { of: Bag<Terms>; sells: boolean; plan?: Schema<'LoopView'> | null }) {
  const t = useWords(editorWords)
  return (
    <Form layout="vertical" component="div">
      <h3>{t.plan}</h3>
      <div className="pair">
        <Moment of={of} name="from" label={t.from} />
        <Moment of={of} name="until" label={t.until} />
      </div>
      <Words of={of} name="goal" label={t.goal} hint={t.goalHint} />
      <div className="pair">
        <Num of={of} name="target" label={t.target} hint={t.targetHint} />
        <Money of={of} name="cost" label={t.cost} hint={t.costHint} />
        <Num of={of} name="margin" label={t.margin} hint={t.marginHint} unit="%" max={100} />
      </div>
      <Other of={of} name="act" label={t.act} hint={t.actHint}>
        {(id) => <Select id={id} value={acts.find((a) => a === of.value.act) ?? ''} onChange={(act) => of.set({ act })} options={acts.map((a) => ({ value: a, label: t.acts[a || 'none'] }))} />}
      </Other>
      {sells && (
        <Other of={of} name="handover" label={t.handover} hint={t.handoverHint}>
          {(id) => <Select id={id} value={hands.find((a) => a === of.value.handover) ?? ''} onChange={(handover) => of.set({ handover })} options={hands.map((a) => ({ value: a, label: t.hands[a || 'none'] }))} />}
        </Other>
      )}
      {sells && (
        <Other of={of} name="coupons" label={t.coupons} hint={t.couponsHint}>
          {(id) => <Select id={id} value={answers.find((a) => a === of.value.coupons) ?? ''} onChange={(coupons) => of.set({ coupons })} options={answers.map((a) => ({ value: a, label: t.couponAnswers[a || 'usual'] }))} />}
        </Other>
      )}
      <Stops of={of} />
      <Spread of={of} plan={plan} />
      <h3>{t.who}</h3>
      <Other of={of} name="rule" label={t.rule} hint={t.ruleHint}>{(id) => <RuleInput id={id} value={of.value.rule ?? ''} onChange={(rule) => of.set({ rule })} />}</Other>
      <Other of={of} name="guest_rule" label={t.guestRule} hint={t.guestRuleHint}>{(id) => <RuleInput id={id} value={of.value.guest_rule ?? ''} onChange={(guest_rule) => of.set({ guest_rule })} />}</Other>
      <h3>{t.limits}</h3>
      <div className="pair">
        <Num of={of} name="per_person" label={t.perPerson} hint={t.perPersonHint} unit={t.places} />
        <Num of={of} name="per_day" label={t.perDay} hint={t.noLimit} unit={t.places} />
        <Num of={of} name="lapses" label={t.lapses} hint={t.lapsesHint} unit={t.places} />
        <Num of={of} name="per_minute" label={t.perMinute} hint={t.perMinuteHint} unit={t.people} />
        <Money of={of} name="review_above" label={t.reviewAbove} hint={t.reviewAboveHint} />
      </div>
      <Flag of={of} name="review_first" label={t.reviewFirst} hint={t.reviewFirstHint} />
    </Form>
  )
}

// Stops has it stop by itself, which it does not unless it is told to.
function Stops({ of }: { of: Bag<Terms> }) {
  const t = useWords(editorWords)
  const ways = ['payoff', 'half_life'] as const
  return (
    <Other of={of} name="stop" label={t.stop} hint={t.stopHint}>
      {(id) => (
        <div className="stack tight">
          <Checkbox id={id} checked={!!of.value.stop} onChange={(e) => of.set({ stop: e.target.checked ? 'payoff' : '' })}>{t.stopOn}</Checkbox>
          {of.value.stop && <Select aria-label={t.stop} value={of.value.stop} onChange={(stop) => of.set({ stop })} options={ways.map((w) => ({ value: w, label: t.stops[w] }))} />}
        </div>
      )}
    </Other>
  )
}

// Spread takes how it is to spread; K and what comes of it are told by the server once they are saved.
function Spread({ of, plan }: { of: Bag<Terms>; plan?: Schema<'LoopView'> | null }) {
  const t = useWords(editorWords)
  const now = of.value.planned ?? { invites: 0, conversion: 0, seeds: 0 }
  const bag: Bag<typeof now> = { value: now, at: 'planned', set: (change) => of.set({ planned: { ...now, ...change } }) }
  return (
    <>
      <h3>{t.spread}</h3>
      <div className="pair">
        <Other of={bag} name="invites" label={t.invites} hint={t.invitesHint}>{(id) => <InputNumber id={id} value={now.invites} min={0} max={1000} step={0.5} style={{ width: '100%' }} onChange={(v) => bag.set({ invites: v ?? 0 })} />}</Other>
        <Other of={bag} name="conversion" label={t.conversion} hint={t.conversionHint}>{(id) => <InputNumber id={id} value={Math.round(now.conversion * 10_000) / 100} min={0} max={100} suffix="%" style={{ width: '100%' }} onChange={(v) => bag.set({ conversion: Math.round((v ?? 0) * 100) / 10_000 })} />}</Other>
        <Num of={bag} name="seeds" label={t.seeds} hint={t.seedsHint} unit={t.people} />
      </div>
      <p className="soft small">{plan ? <LoopPlan of={plan} /> : t.spreadHint}</p>
    </>
  )
}

const clock = 'YYYY-MM-DD HH:mm:ss'

// Moment takes a moment by the clocks of the organisation, wherever the browser stands.
function Moment({ of, name, label }: { of: Bag<Terms>; name: 'from' | 'until'; label: string }) {
  const value = of.value[name]
  return (
    <Other of={of} name={name} label={label}>
      {(id) => <DatePicker id={id} value={value ? dayjs(dayjs(value).tz(zone()).format(clock)) : null} onChange={(v: Dayjs | null) => of.set({ [name]: v ? dayjs.tz(v.format(clock), zone()).valueOf() : 0 })} showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />}
    </Other>
  )
}
