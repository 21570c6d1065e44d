import { DatePicker } from 'antd'
import dayjs from 'dayjs'

// DayInput takes a day as YYYY-MM-DD, '' none.
export function DayInput({ id, label, value, onChange }: { id?: string; label?: string; value?: string; onChange?: (v: string) => void }) {
  return <DatePicker id={id} aria-label={label} placeholder={label} value={value ? dayjs(value) : null} onChange={(d) => onChange?.(d ? d.format('YYYY-MM-DD') : '')} style={{ width: '100%' }} />
}
