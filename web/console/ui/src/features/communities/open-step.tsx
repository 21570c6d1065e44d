import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { useGo } from '@/parts/link'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Facts, KindName, StaffName } from './bits'
import { useAfresh, type GroupDetail } from './data'
import { groupWords } from './group-words'
import { planWords } from './words'

// OpenStep shows what a draft has and lacks, and opens it.
export function OpenStep({ detail, onBack, later }: { detail: GroupDetail; onBack: () => void; later: ReactNode }) {
  const t = useWords(planWords)
  const b = useWords(groupWords)
  const go = useGo()
  const act = useAct()
  const afresh = useAfresh()
  const g = detail.community
  const checks = [
    { key: 'kind', ok: g.kind !== '', must: true }, { key: 'brief', ok: g.brief > 0, must: true }, ...(detail.preset.dated ? [{ key: 'dates' as const, ok: g.starts_on !== '' && g.ends_on !== '', must: true }] : []),
    { key: 'owner', ok: g.staff_id !== '', must: false }, { key: 'gate', ok: detail.gate !== '', must: false },
  ] as const
  const open = async () => {
    const done = await act(() => ask(api.POST('/api/communities/{id}/open', { params: { path: { id: g.id } }, body: { version: g.version } })), t.openedToast)
    if (!done) return
    await afresh()
    go(to.community(g.id))
  }
  return (
    <div className="stack">
      <Facts list={[[t.steps[0] ?? '', <KindName key="k" kind={g.kind} />], [t.nameOf, detail.expected || g.name || '—'], [t.owner, <StaffName key="s" id={g.staff_id} />], [t.wholeGate, detail.gate ? <code key="g">{detail.gate}</code> : t.everybody], [b.size, b.sizeOf(String(g.target_size), String(g.cap))]]} />
      <div>
        <h3>{t.check}</h3>
        <ul className="plain stack tight" style={{ marginTop: 8 }}>
          {checks.map((c) => (
            <li key={c.key} className="row">
              {c.ok ? <CheckCircleFilled className="good" /> : c.must ? <CloseCircleFilled className="bad" /> : <MinusCircleOutlined className="soft" />}
              {t.checks[c.key]} <span className="soft small">{c.ok ? t.has : c.must ? t.lacks : t.optional}</span>
            </li>
          ))}
        </ul>
      </div>
      <div className="row"><Button type="primary" disabled={checks.some((c) => c.must && !c.ok)} onClick={() => void open()}>{t.open}</Button><Button onClick={onBack}>{t.back}</Button>{later}</div>
    </div>
  )
}
