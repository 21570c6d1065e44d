import { Button } from 'antd'
import { Empty } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { useWords } from '@/words'
import { words } from './words'

// NotFound is the page of an address that leads nowhere.
export default function NotFound() {
  const t = useWords(words)
  const go = useGo()
  return <Page title={t.notFound}><section className="card"><Empty title={t.notFound} why={t.notFoundWhy} action={<Button type="primary" onClick={() => go('/')}>{t.home}</Button>} /></section></Page>
}
