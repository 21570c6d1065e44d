import { useParams } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { Descriptions } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { decimal, money, moment } from '@/format'
import { ChannelName } from '@/parts/channel'
import { Allowed, Loaded } from '@/parts/feedback'
import { A, OrderLink } from '@/parts/link'
import { isCampaign, useStaffNames, useStoreNames } from '@/parts/names'
import { Page, Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Acts } from './acts'
import { StateOf } from './cells'
import { useSceneNames, type Order } from './data'
import { Why } from './why'
import { words } from './words'

const same = (id: string) => ({ queryKey: ['orders', 'one', id], queryFn: () => ask(api.GET('/api/orders/{id}', { params: { path: { id } } })) })

// OrderPage is one document: lines, buyer, refunds, why it counts as what it counts, and what can be done about it.
export default function OrderPage() {
  const t = useWords(words)
  const { id = '' } = useParams({ strict: false })
  const one = useQuery(same(id))
  const o = one.data?.order
  return (
    <Page title={o?.order_no ?? t.order} crumbs={[{ title: t.title, to: to.orders() }]} extra={o && <StateOf order={o} />} subtitle={o && `${moment(o.at)} · ${t.sources[o.source] ?? o.source}`} actions={one.data && <Acts detail={one.data} />}>
      <Allowed to="order.read">
        <Loaded query={one}>
          {(d) => (
            <div className="split">
              <div className="stack"><Lines lines={d.lines} order={d.order} />{d.order.kind === 'sale' && <Why order={d.order} />}</div>
              <div className="stack"><Details order={d.order} /><Refunds order={d.order} /></div>
            </div>
          )}
        </Loaded>
      </Allowed>
    </Page>
  )
}

// useProductNames names the products of a document.
function useProductNames() {
  const q = useQuery({ queryKey: ['products', 'names'], staleTime: 300_000, queryFn: () => ask(api.GET('/api/products', { params: { query: { limit: 200 } } })) })
  return (sku: string) => q.data?.items.find((p) => p.sku === sku)?.name
}

function Lines({ lines, order }: { lines: Schema<'LineView'>[]; order: Order }) {
  const t = useWords(words)
  const nameOf = useProductNames()
  return (
    <Section title={t.lines} flush>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.lines}>
        <table>
          <thead><tr><th scope="col">{t.sku}</th><th scope="col">{t.lineKind}</th><th scope="col" className="n">{t.quantity}</th><th scope="col" className="n">{t.price}</th><th scope="col" className="n">{t.amount}</th></tr></thead>
          <tbody>
            {lines.map((l) => (
              <tr key={l.ordinal}>
                <td><Thing sku={l.sku} name={nameOf(l.sku)} of={l.class === 'discount' ? '' : order.channel} /></td><td>{t.lineKinds[l.class]}</td>
                <td className="n">{decimal(Number(l.quantity))}</td><td className="n">{Number(l.price) === 0 && l.amount !== 0 ? '—' : money(Math.round(Number(l.price) * 100))}</td><td className="n">{money(l.amount)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr><th scope="row" colSpan={4}>{t.amount}</th><td className="n"><strong>{money(order.amount)}</strong></td></tr>
            {order.refunded > 0 && <><tr><th scope="row" colSpan={4}>{t.refunded}</th><td className="n">{money(-order.refunded)}</td></tr><tr><th scope="row" colSpan={4}>{t.net}</th><td className="n"><strong>{money(order.amount - order.refunded)}</strong></td></tr></>}
          </tfoot>
        </table>
      </div>
    </Section>
  )
}

// Thing names what a line sold: the product, or the campaign it was sold in where it is none of the shop's.
function Thing({ sku, name, of }: { sku: string; name?: string; of: string }) {
  if (!sku) return isCampaign(of) ? <ChannelName of={of} /> : <>—</>
  return name ? <>{name} <span className="soft small">{sku}</span></> : <>{sku}</>
}

function Details({ order: o }: { order: Order }) {
  const t = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const scenes = useSceneNames()
  const nameOf = usePeopleNames([o.customer_id])
  const items = [
    { key: 'buyer', label: t.buyer, children: o.customer_id ? <NamedPerson id={o.customer_id} nameOf={nameOf} /> : <span className="warn">{t.noBuyer}</span> },
    { key: 'scene', label: t.scene, children: scenes.nameOf(o.scene) },
    { key: 'channel', label: t.channel, children: <ChannelName of={o.channel} /> },
    { key: 'store', label: t.store, children: stores.nameOf(o.store_id) },
    { key: 'staff', label: t.staff, children: staff.nameOf(o.staff_id) },
    { key: 'kind', label: t.docKind, children: t.kinds[o.kind] },
    { key: 'source', label: t.source, children: t.sources[o.source] ?? o.source },
  ]
  return (
    <Section title={t.details}>
      <Descriptions column={1} size="small" items={items} />
      {o.customer_id && <p style={{ marginTop: 8 }}><A to={to.orders({ customer: o.customer_id })}>{t.allOf}</A></p>}
    </Section>
  )
}

// Refunds are those that name this sale; of a refund, the sale it names.
function Refunds({ order: o }: { order: Order }) {
  const t = useWords(words)
  const refunds = useQuery({
    queryKey: ['orders', 'refunds', o.id, o.customer_id],
    enabled: o.kind === 'sale' && o.refunded > 0 && o.customer_id !== '',
    queryFn: () => ask(api.GET('/api/orders', { params: { query: { kind: 'refund', customer_id: o.customer_id, from: o.day, limit: 200 } } })),
  })
  if (o.kind === 'refund') return <Section title={t.refundOf}>{o.refund_of ? <OrderLink id={o.refund_of} no={o.refund_of_no} /> : o.refund_of_no || '—'}</Section>
  if (o.kind !== 'sale') return null
  const mine = (refunds.data?.items ?? []).filter((r) => r.refund_of === o.id)
  return (
    <Section title={t.refunds}>
      {o.refunded === 0 ? <p className="soft">{t.noRefunds}</p> : (
        <ul className="plain stack tight">
          {mine.map((r) => <li key={r.id} className="row"><span className="grow"><OrderLink id={r.id} no={r.order_no} /> <span className="soft small num">{moment(r.at)}</span></span><span className="num">{money(-r.amount)}</span></li>)}
          {mine.length === 0 && <li className="row"><span className="grow">{t.refunded}</span><span className="num">{money(-o.refunded)}</span></li>}
        </ul>
      )}
    </Section>
  )
}
