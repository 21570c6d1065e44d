import { CheckCircleFilled, DownOutlined, RightOutlined, UpOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { A } from '@/parts/link'
import { fromServer } from '@/paths'
import { useSay, useWords } from '@/words'
import { words } from './words'

type Step = Schema<'OnboardingStep'>

// Onboarding is one line of the first steps: how many are done and which is next; it opens to all of them. The server looks
// at the data for each tick, nobody clicks one; when all are done the line is gone. The whole list is a page of its own.
export function Onboarding() {
  const t = useWords(words)
  const say = useSay()
  const [open, setOpen] = useState(false)
  const list = useQuery({ queryKey: ['onboarding'], queryFn: ({ signal }) => ask(api.GET('/api/onboarding', { signal })), staleTime: 10_000 })
  const steps = list.data?.steps ?? []
  const done = steps.filter((s) => s.done).length
  const next = steps.find((s) => !s.done)
  if (!next) return null
  return (
    <section className="card steps" aria-label={t.checklist}>
      <div className="row">
        <span className="soft">{t.checklist}</span>
        <div className="meter" role="progressbar" aria-label={t.checklist} aria-valuemin={0} aria-valuemax={steps.length} aria-valuenow={done}><div style={{ width: `${(done / steps.length) * 100}%` }} /></div>
        <span className="soft num">{t.checklistOf(String(done), String(steps.length))}</span>
        <span className="grow">{t.nextStep}<A to={fromServer(next.href)}>{say(next.title)}</A></span>
        <button type="button" className="bare link" aria-expanded={open} aria-label={open ? t.fewerSteps : t.allSteps} onClick={() => setOpen(!open)}><span className="hide-s">{open ? t.fewerSteps : t.allSteps}</span> {open ? <UpOutlined aria-hidden="true" /> : <DownOutlined aria-hidden="true" />}</button>
      </div>
      {open && <ul className="plain stack tight">{steps.map((s) => <One key={s.name} step={s} />)}</ul>}
    </section>
  )
}

function One({ step: s }: { step: Step }) {
  const t = useWords(words)
  const say = useSay()
  return (
    <li className="row top" style={{ flexWrap: 'nowrap' }}>
      {s.done ? <CheckCircleFilled className="good" style={{ marginTop: 5 }} aria-label={t.stepDone} /> : <RightOutlined className="soft" style={{ marginTop: 5 }} aria-label={t.stepOpen} />}
      <div>{s.done ? <span className="soft">{say(s.title)}</span> : <><A to={fromServer(s.href)}>{say(s.title)}</A><p className="soft small">{say(s.why)}</p></>}</div>
    </li>
  )
}
