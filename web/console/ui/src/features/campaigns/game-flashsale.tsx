import { Form } from 'antd'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Money, Num, Words, type Bag } from './fields'
import { ProductPick, Rows } from './game-parts'

interface Item { key: string; name: string; product?: string; price: number; was?: number; stock: number; stock_a_day?: number; per_person?: number }

// FlashSale are the settings of a flash sale.
export interface FlashSale { items: Item[]; hold_minutes: number }

// unused gives a key that no thing has yet: it lasts, as stock is counted under it.
function unused(list: readonly Item[]): string {
  for (let n = list.length + 1; ; n++) if (!list.some((x) => x.key === `i${n}`)) return `i${n}`
}

// FlashSaleForm edits them.
export default function FlashSaleForm({ of }: { of: Bag<FlashSale> }) {
  const t = useWords(editorWords)
  return (
    <Form layout="vertical" component="div">
      <Num of={of} name="hold_minutes" label={t.hold} unit={t.minutes} hint={t.holdHint} />
      <h3>{t.items}</h3>
      <Rows<FlashSale, Item> of={of} name="items" add={t.addItem} fresh={(list) => ({ key: unused(list), name: '', price: 990, stock: 100, per_person: 1 })}>
        {(item, n) => (
          <fieldset className="grow plain">
            <legend className="small soft">{t.itemOf(n + 1)}</legend>
            <Words of={item} name="name" label={t.itemName} />
            <ProductPick of={item} />
            <div className="pair">
              <Money of={item} name="price" label={t.stepPrice} />
              <Money of={item} name="was" label={t.was} hint={t.wasHint} />
              <Num of={item} name="stock" label={t.stock} unit={t.pieces} />
              <Num of={item} name="stock_a_day" label={t.stockADay} unit={t.pieces} hint={t.noLimit} />
              <Num of={item} name="per_person" label={t.perPiece} unit={t.pieces} hint={t.noLimit} />
            </div>
          </fieldset>
        )}
      </Rows>
    </Form>
  )
}
