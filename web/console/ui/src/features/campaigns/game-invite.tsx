import { Form, Switch } from 'antd'
import { lasting } from '@/format'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Flag, Money, Num, Other, type Bag } from './fields'
import { RewardInput, Rows, type Reward } from './game-parts'

interface Step { need: number; reward: Reward; fallback?: Reward }

// Invite are the settings of invitation rewards.
export interface Invite { steps: Step[]; welcome?: Reward; hold_hours: number; window_hours: number; most: number; budget: number; claw_back?: boolean }

const coupon = (): Reward => ({ kind: 'coupon', what: '', stock: 100 })
const hour = 3_600_000

// inside gives the bag of a reward within another.
function inside<T>(of: Bag<T>, name: keyof T & string): Bag<Reward> {
  const value = of.value[name] as Reward
  return { value, at: of.at ? `${of.at}.${name}` : name, set: (change) => of.set({ [name]: { ...value, ...change } } as Partial<T>) }
}

// InviteForm edits them.
export default function InviteForm({ of }: { of: Bag<Invite> }) {
  const t = useWords(editorWords)
  return (
    <Form layout="vertical" component="div">
      <h3>{t.steps}</h3>
      <Rows<Invite, Step> of={of} name="steps" most={10} add={t.addStep} fresh={(list) => ({ need: (list.at(-1)?.need ?? 0) + 3, reward: coupon() })}>
        {(step, n) => (
          <fieldset className="grow plain">
            <legend className="small soft">{t.stepOf(n + 1)}</legend>
            <Num of={step} name="need" label={t.need} unit={t.people} />
            <RewardInput of={inside(step, 'reward')} />
            <Other of={step} name="fallback" label={t.withFallback}>{(id) => <Switch id={id} checked={!!step.value.fallback} onChange={(on) => step.set({ fallback: on ? coupon() : undefined })} />}</Other>
            {step.value.fallback && <RewardInput of={inside(step, 'fallback')} />}
          </fieldset>
        )}
      </Rows>
      <Other of={of} name="welcome" label={t.welcome}>{(id) => <Switch id={id} checked={!!of.value.welcome} onChange={(on) => of.set({ welcome: on ? coupon() : undefined })} />}</Other>
      {of.value.welcome && <RewardInput of={inside(of, 'welcome')} />}
      <h3>{t.limits}</h3>
      <div className="pair">
        <Num of={of} name="window_hours" label={t.windowHours} unit={t.hours} hint={`${t.windowHint} ${t.same(lasting(of.value.window_hours * hour))}`} />
        <Num of={of} name="hold_hours" label={t.holdHours} unit={t.hours} hint={`${t.holdHoursHint} ${t.same(lasting(of.value.hold_hours * hour))}`} />
        <Num of={of} name="most" label={t.mostInvitees} unit={t.people} max={1000} />
        <Money of={of} name="budget" label={t.cashBudget} />
      </div>
      <Flag of={of} name="claw_back" label={t.clawBack} hint={t.clawBackHint} />
    </Form>
  )
}
