import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { count } from '@/format'
import { useAct } from '@/parts/confirm'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { Feet, type Walk } from './walk'
import { words } from './words'

interface Values { several: boolean; shops: { name: string; city?: string }[] }

// StoreStep opens one store named after the brand, or those that are named here.
export function StoreStep({ brand, may, ...walk }: { brand: string; may: boolean } & Walk) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const several = Form.useWatch('several', form)
  const stores = useQuery({ queryKey: ['stores', 'list', false, undefined], queryFn: () => ask(api.GET('/api/stores', { params: { query: { limit: 50 } } })) })
  const there = stores.data?.items.length ?? 0
  const one = brand || t.myShop
  const save = async (v: Values) => {
    setBusy(true)
    setFault(undefined)
    const wanted = v.several ? v.shops.filter((s) => s.name?.trim()) : [{ name: one }]
    const left = [...wanted]
    try {
      for (const shop of wanted) { // what was opened is not opened twice when a later one is refused
        await ask(api.POST('/api/stores', { body: shop }))
        left.shift()
      }
      await act(() => Promise.resolve(), t.shopsMade(count(wanted.length)))
      walk.onNext()
    } catch (error) {
      form.setFieldValue('shops', left)
      setFault(asProblem(error).say())
    } finally {
      setBusy(false)
      await queries.invalidateQueries({ queryKey: ['stores'] })
    }
  }
  return (
    <Section title={t.storeTitle} note={t.storeWhy}>
      <Form form={form} layout="vertical" requiredMark={false} disabled={!may} initialValues={{ several: false, shops: [{ name: '', city: '' }] }} onFinish={(v: Values) => void save(v)}>
        {there > 0 && <Alert type="info" showIcon title={t.hasShops(stores.data?.next ? `${count(there)}+` : count(there))} style={{ marginBottom: 16 }} />}
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Form.Item name="several"><Radio.Group aria-label={t.storeTitle} options={[{ value: false, label: t.oneShop }, { value: true, label: t.manyShops }]} /></Form.Item>
        {several ? <Shops /> : <p className="soft">{t.oneShopWhy(one)}</p>}
        <Feet walk={walk} save={may} busy={busy} />
      </Form>
    </Section>
  )
}

function Shops() {
  const t = useWords(words)
  return (
    <Form.List name="shops">
      {(list, { add, remove }) => (
        <>
          {list.map(({ key, name }) => (
            <div key={key} className="row top" style={{ flexWrap: 'nowrap' }}>
              <Form.Item name={[name, 'name']} className="grow"><Input aria-label={t.shopName} placeholder={t.shopName} maxLength={64} /></Form.Item>
              <Form.Item name={[name, 'city']}><Input aria-label={t.city} placeholder={t.city} maxLength={64} style={{ width: 120 }} /></Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t.dropShop} disabled={list.length === 1} onClick={() => remove(name)} />
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({ name: '', city: '' })}>{t.addShop}</Button>
        </>
      )}
    </Form.List>
  )
}
