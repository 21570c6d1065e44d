import { Alert, Button, Form, Input, Modal } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { useMay } from '@/api/session'
import { Loaded } from '@/parts/feedback'
import { Facts } from '@/features/communities/bits'
import { moment, money } from '@/format'
import { useWords } from '@/words'
import { useFresh, type Outlook, type Rules } from './data'
import { editorWords } from './editor-words'
import { lifeWords } from './life-words'
import type { Reward } from './game-parts'
import { List } from './problems'
import { usePlan } from './scarce'

interface Props { rules: Rules; onGo: (field: string) => void; onClose: () => void; onDone: () => void }

// Publish says what publishing means before it is done: when, what it may cost and can cost, how much there is, what freezes. What keeps
// it from being published leads to where it is put right.
export default function Publish({ rules, onGo, onClose, onDone }: Props) {
  const t = useWords(editorWords)
  const act = useAct()
  const fresh = useFresh()
  const l = useWords(lifeWords)
  const may = useMay()
  const { id } = rules.campaign
  const [busy, setBusy] = useState(false)
  const outlook = useQuery({ queryKey: ['campaigns', 'summary', id], gcTime: 0, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/outlook', { params: { path: { id } }, signal })) })
  const sound = !!outlook.data && outlook.data.problems.every((p) => p.warns)
  const wrong = outlook.data?.problems.filter((p) => !p.warns) ?? []
  const waivable = may('campaign.waive') && wrong.length > 0 && wrong.every((p) => p.waivable)
  const [why, setWhy] = useState('')
  const publish = async () => {
    setBusy(true)
    const path = { params: { path: { id } } }
    const well = await act(() => ask(sound ? api.POST('/api/campaigns/{id}/publish', path) : api.POST('/api/campaigns/{id}/waive', { ...path, body: { why: why.trim() } })), t.published)
    await fresh()
    setBusy(false)
    if (well) onDone()
  }
  return (
    <Modal open title={t.publishTitle} onCancel={onClose} focusable={{ focusTriggerAfterClose: false }} footer={(
      <>
        <Button onClick={onClose}>{t.cancel}</Button>
        {waivable && <Button loading={busy} disabled={why.trim().length < 10} onClick={() => void publish()}>{l.waive}</Button>}
        {wrong[0] ? <Button type="primary" onClick={() => onGo(wrong[0]?.field ?? '')}>{t.fixAll(wrong.length)}</Button> : <Button type="primary" loading={busy || outlook.isPending} disabled={!outlook.data} onClick={() => void publish()}>{t.publish}</Button>}
      </>
    )}>
      <Loaded query={outlook}>{(o) => <Summary rules={rules} outlook={o} wrong={wrong} onGo={onGo} />}</Loaded>
      {waivable && (
        <Form layout="vertical" component="div">
          <Form.Item label={l.waiveReason} extra={l.waiveWhy}><Input.TextArea value={why} onChange={(e) => setWhy(e.target.value)} maxLength={500} rows={2} /></Form.Item>
        </Form>
      )}
    </Modal>
  )
}

interface Priced { items?: { name: string; was?: number }[]; steps?: { reward: Reward; fallback?: Reward }[]; welcome?: Reward }

// useWorst says the most that a campaign can cost; what is not known is not called nothing.
function useWorst(rules: Rules): (worst: number) => string {
  const t = useWords(editorWords)
  const s = rules.settings as Priced
  return (worst) => {
    if (worst < 0) return t.worstUnknown
    if (rules.campaign.model === 'flashsale') {
      const untold = (s.items ?? []).filter((i) => !i.was).map((i) => i.name)
      return untold.length > 0 ? t.onlyLessUnknown(untold.join('、')) : t.onlyLess(money(worst))
    }
    const given = rules.campaign.model === 'invite' ? [...(s.steps ?? []).flatMap((x, n) => [x.reward, x.fallback].map((r) => ({ r, at: t.stepOf(n + 1) }))), { r: s.welcome, at: t.welcome }] : []
    const gifts = [...new Set(given.filter((g) => g.r && g.r.kind !== 'cash').map((g) => g.at))]
    return gifts.length > 0 ? t.giftsUnknown(money(worst), gifts.join('、')) : money(worst)
  }
}

function Summary({ rules, outlook: o, wrong, onGo }: { rules: Rules; outlook: Outlook; wrong: Outlook['problems']; onGo: (field: string) => void }) {
  const t = useWords(editorWords)
  const plan = usePlan(rules.settings)
  const say = useWorst(rules)
  const budget = rules.terms.cost ?? 0
  return (
    <div className="stack">
      {wrong.length > 0 && <Alert type="error" role="alert" showIcon title={t.problemsFirst(wrong.length)} description={<List of={wrong} onGo={onGo} placed />} />}
      <Facts list={[
        [t.window, `${moment(rules.terms.from)} – ${moment(rules.terms.until)}`], [t.budget, money(budget)],
        [t.worst, say(o.worst)],
        ...o.plans.map((p) => [plan.name(p.name), [plan.amount(p.name, p.total), p.daily > 0 ? t.aDay(plan.amount(p.name, p.daily)) : ''].filter(Boolean).join(' · ')] as const),
      ]} />
      <p className="soft small">{t.worstWhy}</p>
      {o.worst > budget && <Alert type="warning" showIcon title={t.overBudget} />}
      <div><h3>{t.freezes}</h3><ul className="small"><li>{t.freezesNew}</li>{rules.campaign.revision > 0 && <li>{t.freezesOpen}</li>}<li>{t.freezesStock}</li></ul></div>
    </div>
  )
}
