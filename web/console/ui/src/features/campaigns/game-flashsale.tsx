import { Form, Select } from 'antd'
import { useGroupNames } from '@/features/communities/data'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Flag, Money, Num, Other, Words, type Bag } from './fields'
import { ProductPick, Rows } from './game-parts'
import { packetWords } from './packet-words'

interface Share { group: string; stock?: number; price?: number }

interface Item { groups?: Share[]; groups_only?: boolean; key: string; name: string; product?: string; price: number; was?: number; stock: number; stock_a_day?: number; per_person?: number }

// FlashSale are the settings of a flash sale.
export interface FlashSale { items: Item[]; hold_minutes: number }

// unused gives a key that no thing has yet: it lasts, as stock is counted under it.
function unused(list: readonly Item[]): string {
  for (let n = list.length + 1; ; n++) if (!list.some((x) => x.key === `i${n}`)) return `i${n}`
}

// FlashSaleForm edits them.
export default function FlashSaleForm({ of }: { of: Bag<FlashSale> }) {
  const t = useWords(editorWords)
  const p = useWords(packetWords)
  const groups = useGroupNames()
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
            <h4>{p.inGroups}</h4>
            <p className="soft small">{p.inGroupsHint}</p>
            <Rows<Item, Share> of={item} name="groups" add={p.addGroup} least={0} most={20} fresh={() => ({ group: '' })}>
              {(share) => (
                <div className="pair grow">
                  <Other of={share} name="group" label={p.group}>
                    {(id) => <Select id={id} value={share.value.group || undefined} onChange={(group: string) => share.set({ group })} loading={groups.loading} placeholder={p.pickGroup} showSearch={{ optionFilterProp: 'label' }} options={groups.choices([share.value.group])} />}
                  </Other>
                  <Num of={share} name="stock" label={p.groupStock} unit={t.pieces} hint={t.noLimit} />
                  <Money of={share} name="price" label={p.groupPrice} hint={p.groupPriceHint} />
                </div>
              )}
            </Rows>
            {(item.value.groups ?? []).length > 0 && <Flag of={item} name="groups_only" label={p.groupsOnly} />}
          </fieldset>
        )}
      </Rows>
    </Form>
  )
}
