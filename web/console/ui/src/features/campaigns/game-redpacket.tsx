import { Form } from 'antd'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Flag, Money, Num, Words, type Bag } from './fields'

// RedPacket are the settings of a campaign of red packets.
export interface RedPacket { amount: number; shares: number; least: number; most: number; even?: boolean; hours: number; budget: number; budget_day?: number; purpose?: string }

// RedPacketForm edits them.
export default function RedPacketForm({ of }: { of: Bag<RedPacket> }) {
  const t = useWords(editorWords)
  return (
    <Form layout="vertical" component="div">
      <h3>{t.packet}</h3>
      <div className="pair">
        <Money of={of} name="amount" label={t.amount} />
        <Num of={of} name="shares" label={t.shares} max={500} />
        <Money of={of} name="least" label={t.least} />
        <Money of={of} name="most" label={t.mostShare} />
        <Num of={of} name="hours" label={t.packetHours} unit={t.hours} max={72} />
        <Flag of={of} name="even" label={t.even} />
      </div>
      <h3>{t.budget}</h3>
      <div className="pair">
        <Money of={of} name="budget" label={t.packetBudget} />
        <Money of={of} name="budget_day" label={t.budgetDay} hint={t.noLimit} />
      </div>
      <Words of={of} name="purpose" label={t.purpose} hint={t.purposeHint} />
    </Form>
  )
}
