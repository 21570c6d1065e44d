import { CheckCircleFilled, CloseCircleOutlined, MinusCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { date } from '@/format'
import { Allowed, Loaded, Skeleton } from '@/parts/feedback'
import { OrderLink } from '@/parts/link'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { ClassTag } from './cells'
import { classCodes, useClasses, type Classed, type Order } from './data'
import { words } from './words'

// Why shows how an order got its class: the four questions in order, with what answered them.
export function Why({ order }: { order: Order }) {
  const t = useWords(words)
  const open = useOpenMetric()
  return (
    <Section title={t.why} note={t.whyNote} actions={<Allowed to="insight.read" quiet><Button size="small" type="link" onClick={() => open({ metric: 'loop' })}>{t.definition}</Button></Allowed>}>
      <Allowed to="insight.read">{order.kept && order.customer_id ? <Asked order={order} /> : <p className="soft">{t.noClass}</p>}</Allowed>
    </Section>
  )
}

function Asked({ order }: { order: Order }) {
  const t = useWords(words)
  const classes = useClasses(order.day, order.day)
  return (
    <Loaded query={classes} skeleton={<Skeleton lines={4} />}>
      {(all) => {
        const found = all.get(order.id)
        return found ? <Steps order={order} found={found} /> : <p className="soft">{t.classUnknown}</p>
      }}
    </Loaded>
  )
}

function Steps({ order, found }: { order: Order; found: Classed }) {
  const t = useWords(words)
  const at = classCodes.indexOf(found.code)
  const evidence: (ReactNode | undefined)[] = [<Earlier key="e" order={order} />, <Inviter key="i" order={order} />]
  return (
    <>
      <ol className="plain stack tight">
        {[t.q1, t.q2, t.q3, t.q4].map((question, i) => (
          <li key={question} className={`row top${i > at ? ' soft' : ''}`} style={{ flexWrap: 'nowrap', fontWeight: i === at ? 600 : undefined }}>
            {i < at ? <CloseCircleOutlined aria-label={t.no} /> : i === at ? <CheckCircleFilled className="good" aria-label={t.yes} /> : <MinusCircleOutlined aria-label={t.skipped} />}
            <div className="grow"><span>{question}</span>{i === at && <div className="small" style={{ fontWeight: 400 }}>{i === 3 ? t.noneNatural : evidence[i]}</div>}</div>
            {i === at && <ClassTag classed={found} />}
          </li>
        ))}
      </ol>
      {found.paid7 && at < 2 && <p className="warn small" style={{ marginTop: 8 }}>{t.strict}</p>}
    </>
  )
}

function Earlier({ order }: { order: Order }) {
  const t = useWords(words)
  const q = useQuery({
    queryKey: ['orders', 'before', order.id],
    queryFn: () => ask(api.GET('/api/orders', { params: { query: { customer_id: order.customer_id, kind: 'sale', state: 'kept', to: order.day, limit: 20 } } })),
  })
  const before = q.data?.items.find((o) => o.id !== order.id && o.kept && (o.at < order.at || (o.at === order.at && o.id < order.id)))
  return before ? <span className="within">{t.earlier} <OrderLink id={before.id} no={before.order_no} /> <span className="soft num">{date(before.at)}</span></span> : null
}

function Inviter({ order }: { order: Order }) {
  const t = useWords(words)
  const may = useMay()('referral.read')
  const q = useQuery({ queryKey: ['customers', order.customer_id, 'influence'], enabled: may, queryFn: () => ask(api.GET('/api/customers/{id}/influence', { params: { path: { id: order.customer_id } } })) })
  const nameOf = usePeopleNames([q.data?.parent_id ?? ''])
  return q.data?.parent_id ? <span className="within">{t.inviter} <NamedPerson id={q.data.parent_id} nameOf={nameOf} /> {q.data.at > 0 && <span className="soft num">{t.broughtAt(date(q.data.at))}</span>}</span> : null
}
