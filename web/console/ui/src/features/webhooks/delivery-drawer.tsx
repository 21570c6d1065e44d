import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { api, ask } from '@/api/client'
import { count, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import type { Delivery } from './data'
import { Answer, Progress } from './deliveries'
import { webhookWords } from './words'

interface Props { of: Delivery | undefined; title: string; to: string; onClose: () => void }

// DeliveryDrawer shows what was sent, what the receiver answered, and sends it again.
export function DeliveryDrawer({ of, title, to, onClose }: Props) {
  const t = useWords(webhookWords)
  const act = useAct()
  const narrow = useNarrow()
  const queries = useQueryClient()
  const replay = async (id: string) => {
    if (!await act(() => ask(api.POST('/api/webhooks/deliveries/{id}/replay', { params: { path: { id } } })), t.replayed)) return
    onClose()
    await queries.invalidateQueries({ queryKey: ['webhooks'] })
  }
  return (
    <Drawer open={of !== undefined} onClose={onClose} size={narrow ? '100%' : 560} destroyOnHidden title={title}
      extra={of && of.state !== 'waiting' && <Button onClick={() => void replay(of.id)}>{t.replay}</Button>}>
      {of && <Text id={of.id} to={to} />}
    </Drawer>
  )
}

function Text({ id, to }: { id: string; to: string }) {
  const t = useWords(webhookWords)
  const one = useQuery({ queryKey: ['webhooks', 'delivery', id], queryFn: () => ask(api.GET('/api/webhooks/deliveries/{id}', { params: { path: { id } } })) })
  return (
    <Loaded query={one}>
      {({ delivery: d, body }) => (
        <div className="stack">
          <p className="row"><Progress of={d} /><strong>{to}</strong><span className="soft num">{t.firstAt} {moment(d.created_at)}</span></p>
          <p className="row"><Answer of={d} />{d.tried_at > 0 && <span className="soft num">{t.tryNumber(count(d.tries))} · {moment(d.tried_at)} · {t.took(`${d.took} ms`)}</span>}{d.replays > 0 && <span className="soft">{t.replays(count(d.replays))}</span>}</p>
          {d.state === 'waiting' && d.tries > 0 && <p className="soft num">{t.nextAt(moment(d.next_at))}</p>}
          <div>
            <h3>{t.body}</h3>
            {body ? <pre className="secret" tabIndex={0} aria-label={t.body} style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{JSON.stringify(JSON.parse(body), null, 2)}</pre> : <p>{t.bodyGone}</p>}
          </div>
          {d.tried_at > 0 && (
            <div>
              <h3>{t.reply}</h3>
              {d.reply ? <pre className="secret" tabIndex={0} aria-label={t.reply} style={{ whiteSpace: 'pre-wrap', margin: '4px 0' }}>{d.reply}</pre> : <p className="soft">{t.noReply}</p>}
            </div>
          )}
          <p className="soft small" style={{ overflowWrap: 'anywhere' }}><code>{d.fact_id}</code> · <code>{d.id}</code></p>
        </div>
      )}
    </Loaded>
  )
}
