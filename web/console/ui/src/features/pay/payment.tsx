import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer } from 'antd'
import { api, ask } from '@/api/client'
import { moment, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { useWords } from '@/words'
import { GiveBack } from './give-back'
import { say, words } from './words'

// PaymentDrawer shows a payment with all that came and went for it, and gives money back.
export default function PaymentDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const one = useQuery({ queryKey: ['payments', 'one', id], queryFn: ({ signal }) => ask(api.GET('/api/payments/{id}', { params: { path: { id } }, signal })) })
  const fresh = () => queries.invalidateQueries({ queryKey: ['payments'] })
  const press = async (work: () => Promise<unknown>, done: string) => { if (await act(work, done)) await fresh() }
  return (
    <Drawer open onClose={onClose} size={520} title={one.data?.payment.title ?? t.title}>
      <Loaded query={one}>
        {({ payment, receipts, refunds }) => (
          <div className="stack">
            <p className="row"><strong className="num">{money(payment.amount)}</strong> {t.paymentStates[payment.state]} <span className="soft num">{moment(payment.created_at)}</span></p>
            <p className="soft" style={{ overflowWrap: 'anywhere' }}>{t.number} <code>{payment.number}</code></p>
            {payment.problem && <p className="warn">{say(t.problems, payment.problem)}</p>}
            {payment.state === 'held' && <Alert type="warning" showIcon title={t.returnHeldWhy} action={<Allowed to="pay.refund" quiet><Button onClick={() => void press(() => ask(api.POST('/api/payments/{id}/return', { params: { path: { id } } })), t.returned)}>{t.returnHeld}</Button></Allowed>} />}
            <h3>{t.receipts}</h3>
            {receipts.length === 0 ? <p className="soft">{t.noReceipts}</p> : <ul>{receipts.map((r) => <li key={r.id}><span className="num">{money(r.amount)}</span> · {t.fates[r.fate]} · <span className="soft num">{moment(r.paid_at)}</span></li>)}</ul>}
            {refunds.length > 0 && <h3>{t.refunds}</h3>}
            <ul>
              {refunds.map((r) => (
                <li key={r.id}>
                  <span className="num">{money(r.amount)}</span> · {say(t.reasons, r.reason)} · {t.refundStates[r.state]} {r.problem && <span className="warn">{say(t.problems, r.problem)}</span>}
                  {r.state === 'failed' && <Allowed to="pay.refund" quiet><Button size="small" onClick={() => void press(() => ask(api.POST('/api/pay/refunds/{id}/again', { params: { path: { id: r.id } } })), t.againDone)}>{t.again}</Button></Allowed>}
                </li>
              ))}
            </ul>
            {payment.state === 'paid' && payment.refunded < payment.amount && (
              <Allowed to="pay.refund" quiet>
                <h3>{t.giveBack}</h3>
                <GiveBack left={payment.amount - payment.refunded} onDone={fresh} give={(body) => ask(api.POST('/api/payments/{id}/refund', { params: { path: { id } }, body, headers: { 'Idempotency-Key': body.key } }))} />
              </Allowed>
            )}
          </div>
        )}
      </Loaded>
    </Drawer>
  )
}
