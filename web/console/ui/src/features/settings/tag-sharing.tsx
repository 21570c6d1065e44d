import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Switch } from 'antd'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { sharingWords } from './sharing-words'

const key = ['tags', 'sharing'] as const

// TagSharing says which groups of tags stand in WeCom too.
export function TagSharing() {
  const t = useWords(sharingWords)
  const sharing = useQuery({ queryKey: key, queryFn: () => ask(api.GET('/api/tags/sharing')), refetchInterval: (q) => ((q.state.data?.waiting ?? 0) > 0 ? 3000 : false) })
  return (
    <Section title={t.title} note={t.why}>
      <Loaded query={sharing}>{(now) => (now.items.length === 0 ? <p className="soft">{t.none}</p> : (
        <div className="stack tight" aria-live="polite">
          <ul className="plain">{now.items.map((f) => <Line key={f.family} family={f} />)}</ul>
          {now.waiting > 0 && <p className="soft small">{t.waiting(count(now.waiting))}{now.failing > 0 && <span className="warn"> · {t.failing(count(now.failing))}</span>}</p>}
        </div>
      ))}</Loaded>
    </Section>
  )
}

function Line({ family }: { family: Schema<'SharedFamily'> }) {
  const t = useWords(sharingWords)
  const act = useAct()
  const may = useMay()
  const queries = useQueryClient()
  const share = async (shared: boolean) => {
    await act(() => ask(api.PUT('/api/tags/sharing', { body: { family: family.family, shared } })), shared ? t.begun(family.family) : t.ended(family.family))
    await queries.invalidateQueries({ queryKey: key })
  }
  return (
    <li className="line">
      <span>{family.family} <span className="soft small">{t.tags(count(family.tags))}</span>
        {family.troubles.map((x) => <span key={x.name} className="warn small"> · {x.gone ? t.gone(x.name) : t.trouble(x.name, x.reason)}</span>)}
      </span>
      <span style={{ textAlign: 'right' }}><Switch checked={family.shared} disabled={!may('setting.edit')} onChange={(on) => void share(on)} aria-label={t.share(family.family)} /></span>
    </li>
  )
}
