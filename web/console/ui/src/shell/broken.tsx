import { Button } from 'antd'
import { asProblem, Problem } from '@/api/problem'
import { Empty, ErrorState } from '@/parts/feedback'
import { useWords } from '@/words'
import { words } from './words'

// Broken is what a page becomes when its code fails, or cannot be fetched since a newer one was put in place.
export function Broken({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useWords(words)
  if (error instanceof Problem) return <ErrorState error={asProblem(error)} retry={reset} />
  const gone = error instanceof TypeError && /import|module/i.test(error.message)
  return <Empty title={gone ? t.newVersion : t.broken} action={<Button type="primary" onClick={() => location.reload()}>{t.reload}</Button>} />
}
