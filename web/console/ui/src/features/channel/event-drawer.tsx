import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { useWords } from '@/words'
import { State, type Payload } from './events'
import { eventsWords } from './events-words'

// EventDrawer shows what a channel told, as it came. The server records who looked; so it is asked for at the press, once.
export function EventDrawer({ of, onClose }: { of: Payload | undefined; onClose: () => void }) {
  const t = useWords(eventsWords)
  const act = useAct()
  const queries = useQueryClient()
  const kinds: Record<string, string> = t.kinds
  const replay = async (id: string) => {
    if (!await act(() => ask(api.POST('/api/inbox/{id}/replay', { params: { path: { id } } })), t.replayed)) return
    onClose()
    await queries.invalidateQueries({ queryKey: ['inbox'] })
  }
  return (
    <Drawer open={of !== undefined} onClose={onClose} size={560} destroyOnHidden title={of && (kinds[of.kind] ?? (of.kind || t.unread))}
      extra={of && !of.blank && <Button onClick={() => void replay(of.id)}>{t.replay}</Button>}>
      {of && <Text of={of} />}
    </Drawer>
  )
}

function Text({ of }: { of: Payload }) {
  const t = useWords(eventsWords)
  const text = useQuery({ queryKey: ['inbox', 'text', of.id], staleTime: Infinity, gcTime: 0, retry: false, refetchOnWindowFocus: false, queryFn: () => ask(api.POST('/api/inbox/{id}/open', { params: { path: { id: of.id } } })) })
  const reasons: Record<string, string> = t.reasons
  return (
    <div className="stack">
      <p className="row"><State of={of} /><span className="soft num">{moment(of.at)}</span></p>
      {of.reason && <p><strong>{t.reason}</strong> {reasons[of.reason] ?? ''} <code>{of.reason}</code></p>}
      <Loaded query={text}>
        {(got) => (
          <>
            {got.subject && <p style={{ overflowWrap: 'anywhere' }}><strong>{t.subject}</strong> <code>{got.subject}</code></p>}
            <div>
              <h3>{t.payload}</h3>
              {got.payload ? <pre className="secret" tabIndex={0} aria-label={t.payload} style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{got.payload}</pre> : <p>{t.blank}</p>}
              <p className="soft small">{t.opened}</p>
            </div>
            <p className="soft small" style={{ overflowWrap: 'anywhere' }}>{t.digest} <code>{got.digest}</code></p>
          </>
        )}
      </Loaded>
    </div>
  )
}
