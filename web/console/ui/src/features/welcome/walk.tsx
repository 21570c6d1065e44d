import { Button } from 'antd'
import { useWords } from '@/words'
import { words } from './words'

// Walk is how one goes through the steps.
export interface Walk { onNext: () => void; onBack: (() => void) | undefined; onDone: () => void }

// Feet are the buttons of a step: back, skip, and save where there is something to save.
export function Feet({ walk, save, busy }: { walk: Walk; save?: boolean; busy?: boolean }) {
  const t = useWords(words)
  return (
    <div className="row" style={{ marginTop: 24 }}>
      {walk.onBack && <Button onClick={walk.onBack}>{t.back}</Button>}
      <span className="grow" />
      <Button type="text" onClick={walk.onNext}>{t.skip}</Button>
      {save && <Button type="primary" htmlType="submit" loading={busy}>{t.next}</Button>}
    </div>
  )
}
