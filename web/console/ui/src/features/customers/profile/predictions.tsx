import { WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { decimal, money, share } from '@/format'
import { Loaded, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { usePrediction } from './data'
import { profileWords } from './words'

// Predictions are last night's, with their day and what speaks against them. Without one it is said why there may be none.
export function Predictions({ id }: { id: string }) {
  const t = useWords(profileWords)
  const open = useOpenMetric()
  const say = useSay()
  const told = usePrediction(id)
  return (
    <Section title={t.predictions} note={told.data?.as_of ? `${t.predictionsNote} ${t.predictionsOf(told.data.as_of)}` : t.predictionsNote} actions={<Button type="link" size="small" onClick={() => open({ metric: 'predictions' })}>{t.definition}</Button>}>
      <Loaded query={told} skeleton={<Skeleton lines={3} />}>
        {({ prediction: p, warnings }) => (
          <div className="stack tight">
            {p ? (
              <dl className="row" style={{ gap: 24 }}>
                <Figure title={t.alive} text={share(p.p_alive, 0)} />
                <Figure title={t.expected(p.months)} text={decimal(p.expected_orders, 1)} />
                <Figure title={t.valueIn(p.months)} text={p.clv === undefined ? '—' : money(p.clv)} />
                <Figure title={t.nextOrder} text={p.next_order || '—'} />
              </dl>
            ) : <><p className="soft">{t.noPrediction}</p><A to={to.metric('predictions')}>{t.noPredictionWhy}</A></>}
            {warnings.length > 0 && <ul className="soft small" aria-label={t.warnings} style={{ paddingInlineStart: 18 }}>{warnings.map((w) => <li key={w.code}><WarningOutlined aria-hidden="true" /> {say(w)}</li>)}</ul>}
          </div>
        )}
      </Loaded>
    </Section>
  )
}

const Figure = ({ title, text }: { title: string; text: string }) => <div><dt className="soft small">{title}</dt><dd className="num" style={{ fontWeight: 650, fontSize: 16 }}>{text}</dd></div>
