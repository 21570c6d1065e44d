import { Tag, Tooltip } from 'antd'
import { createContext, useContext } from 'react'
import { useWords } from '@/words'
import { useClasses, type Classed, type Order } from './data'
import { words } from './words'

// Days are the first and the last day of the orders on the page: their classes are asked for at once.
export const Days = createContext<{ from: string; to: string }>({ from: '', to: '' })

// ClassOf is the attribution of an order of a list. It asks only where the column is shown.
export function ClassOf({ order }: { order: Order }) {
  const t = useWords(words)
  const { from, to } = useContext(Days)
  const classes = useClasses(from, to)
  if (!order.kept || !order.customer_id) return <span title={t.classUnknown}>—</span>
  if (classes.isLoading) return <span className="bone" role="status" aria-label={t.classBusy} style={{ display: 'inline-block', width: 48, height: 14 }} />
  const found = classes.data?.get(order.id)
  return found ? <ClassTag classed={found} /> : <span title={t.classUnknown}>—</span>
}

const tone = { repurchase: 'success', referral: 'processing', ad: 'warning', natural: 'default' } as const

export function ClassTag({ classed }: { classed: Classed }) {
  const t = useWords(words)
  const own = classed.code === 'repurchase' || classed.code === 'referral'
  const tag = <Tag color={tone[classed.code]} style={{ margin: 0 }}>{t.classes[classed.code]}{own && classed.paid7 ? ' *' : ''}</Tag>
  return own && classed.paid7 ? <Tooltip title={t.paid7}><span tabIndex={0}>{tag}<span className="sr">{t.paid7}</span></span></Tooltip> : tag
}

// StateOf says whether a document counts, and why not.
export function StateOf({ order }: { order: Order }) {
  const t = useWords(words)
  if (order.state === 'cancelled') return <Tag style={{ margin: 0 }}>{t.states.cancelled}</Tag>
  if (order.kind !== 'sale') return <Tag style={{ margin: 0 }}>{t.kinds[order.kind]}</Tag>
  if (order.refunded > 0) return <Tag color="warning" style={{ margin: 0 }}>{order.refunded >= order.amount ? t.refundedAll : t.refundedPart}</Tag>
  return order.kept ? <Tag color="success" style={{ margin: 0 }}>{t.states.kept}</Tag> : <Tag style={{ margin: 0 }}>{t.notCounted}</Tag>
}
