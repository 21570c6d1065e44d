import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api, ask } from '@/api/client'
import { useSession } from '@/api/session'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { Empty, Loaded } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { permissionWords } from '@/parts/permissions'
import { fromServer, to } from '@/paths'
import { useSay, useWords } from '@/words'
import './welcome.css'
import { words } from './words'

type OneStep = Schema<'OnboardingStep'>

const often = 5000 // while it is looked at, a tick appears by itself

// StartPage is the checklist of a new brand. Nobody ticks anything: the server looks at the data.
export default function StartPage() {
  const t = useWords(words)
  const go = useGo()
  const { data: who } = useSession()
  const may = (s: OneStep) => !s.needs || (who?.permissions.includes(s.needs) ?? false)
  const list = useQuery({ queryKey: ['onboarding'], queryFn: ({ signal }) => ask(api.GET('/api/onboarding', { signal })), refetchInterval: often })
  return (
    <div className="narrow"><Page title={t.startTitle} subtitle={t.startWhy} actions={<Button onClick={() => go(to.welcome())}>{t.wizard}</Button>}>
      <Loaded query={list}>
        {({ steps, done }) => (
          <div className="stack">
            {done === steps.length && <section className="card"><Empty title={t.allDone} why={t.allDoneWhy} action={<Button type="primary" onClick={() => go(to.loop())}>{t.toLoop}</Button>} /></section>}
            <section className="card" aria-label={t.startTitle}>
              <p className="num" role="status" style={{ marginBottom: 8 }}>{t.progress(count(done), count(steps.length))}</p>
              <div className="meter" role="progressbar" aria-label={t.startTitle} aria-valuemin={0} aria-valuemax={steps.length} aria-valuenow={done}><div style={{ width: `${(done / Math.max(1, steps.length)) * 100}%` }} /></div>
              <ol className="plain" style={{ marginTop: 12 }}>{steps.map((s) => <Step key={s.name} step={s} may={may(s)} first={s === steps.find((x) => !x.done && may(x))} />)}</ol>
            </section>
          </div>
        )}
      </Loaded>
    </Page></div>
  )
}

// Step is one line; the first that is open to the user has the primary button.
function Step({ step, may, first }: { step: OneStep; may: boolean; first: boolean }) {
  const t = useWords(words)
  const say = useSay()
  const go = useGo()
  const names: Record<string, string> = useWords(permissionWords)
  const href = fromServer(step.href)
  return (
    <li className="row" style={{ padding: '12px 0', flexWrap: 'nowrap', borderTop: '1px solid var(--line)' }}>
      {step.done ? <CheckCircleFilled className="good" style={{ fontSize: 20 }} aria-hidden="true" /> : <ClockCircleOutlined className="soft" style={{ fontSize: 20 }} aria-hidden="true" />}
      <div className="grow">
        <p style={{ fontWeight: 600 }}>{may && !step.done ? <A to={href}>{say(step.title)}</A> : say(step.title)}</p>
        <p className="soft small">{may || step.done ? say(step.why) : t.needsOther(names[step.needs] ?? step.needs)}</p>
      </div>
      {step.done ? <Tag color="success">{t.stepDone}</Tag> : may ? <Button type={first ? 'primary' : 'default'} onClick={() => go(href)} aria-label={`${t.doIt}: ${say(step.title)}`}>{t.doIt}</Button> : <Tag>{t.stepOpen}</Tag>}
    </li>
  )
}
