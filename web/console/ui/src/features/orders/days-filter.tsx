import { DatePicker } from 'antd'
import dayjs from 'dayjs'

interface Props { from: string; to: string; words: { from: string; to: string }; onChange: (change: { from: string; to: string }) => void }

// DaysFilter is a period from day to day; each of them may be open.
export function DaysFilter({ from, to, words, onChange }: Props) {
  return (
    <DatePicker.RangePicker aria-label={`${words.from} ${words.to}`} value={[from ? dayjs(from) : null, to ? dayjs(to) : null]} allowEmpty={[true, true]} placeholder={[words.from, words.to]} style={{ width: 250, maxWidth: '100%' }}
      onChange={(v) => onChange({ from: v?.[0]?.format('YYYY-MM-DD') ?? '', to: v?.[1]?.format('YYYY-MM-DD') ?? '' })} />
  )
}
