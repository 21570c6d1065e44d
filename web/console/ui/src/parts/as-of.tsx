import { ClockCircleOutlined } from '@ant-design/icons'
import { Tag } from 'antd'
import { useEffect, useState } from 'react'
import { ago, moment } from '@/format'
import { useWords } from '@/words'
import { words } from './words'

// AsOf says how old figures are; past `stale` (26 h, longer than a night's pause) it warns.
export function AsOf({ at, stale = 26 * 3_600_000 }: { at: number; stale?: number }) {
  const t = useWords(words)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  const old = now - at > stale
  return <Tag icon={<ClockCircleOutlined />} color={old ? 'warning' : 'default'} title={moment(at)}>{old ? t.stale(ago(at, now)) : t.asOf(ago(at, now))}</Tag>
}
