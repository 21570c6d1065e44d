import { useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import { api, ask } from '@/api/client'
import { count } from '@/format'
import { useAct } from '@/parts/confirm'
import { useSay, useWords } from '@/words'
import { words } from './words'

// BulkProgress watches an act on many people until it is over. Leaving the page does not stop it; cancelling does, and what
// was done stays.
export function BulkProgress({ id, onOver }: { id: string; onOver: () => void }) {
  const t = useWords(words)
  const say = useSay()
  const act = useAct()
  const job = useQuery({
    queryKey: ['bulks', id],
    queryFn: () => ask(api.GET('/api/bulks/{id}', { params: { path: { id } } })),
    refetchInterval: (q) => (q.state.data && isOver(q.state.data.state) ? false : 1500),
  })
  const b = job.data
  const over = b ? isOver(b.state) : false
  const told = useRef(false)
  useEffect(() => {
    if (over && !told.current) { told.current = true; onOver() }
  }, [over, onOver])
  if (!b) return <p className="soft">{t.bulkWaiting}</p>
  return (
    <div className="stack tight" aria-live="polite">
      <Progress percent={b.total > 0 ? Math.floor((b.done / b.total) * 100) : 0} size="small" status={b.state === 'failed' ? 'exception' : undefined} aria-label={t.bulkOf(count(b.done), count(b.total))} />
      <p className="soft small num">{t.bulkState[b.state]} · {t.bulkOf(count(b.done), count(b.total))}{b.missed > 0 && ` · ${t.bulkMissed(count(b.missed))}`}</p>
      {b.error && <p className="bad small">{say(b.error)}</p>}
      {!over && <Button size="small" onClick={() => void act(() => ask(api.POST('/api/bulks/{id}/cancel', { params: { path: { id } } })), t.bulkStopped)}>{t.bulkStop}</Button>}
    </div>
  )
}

const isOver = (state: string) => state !== 'waiting' && state !== 'running'
