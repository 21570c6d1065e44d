import { Button } from 'antd'
import type { ReactNode } from 'react'
import { asProblem } from '@/api/problem'
import type { Permission } from '@/api/types'
import { useMay } from '@/api/session'
import { useLang, useWords } from '@/words'
import { permissionWords } from './permissions'
import { words } from './words'

// Empty says what would be here and offers the one next step.
export function Empty({ title, why, action, small }: { title: string; why?: ReactNode; action?: ReactNode; small?: boolean }) {
  return <div className={small ? 'vacant small' : 'vacant'}><h2>{title}</h2>{why && <p className="soft">{why}</p>}{action}</div>
}

// ErrorState says what went wrong, with the request's id, and lets the user try again. A first result that is still being
// computed and a missing permission are not errors and look otherwise.
export function ErrorState({ error, retry, small }: { error: unknown; retry?: () => void; small?: boolean }) {
  const t = useWords(words)
  const { lang } = useLang()
  const p = asProblem(error)
  const notReady = p.code === 'insight.not_ready' || p.code === 'insight.notready'
  const title = notReady ? t.notReady : p.status === 403 ? t.denied : p.status === 404 ? t.missing : t.failed
  const again = retry && p.status !== 403 && <Button onClick={retry}>{t.retry}</Button>
  return (
    <div className="vacant" role={notReady ? 'status' : 'alert'} style={small ? { padding: 16 } : undefined}>
      <h2>{title}</h2>
      <p className="soft">{notReady ? t.notReadyWhy : p.say(lang)}</p>
      {p.requestId && !notReady && <p className="soft small">{t.requestId} <code>{p.requestId}</code></p>}
      {again}
    </div>
  )
}

// Skeleton stands where content will be, in about its shape.
export function Skeleton({ lines = 6, height = 16 }: { lines?: number; height?: number }) {
  const t = useWords(words)
  return (
    <div role="status" aria-label={t.loading} className="stack tight" style={{ padding: 16 }}>
      {Array.from({ length: lines }, (_, i) => <div key={i} className="bone" style={{ height, width: `${96 - ((i * 17) % 40)}%` }} />)}
    </div>
  )
}

// SkeletonCards stands where n StatCards will be.
export function SkeletonCards({ n = 4 }: { n?: number }) {
  const t = useWords(words)
  return <div className="cards" role="status" aria-label={t.loading}>{Array.from({ length: n }, (_, i) => <div key={i} className="bone" style={{ height: 104, borderRadius: 12 }} />)}</div>
}

interface Asked<T> { data: T | undefined; error: unknown; refetch: () => unknown; isPending: boolean }

// Loaded shows a query in its three states. While new data is fetched, the old stays.
export function Loaded<T>({ query, skeleton, children }: { query: Asked<T>; skeleton?: ReactNode; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return <>{skeleton ?? <Skeleton />}</>
}

// Allowed shows its children to who may, and tells the others what they may not.
export function Allowed({ to: needed, children, quiet }: { to: Permission; children: ReactNode; quiet?: boolean }) {
  const may = useMay()
  const t = useWords(words)
  const names = useWords(permissionWords)
  if (may(needed)) return <>{children}</>
  return quiet ? null : <Empty title={t.denied} why={t.deniedWhy(names[needed])} />
}
