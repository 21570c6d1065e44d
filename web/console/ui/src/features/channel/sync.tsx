import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Progress, Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useLang, useWords } from '@/words'
import { syncWords } from './sync-words'

type State = Schema<'SyncView'>

const key = ['wecom', 'sync'] as const
const steps = ['tags', 'members', 'lists', 'persons', 'groups', 'rosters'] as const
const colours = { none: undefined, running: 'processing', done: 'success', failed: 'error' } as const

// Sync reads the whole of WeCom, the first time or again, and shows how far that is.
export function Sync() {
  const t = useWords(syncWords)
  const act = useAct()
  const queries = useQueryClient()
  const state = useQuery({ queryKey: key, queryFn: () => ask(api.GET('/api/wecom/sync')), refetchInterval: (q) => (q.state.data?.state === 'running' ? 1500 : false) })
  const begin = async () => { await act(() => ask(api.POST('/api/wecom/sync')), t.begun); await queries.invalidateQueries({ queryKey: key }) }
  const running = state.data?.state === 'running'
  return (
    <Section title={t.title} note={t.why} actions={<Button type={state.data?.state === 'none' ? 'primary' : 'default'} disabled={running} onClick={() => void begin()}>{state.data?.state === 'none' ? t.first : t.again}</Button>}>
      <Loaded query={state}>{(s) => (s.state === 'none' ? <p className="soft">{t.none}</p> : <Far now={s} />)}</Loaded>
    </Section>
  )
}

function Far({ now }: { now: State }) {
  const t = useWords(syncWords)
  const { lang } = useLang()
  const items = now.steps.reduce((n, s) => n + s.items, 0)
  const read = now.steps.reduce((n, s) => n + s.read + s.failed, 0)
  return (
    <div className="stack" aria-live="polite">
      <div className="row"><Tag color={colours[now.state]}>{t.state[now.state]}</Tag><span className="soft small">{moment(now.begun_at)}{now.finished_at > 0 && ` – ${moment(now.finished_at)}`}</span></div>
      {now.state === 'running' && <Progress percent={items ? Math.floor((read / items) * 100) : 0} status="active" aria-label={t.title} />}
      {now.why && <Alert type={now.state === 'failed' ? 'error' : 'warning'} showIcon title={lang === 'en' ? now.why.en : now.why.zh} />}
      <ul className="plain">
        {now.steps.filter((s) => s.items > 0).map((s) => {
          const step = steps.find((x) => x === s.step) ?? 'tags'
          return <li key={s.step} className="line"><span>{t.steps[step]}</span><span className="num">{t.far(count(s.read), count(s.items), count(s.done))}{s.failed > 0 && <span className="warn"> · {t.failed(count(s.failed))}</span>}</span></li>
        })}
      </ul>
      {now.failed.length > 0 && (
        <details><summary>{t.failures(count(now.failed.length))}</summary>
          <ul className="plain">{now.failed.map((f) => <li key={f.step + f.key} className="line"><code>{f.key}</code><span>{f.why && (lang === 'en' ? f.why.en : f.why.zh)}</span></li>)}</ul>
        </details>
      )}
    </div>
  )
}
