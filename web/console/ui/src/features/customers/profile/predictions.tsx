import { Button } from 'antd'
import { count, money, share } from '@/format'
import { Loaded, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useKnown } from './data'
import { profileWords } from './words'

// Predictions are last night's. Without one it is said why there may be none.
export function Predictions({ id }: { id: string }) {
  const t = useWords(profileWords)
  const open = useOpenMetric()
  const known = useKnown(id)
  return (
    <Section title={t.predictions} note={t.predictionsNote} actions={<Button type="link" size="small" onClick={() => open({ metric: 'predictions' })}>{t.definition}</Button>}>
      <Loaded query={known} skeleton={<Skeleton lines={3} />}>
        {(k) => (k?.predicted ? (
          <dl className="row" style={{ gap: 24 }}>
            <Figure title={t.alive} text={share(k.aliveShare, 0)} />
            <Figure title={t.expected} text={count(k.expectedOrders)} />
            <Figure title={t.valueYear} text={money(k.valueYear)} />
            <Figure title={t.nextOrder} text={k.nextOrder || '—'} />
          </dl>
        ) : <><p className="soft">{t.noPrediction}</p><A to={to.metric('predictions')}>{t.noPredictionWhy}</A></>)}
      </Loaded>
    </Section>
  )
}

const Figure = ({ title, text }: { title: string; text: string }) => <div><dt className="soft small">{title}</dt><dd className="num" style={{ fontWeight: 650, fontSize: 16 }}>{text}</dd></div>
