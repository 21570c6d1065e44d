import { Button } from 'antd'
import { useGo } from '@/parts/link'
import { Allowed } from '@/parts/feedback'
import { to } from '@/paths'
import { useWords } from '@/words'
import { words } from './words'

// OrderTabs leads to the other pages about what was sold.
export function OrderTabs() {
  const t = useWords(words)
  const go = useGo()
  return (
    <>
      <Button onClick={() => go(to.products())}>{t.products}</Button>
      <Button onClick={() => go(to.unmatched())}>{t.unmatched}</Button>
      <Allowed to="campaign.read" quiet><Button onClick={() => go(to.parcels())}>{t.parcels}</Button></Allowed>
      <Allowed to="pay.read" quiet><Button onClick={() => go(to.payments())}>{t.payments}</Button></Allowed>
      <Allowed to="spend.read" quiet><Button onClick={() => go(to.spend())}>{t.spend}</Button></Allowed>
    </>
  )
}
