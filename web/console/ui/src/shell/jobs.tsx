import { Drawer, Progress, Tag } from 'antd'
import type { Import } from '@/api/types'
import { count, lasting, moment } from '@/format'
import { Empty, ErrorState } from '@/parts/feedback'
import { A } from '@/parts/link'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { useRunning } from './running'
import { words } from './words'

// Jobs is the job centre: what runs in the background with its progress, and what ended lately.
export default function Jobs({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords(words)
  const narrow = useNarrow()
  const { running, recent, query } = useRunning()
  return (
    <Drawer open={open} onClose={onClose} title={t.jobs} size={narrow ? '100%' : 420} extra={<A to={to.imports()} onClick={onClose}>{t.jobsAll}</A>}>
      {query.error && !query.data ? <ErrorState error={query.error} retry={() => void query.refetch()} />
        : running.length === 0 ? <Empty title={t.jobsNone} why={t.jobsNoneWhy} />
        : <ul className="plain stack" aria-live="polite">{running.map((i) => <Run key={i.id} job={i} onClose={onClose} />)}</ul>}
      {recent.length > 0 && <><h3 className="soft" style={{ margin: '24px 0 8px' }}>{t.jobsRecent}</h3><ul className="plain stack">{recent.map((i) => <Ended key={i.id} job={i} onClose={onClose} />)}</ul></>}
    </Drawer>
  )
}

interface One { job: Import; onClose: () => void }

function Run({ job, onClose }: One) {
  const t = useWords(words)
  const percent = job.total > 0 ? Math.floor((job.rows / job.total) * 100) : 0
  return (
    <li>
      <A to={to.oneImport(job.id)} onClick={onClose}>{job.file_name}</A>
      <Progress percent={percent} size="small" aria-label={job.file_name} />
      <p className="soft small num">{t[job.state]} · {t.jobOf(count(job.rows), count(job.total))}{job.left_ms > 0 && ` · ${t.jobLeft(lasting(job.left_ms))}`}</p>
    </li>
  )
}

const tone = { done: 'success', failed: 'error', undone: 'default', cancelled: 'default', waiting: 'default', running: 'processing', undoing: 'processing' } as const

function Ended({ job, onClose }: One) {
  const t = useWords(words)
  return (
    <li>
      <div className="row"><A className="grow" to={to.oneImport(job.id)} onClick={onClose} style={{ overflowWrap: 'anywhere' }}>{job.file_name}</A><Tag color={tone[job.state]}>{t[job.state]}</Tag></div>
      <p className="soft small num">{moment(job.finished_at)} · {count(job.rows)}{job.rejected > 0 && ` · ${t.jobRejected(count(job.rejected))}`}</p>
    </li>
  )
}
