import { useQueryClient } from '@tanstack/react-query'
import { Button, Steps } from 'antd'
import { useCallback } from 'react'
import { useMay, useOrg } from '@/api/session'
import { Loaded } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { BrandStep } from './brand-step'
import { DataStep } from './data-step'
import { StoreStep } from './store-step'
import './welcome.css'
import { words } from './words'

const fields = { step: whole(1) }
const last = 3

// WelcomePage is what the first owner sees after set-up: three short steps, each of which can be skipped, and the way to
// the loop at every moment.
export default function WelcomePage() {
  const t = useWords(words)
  const go = useGo()
  const narrow = useNarrow()
  const may = useMay()
  const org = useOrg()
  const queries = useQueryClient()
  const [state, set] = useQueryState(fields)
  const step = Math.min(last, Math.max(1, state.step))
  const move = useCallback((n: number) => set({ step: n }), [set])
  const leave = () => { void queries.invalidateQueries({ queryKey: ['onboarding'] }); go(to.loop()) }
  const next = () => { void queries.invalidateQueries({ queryKey: ['onboarding'] }); move(step + 1) }
  const walk = { onNext: next, onBack: step > 1 ? () => move(step - 1) : undefined, onDone: leave }
  return (
    <div className="narrow"><Page title={t.title} subtitle={t.stepOf(step, last)} actions={<Button type={step === last ? 'primary' : 'default'} onClick={leave} autoFocus>{step === last ? t.done : t.finish}</Button>}>
      <div className="stack">
        {!narrow && <Steps current={step - 1} items={t.steps.map((title) => ({ title }))} onChange={(n) => move(n + 1)} />}
        <Loaded query={org}>
          {(now) => (step === 1 ? <BrandStep now={now} may={may('setting.edit')} {...walk} /> : step === 2 ? <StoreStep brand={now.brand} may={may('store.manage')} {...walk} /> : <DataStep {...walk} />)}
        </Loaded>
      </div>
    </Page></div>
  )
}
