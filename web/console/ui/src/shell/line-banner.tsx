import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useLine } from '@/api/line'
import { useWords } from '@/words'
import { words } from './words'

// LineBanner tells when the server cannot be reached or is slow. Connecting again asks anew for all that is on the page.
export function LineBanner() {
  const t = useWords(words)
  const { offline, slow } = useLine()
  const queries = useQueryClient()
  if (!offline && !slow) return null
  return (
    <div className={offline ? 'notice bad' : 'notice plain'} role={offline ? 'alert' : 'status'}>
      <span>{offline ? t.offline : t.slow}</span>
      {offline && <Button size="small" onClick={() => void queries.refetchQueries({ type: 'active' })}>{t.tryNow}</Button>}
    </div>
  )
}
