import { CheckCircleOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Descriptions, Progress } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay, useWho } from '@/api/session'
import type { Schema } from '@/api/types'
import { ConfirmTyped } from '@/parts/confirm'
import { Empty, Loaded } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'

type Demo = Schema<'DemoView'>

// DemoSettings says what the demo brand is, how far it has come or gone, and removes it.
export default function DemoSettings() {
  return <SettingsPage room="demo"><Now /></SettingsPage>
}

function Now() {
  const t = useWords(pageWords)
  const go = useGo()
  const demo = useQuery({
    queryKey: ['demo'], queryFn: ({ signal }) => ask(api.GET('/api/demo', { signal })),
    refetchInterval: (q) => (q.state.data?.state === 'pouring' || q.state.data?.state === 'removing' ? 1500 : false),
  })
  return (
    <Loaded query={demo}>
      {(now) => (now.state === 'none'
        ? <section className="card"><Empty title={t.noDemo} why={t.noDemoWhy} action={<Button type="primary" onClick={() => go(to.newImport())}>{t.importFile}</Button>} /></section>
        : <Brand now={now} />)}
    </Loaded>
  )
}

function Brand({ now }: { now: Demo }) {
  const t = useWords(pageWords)
  const sizes: Record<string, string> = t.demoSizes
  const states: Record<string, string> = t.demoStates
  return (
    <>
      <Section title={t.demoNow}>
        <Descriptions column={{ xs: 1, md: 3 }} items={[
          { key: 'state', label: t.demoState, children: states[now.state] ?? now.state },
          { key: 'size', label: t.demoSize, children: sizes[now.size] ?? now.size },
          { key: 'day', label: t.demoDay, children: now.last_day || '—' },
        ]} />
        {now.state !== 'ready' && <div aria-live="polite"><Progress percent={now.percent} status="active" aria-label={states[now.state]} /><p className="soft small">{now.state === 'removing' ? t.removingWhy : t.pouringWhy}</p></div>}
      </Section>
      <div className="cards">
        <Section title={t.goes}><Points of={t.goesList} /></Section>
        <Section title={t.stays}><Points of={t.staysList} /></Section>
      </div>
      {now.state !== 'removing' && <Remove />}
    </>
  )
}

const Points = ({ of }: { of: readonly string[] }) => <ul className="plain stack tight">{of.map((x) => <li key={x} className="row top" style={{ flexWrap: 'nowrap' }}><CheckCircleOutlined className="soft" style={{ marginTop: 5 }} aria-hidden="true" /><span>{x}</span></li>)}</ul>

function Remove() {
  const t = useWords(pageWords)
  const may = useMay()
  const { scope } = useWho()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const barred = !may('import.undo') || scope !== 'all'
  const run = async () => {
    await ask(api.DELETE('/api/demo'))
    await queries.invalidateQueries({ queryKey: ['demo'] })
  }
  return (
    <Section title={t.removeDemo} note={barred ? t.removeBarred : t.removeDemoWhy} actions={<Button danger disabled={barred} onClick={() => setOpen(true)}>{t.removeDemo}</Button>}>
      <ConfirmTyped open={open} title={t.removeDemo} what={t.removeDemoAsk} typed={t.removeWord} act={t.removeDemo} onDone={run} onClose={() => setOpen(false)} />
    </Section>
  )
}
